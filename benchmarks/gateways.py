"""Gateways side by side: requests per second and CPU per event, Slack to stream.

All of them are up during the whole round and take turns under load, so that those that are compared
run within seconds of each other.

| figure       | unit  | meaning                                                           |
|--------------|-------|-------------------------------------------------------------------|
| rate_per_s   | 1/s   | requests answered                                                 |
| p50_us p99_us| µs    | until the answer, waiting in line included                        |
| cpu_us       | µs    | the gateway's CPU per event, user and system                      |
| cores        |       | the gateway's CPU per second; under 1 it waited or was held up    |
| redis_us     | µs    | Redis' CPU per event                                              |
| rss_mib      | MiB   | memory of the gateway                                             |
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import signed_events
from benchmarks.load import Answers, first_status, replay
from benchmarks.processes import cpu_s, rss_mib, running, wait_for_port
from benchmarks.results import FAILURES, Figures, Run, RunFailed, attempt, reason
from benchmarks.setup import Setup, in_turn
from benchmarks.signed_events import EVENTS_PATH, Identity
from benchmarks.venvs import python_of
from dev.redis_server import free_port

SECTION = "gateway"
STREAM = "slack_message_public"
CONNECTIONS = (1, 16, 64)
# More than any gateway here answers on one core. Each costs 1.5 KB of disk and 10 µs to sign.
EVENTS_PER_S = 60_000
# Signatures hold for 300 s; the rest is for the run itself.
SIGNED_FOR_S = 180.0
WARM_UP_S = 1
# What the last run left in flight, at most one request a connection, must have landed by then.
SETTLE_S = 0.2


@dataclass(frozen=True, slots=True)
class Gateway:
    """A program that accepts Slack's events at PORT.

    Args:
        module: what to run with `python -m`.
        venv: the peer whose environment runs it; None is our own.
    """

    name: str
    module: str
    venv: str | None


GATEWAYS = (
    Gateway("burrow", "gateway", None),
    Gateway("starlette", "benchmarks.peers.starlette_gateway", "starlette"),
    Gateway("slack-bolt", "benchmarks.peers.slack_bolt_gateway", "slack_bolt"),
)


@dataclass(frozen=True, slots=True)
class Server:
    """A gateway that runs."""

    name: str
    port: int
    process: subprocess.Popen[bytes]


class GatewayBench:
    """Measures all gateways; one call to `round` takes each figure once."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.redis = setup, setup.redis
        self.identity, self.signed_s = Identity(), 0.0
        self.events = setup.scratch / "events.bin"

    def round(self, round_no: int) -> Iterator[Run]:
        """Measure each gateway at each number of connections."""
        with contextlib.ExitStack() as stack:
            servers = []
            for gateway in in_turn(GATEWAYS, round_no):
                try:
                    servers.append(self.start(gateway, stack))
                except FAILURES as error:
                    yield Run(SECTION, gateway.name, round_no, failed=reason(error))
            for connections in CONNECTIONS:
                for server in servers:
                    yield self.turn(server, connections, round_no)

    def turn(self, server: Server, connections: int, round_no: int) -> Run:
        """Measure one gateway at one number of connections."""

        def measure() -> Figures:
            return self.measure(server, connections)

        return attempt(SECTION, server.name, round_no, str(connections), measure)

    def start(self, gateway: Gateway, stack: contextlib.ExitStack) -> Server:
        """Start a gateway, see that it accepts an event, and warm it up."""
        port = free_port()
        python = python_of(gateway.venv) if gateway.venv else sys.executable
        env = {"PORT": str(port), "REDIS_URL": self.redis.url, "LOG_LEVEL": "warning"}
        env |= self.identity.variables
        command = [*self.setup.pins.server, python, "-m", gateway.module]
        log = self.setup.logs / f"{gateway.name}-gateway.log"
        process = stack.enter_context(running(command, env, log))
        wait_for_port(port, process)
        server = Server(gateway.name, port, process)
        self.sign()
        if (status := first_status(port, self.events)) != 200:
            raise RunFailed(f"a signed event was answered with {status}")
        self.load(server, connections=16, seconds=WARM_UP_S, skip=1)
        return server

    def measure(self, server: Server, connections: int) -> Figures:
        """Put one gateway under load, and see that all it answered is in the stream."""
        self.sign()
        time.sleep(SETTLE_S)
        self.redis.empty()
        used_s, redis_used_s = cpu_s(server.process.pid), self.redis.cpu_s()
        answers = self.load(server, connections, self.setup.seconds)
        time.sleep(SETTLE_S)
        used_s = cpu_s(server.process.pid) - used_s
        redis_used_s = self.redis.cpu_s() - redis_used_s
        check_landed(answers, self.redis.length(STREAM), connections)
        return {
            "rate_per_s": answers.requests / answers.seconds,
            "p50_us": answers.p50_us,
            "p99_us": answers.p99_us,
            "cpu_us": used_s / answers.requests * 1e6,
            "cores": used_s / answers.seconds,
            "redis_us": redis_used_s / answers.requests * 1e6,
            "rss_mib": rss_mib(server.process.pid),
        }

    def load(self, server: Server, connections: int, seconds: int, skip: int = 0) -> Answers:
        """Replay events against a gateway."""
        return replay(
            f"http://127.0.0.1:{server.port}{EVENTS_PATH}",
            self.events,
            connections=connections,
            seconds=seconds,
            skip=skip,
        )

    def sign(self) -> None:
        """Write new events, unless the signatures of the last ones still hold long enough."""
        now_s = time.time()
        if now_s - self.signed_s > SIGNED_FOR_S:
            count = EVENTS_PER_S * max(self.setup.seconds, WARM_UP_S)
            signed_events.write(self.events, self.identity, now_s, count)
            self.signed_s = now_s


def check_landed(answers: Answers, added: int, connections: int) -> None:
    """See that each 200 is an entry; the last request of a connection may be one without a count.

    Raises:
        RunFailed: an answer was not a 200, or an event was lost or written twice.
    """
    if answers.errors:
        raise RunFailed(f"{answers.errors} requests were refused or not answered")
    if not 0 <= added - answers.requests <= connections:
        raise RunFailed(f"{answers.requests} events were answered, {added} are in the stream")
