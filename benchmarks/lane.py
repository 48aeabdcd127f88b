"""Forms: from a signed `view_submission` to the answer that a consumer had to give.

50 are on their way at any time: through the gateway, Redis, a check in the consumer and back; and
the entry of the accepted form is stored before the answer, and worked on beside the next ones.

| figure                   | unit | meaning                                                 |
|--------------------------|------|---------------------------------------------------------|
| forms                    |      | answered ones, those of the warm-up left out            |
| p50_ms p99_ms            | ms   | form sent until its answer                              |
| rate_per_s               | 1/s  | forms answered                                          |
| gateway_us, consumer_us  | µs   | CPU per form; the consumer's has the form's deed in it  |
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import redis

from benchmarks.form_sender import Plan
from benchmarks.latency import percentile
from benchmarks.peers.burrow_consumer import entry
from benchmarks.processes import cpu_s, running, wait_for_port, wait_until
from benchmarks.results import Figures, Run, RunFailed, attempt, last_line
from benchmarks.setup import Setup, in_turn
from benchmarks.signed_events import EVENTS_PATH, Identity
from benchmarks.slack_message import message_event
from benchmarks.workspace import bot_variables, workspace_of
from dev.redis_server import free_port
from shared.events import PUBLIC

SECTION = "lane"
AT_ONCE = 50
PLACES = 64  # CONSUMER_CONCURRENCY
IDLE, BUSY = "burrow", f"burrow, {PLACES} slow handlers"
WARM_UP_S = 1.0
STARTED_S = 10.0


class LaneBench:
    """Measures the consumer with its places free and with all of them taken."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.identity = setup, Identity()

    def round(self, round_no: int) -> Iterator[Run]:
        """Measure both."""
        for name in in_turn((IDLE, BUSY), round_no):
            yield self.turn(name, round_no)

    def turn(self, name: str, round_no: int) -> Run:
        """Measure one of them."""
        return attempt(SECTION, name, round_no, str(AT_ONCE), lambda: self.measure(name == BUSY))

    def measure(self, busy: bool) -> Figures:
        """Send forms, and see how long their answers take."""
        self.setup.redis.empty()
        with workspace_of(self.identity) as slack, contextlib.ExitStack() as stack:
            env = bot_variables(slack, self.identity) | {"REDIS_URL": self.setup.redis.url}
            gateway, url = self.start(stack, "gateway", env)
            consumer, _ = self.start(stack, "benchmarks.peers.burrow_lane", env)
            if busy:
                take_all_places(self.setup.redis.url, self.identity, consumer)
            send(Plan(url, AT_ONCE, WARM_UP_S, self.identity))
            used_s = cpu_s(gateway.pid), cpu_s(consumer.pid)
            took_s = send(Plan(url, AT_ONCE, self.setup.seconds, self.identity))
            gateway_s, consumer_s = cpu_s(gateway.pid) - used_s[0], cpu_s(consumer.pid) - used_s[1]
            if busy:
                consumer.kill()  # it would wait for its slow handlers
        return figures(took_s, self.setup.seconds) | {
            "gateway_us": gateway_s / len(took_s) * 1e6,
            "consumer_us": consumer_s / len(took_s) * 1e6,
        }

    def start(
        self, stack: contextlib.ExitStack, module: str, env: dict[str, str]
    ) -> tuple[subprocess.Popen[bytes], str]:
        """Start a process; return it, and where it would take forms."""
        port = free_port()
        log = self.setup.logs / f"{module.rpartition('.')[2]}-lane.log"
        ports = {"PORT": str(port), "HEALTH_PORT": str(port)}
        command = [*self.setup.pins.server, sys.executable, "-m", module]
        process = stack.enter_context(running(command, env | ports, log))
        wait_for_port(port, process)
        return process, f"http://127.0.0.1:{port}{EVENTS_PATH}"


def take_all_places(url: str, identity: Identity, consumer: subprocess.Popen[bytes]) -> None:
    """Give the consumer as many messages as it has places, and wait until it has them in hand."""
    client: Any = redis.Redis.from_url(url, protocol=2)
    chance, now_s = random.Random(1), time.time()
    for serial in range(PLACES):
        message = message_event(chance, identity.team_id, f"{now_s + serial / 1e6:.6f}")
        client.xadd(PUBLIC, entry(message))

    def taken() -> bool:
        groups = client.xinfo_groups(PUBLIC)
        return any(group["pending"] == PLACES for group in groups)

    wait_until(taken, consumer, STARTED_S, f"it had {PLACES} messages in hand")
    client.close()


def send(plan: Plan) -> list[float]:
    """Carry out a plan in a process of its own; return how long each answer took, in s."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.form_sender"],
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        timeout=plan.seconds + 60,
    )
    if done.returncode:
        raise RunFailed(f"the sender failed: {last_line(done.stderr)}")
    took_s: list[float] = json.loads(done.stdout)
    return took_s


def figures(took_s: list[float], seconds: float) -> dict[str, float]:
    """Return what the times come to."""
    took_ms = [one * 1e3 for one in took_s]
    return {
        "forms": len(took_ms),
        "p50_ms": percentile(took_ms, 50),
        "p99_ms": percentile(took_ms, 99),
        "rate_per_s": len(took_ms) / seconds,
    }
