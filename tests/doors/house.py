"""The whole product behind one of Slack's two transports, and what people do and see there.

| part      | what it is                                                            |
|-----------|-----------------------------------------------------------------------|
| slack     | the local workspace; it delivers by HTTP or over websockets           |
| gateway   | `python -m gateway`, or `python -m gateway --socket-mode`             |
| consumers | two of doors_consumer.py, with short leases                           |
"""

from __future__ import annotations

import contextlib
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson
import redis

from dev.redis_server import RedisServer
from dev.slack.control import Slack
from dev.slack.limits import Limits
from dev.slack.server import LOCAL_SIGNING_SECRET, serve
from shared import keys
from shared.events import DOOR_STREAMS
from tests.bennettbot.stack import NAMESPACES, Stack
from tests.processes import START_S, Process, quiet_port, wait_for

CONSUMER = "tests.doors.doors_consumer"
CONSUMERS = 2
# A tenth of the product's, so that what a dead consumer held is soon taken over.
TIMINGS = {"lease_s": 1, "renew_s": 0.2, "sweep_s": 0.1, "drain_s": 5, "beat_s": 0.2}
GENERAL, RANDOM, SHOW_AND_TELL = "C0GENERAL01", "C0RANDOM001", "C0SHOWTELL1"
READY = 200
PARKING = (*DOOR_STREAMS, "jobs", "requests")


class House(Stack):
    """The processes, which a test may kill and start again."""

    @property
    def consumers(self) -> list[Process]:
        """The consumers that run."""
        return [one for one in (self.consumer, *self.more) if one.status() is None]

    @property
    def arguments(self) -> tuple[str, ...]:
        """How the gateway is called."""
        return ("--socket-mode",) if self.slack.socket_mode else ()

    def start_gateway(self) -> None:
        """Start a gateway at the address that Slack knows."""
        self.gateway = Process("gateway", self.settings, self.folder, arguments=self.arguments)
        self.gateway.start(wait=False)

    def start_consumer(self) -> Process:
        """Start one more consumer."""
        process = Process(CONSUMER, self.settings, self.folder, name=f"consumer{len(self.more)}")
        self.more.append(process)
        return process.start(wait=False)

    def staffed(self) -> None:
        """Wait until the gateway is ready and there are as many consumers as there should be."""
        while len(self.consumers) < CONSUMERS:
            self.start_consumer()
        for process in self.consumers:
            wait_for(process.has_started, START_S, "the start of a consumer")
        wait_for(self.is_ready, START_S, "a gateway that is ready")

    def is_ready(self) -> bool:
        """Return whether the gateway takes events."""
        with contextlib.suppress(httpx.TransportError):
            return self.http.get("/readyz").status_code == READY
        return False

    def close_forms(self) -> None:
        """Close what people have left open."""
        for person in ("alice", "bob", "gwen"):
            if self.slack.view(person):
                self.slack.close_view(person, all_of_them=True)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Let no consumer do anything for the length of the block."""
        frozen = self.consumers
        for process in frozen:
            process.send(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in frozen:
                process.send(signal.SIGCONT)

    def asked(self) -> int:
        """Return how often gateways have asked consumers while Slack waited."""
        return int(self.db.info("commandstats").get("cmdstat_rpush", {}).get("calls", 0))

    def kill_all(self) -> None:
        """End the gateway and every consumer as a crash would."""
        for process in (self.gateway, *self.consumers):
            process.kill()

    def is_read(self) -> bool:
        """Return whether everything is acknowledged, and nothing waits for another try."""
        return super().is_read() and not any(self.db.zcard(keys.parked(one)) for one in PARKING)

    def tail(self) -> str:
        """Return the last words of every process."""
        processes = (self.gateway, self.consumer, *self.more)
        return "\n".join(f"{one.log_path.name}: {one.text()[-1500:]}" for one in processes)


def environment(url: str, slack: Slack, folder: Path) -> dict[str, str]:
    """Return the settings of all processes."""
    shutil.copytree(NAMESPACES, folder / "jobs")
    return {
        "PORT": str(quiet_port()),
        "REDIS_URL": url,
        "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
        "SLACK_APP_TOKEN": slack.workspace.app_token,
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SECRETS_KEY": "a key that the gateway and the consumers share",
        "SLACK_TECH_SUPPORT_CHANNEL": "#support",
        "SLACK_ADMINS_CHANNEL": "C0ADMINHELP",
        "ENV": "production",
        "JOBS_DIR": str(folder / "jobs"),
        "STATE_DIR": str(folder / "state"),
        "BUSY_TIMINGS": orjson.dumps(TIMINGS).decode(),
        "BUSY_EFFECTS": str(folder / "effects"),
    }


@contextlib.contextmanager
def running(folder: Path, transport: str) -> Iterator[House]:
    """Start everything."""
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(RedisServer(folder / "redis", {"appendonly": "yes"}))
        slack = opened.enter_context(serve(limits=Limits(enabled=False)))
        slack.socket_mode = transport == "socket"
        db = redis.Redis.from_url(server.url, decode_responses=True, protocol=2)
        opened.callback(db.close)
        settings = environment(server.url, slack, folder)
        base = f"http://127.0.0.1:{settings['PORT']}"
        # verify: reading certificate stores takes 30 ms, and none is needed.
        http = httpx.Client(base_url=base, verify=False, timeout=10)  # noqa: S501
        opened.enter_context(http)
        consumer = Process(CONSUMER, settings, folder).start(wait=False)
        opened.callback(consumer.kill)
        house = House(slack, db, consumer, consumer, folder, http, settings)
        opened.callback(lambda: house.gateway.kill())
        opened.callback(house.kill_more)
        slack.request_urls = [f"{base}/slack/events"]
        house.start_gateway()
        house.fill_cache()
        house.staffed()
        yield house
