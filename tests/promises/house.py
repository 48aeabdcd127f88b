"""The whole house for a test: Redis, a local Slack, gateways and consumers, and how to break them.

| part      | what it is                                                                    |
|-----------|-------------------------------------------------------------------------------|
| redis     | a real server of this test's own                                              |
| slack     | the local workspace, in a thread of this process                              |
| sender    | posts signed events to the gateways, as Slack does                            |
| processes | gateways and consumers, real processes                                        |
| db        | a client for looking at Redis, past every proxy; text, not bytes              |
| effects   | a file of what handlers of tests/busy_consumer.py did: `word event_id pid`    |
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import orjson
import redis

from dev.child_process import ChildProcess
from dev.redis_server import RedisServer
from dev.slack.api import Call
from dev.slack.control import Slack
from dev.slack.server import LOCAL_SIGNING_SECRET
from tests.faults import FaultProxy
from tests.processes import START_S, Process, quiet_port
from tests.promises.sender import Sender, said

# A fifth of the product's, so that a test need not wait 10 s for each lease to run out.
QUICK: Mapping[str, float] = {"lease_s": 2, "renew_s": 0.4, "sweep_s": 0.2, "drain_s": 5}
BUSY = "tests.busy_consumer"
POLL_S = 0.03
KILLED = -signal.SIGKILL

Value = TypeVar("Value")


class House:
    """Starts, stops and breaks the processes of one test."""

    def __init__(self, folder: Path, server: RedisServer, slack: Slack) -> None:
        self.folder, self.redis, self.slack = folder, server, slack
        self.sender = Sender(slack)
        self.db: Any = redis.Redis.from_url(server.url, decode_responses=True, protocol=2)
        self.gateways: list[Process] = []
        self.consumers: list[Process] = []
        self.expected: dict[Process, int] = {}
        self.disturbances = 0
        self.effects = folder / "effects"

    def environment(self, url: str, settings: Mapping[str, str]) -> dict[str, str]:
        """Return the settings of a process."""
        return {
            "REDIS_URL": url or self.redis.url,
            "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
            "SLACK_BOT_TOKEN": self.slack.workspace.bot_token,
            "SLACK_API_URL": self.slack.api_url,
            "ENV": "production",
            "JOBS_CONCURRENCY": "0",  # runs of jobs are broken in tests/runs
            "BUSY_EFFECTS": str(self.effects),
            **settings,
        }

    async def gateway(self, url: str = "", **settings: str) -> Process:
        """Start a gateway; events go to all gateways in turn."""
        port = str(quiet_port())
        process = Process("gateway", self.environment(url, {"PORT": port} | settings), self.folder)
        self.gateways.append(process)
        process.start(wait=False)
        await self.until(process.has_started, START_S, "the gateway's start")
        self.sender.urls.append(f"http://127.0.0.1:{port}/slack/events")
        return process

    async def consumer(
        self,
        url: str = "",
        *,
        module: str = BUSY,
        timings: Mapping[str, float] | None = None,
        wait: bool = True,
        **settings: str,
    ) -> Process:
        """Start a consumer."""
        busy = orjson.dumps(dict(QUICK) | dict(timings or {})).decode()
        merged = {"BUSY_TIMINGS": busy, "BUSY_PACE": "0.01", "HEALTH_PORT": str(quiet_port())}
        environment = self.environment(url, merged | settings)
        name = f"consumer-{len(self.consumers)}"
        process = Process(module, environment, self.folder, name=name)
        self.consumers.append(process)
        process.start(wait=False)
        if wait:
            await self.until(process.has_started, START_S, "a consumer's start")
        return process

    async def staff(self, consumers: int = 1, **how: Any) -> list[Process]:
        """Start a gateway and consumers at once."""
        started = await asyncio.gather(
            *(self.consumer(**how) for _ in range(consumers)), self.gateway()
        )
        return list(started[:-1])

    async def say(self, text: str, **where: Any) -> str:
        """Let Slack deliver a message that mentions the bot; return its event id."""
        event = said(f"<@{self.slack.workspace.bot.id}> {text}", **where)
        envelope = self.slack.envelope(event)
        await self.sender.insist(envelope)
        return str(envelope["event_id"])

    async def until(
        self, condition: Callable[[], Value | None], timeout_s: float = 10.0, what: str = "it"
    ) -> Value:
        """Poll until the condition is true and return its value; fail at the deadline."""
        deadline = time.monotonic() + timeout_s
        while not (value := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{what} did not happen within {timeout_s:g} s\n{self.tail()}")
            await asyncio.sleep(POLL_S)
        return value

    def tail(self) -> str:
        """Return the last words of every consumer."""
        ends = [f"{one.log_path.name}: {one.text()[-1500:]}" for one in self.consumers]
        return "\n".join([*ends, f"effects: {sorted(self.runs().items())[-20:]}"])

    # What happened

    def posts(self) -> list[Call]:
        """Return the posts that Slack has taken, in order."""
        calls = self.slack.calls("chat.postMessage")
        return [call for call in calls if call.response and call.response["ok"]]

    def answers(self) -> dict[str, list[str]]:
        """Return the texts that were posted, by event."""
        texts: dict[str, list[str]] = defaultdict(list)
        for call in self.posts():
            texts[write_of(call).partition(":")[0]].append(call.args["text"])
        return texts

    def answers_to(self, event_id: str) -> list[str]:
        """Return the texts that were posted for one event."""
        return self.answers().get(event_id, [])

    def runs(self) -> Counter[tuple[str, str]]:
        """Return how often each handler began, by its word and event."""
        text = self.effects.read_text() if self.effects.exists() else ""
        return Counter((line.split()[0], line.split()[1]) for line in text.splitlines())

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Return the log lines of one name, of all consumers."""
        return [line for one in self.consumers for line in one.lines(event)]

    async def metric(self, process: Process, sample: str) -> float:
        """Return a sample of a process's metrics, 0 if it is not there."""
        url = f"http://127.0.0.1:{process.settings['HEALTH_PORT']}/metrics"
        async with aiohttp.request("GET", url) as response:
            lines = (await response.text()).splitlines()
        found = [line for line in lines if line.startswith(sample + " ")]
        return float(found[0].rpartition(" ")[2]) if found else 0.0

    async def answered(self, event_ids: Iterable[str], timeout_s: float = 10.0) -> None:
        """Wait until each of these events has an answer."""
        awaited = set(event_ids)
        await self.until(
            lambda: awaited <= self.answers().keys(), timeout_s, f"{len(awaited)} answers"
        )

    # Breaking

    def kill(self, process: Process) -> None:
        """End a process as a crash would."""
        self.disturbances += 1
        self.expected[process] = KILLED
        process.kill()

    async def died(self, status: int = KILLED, timeout_s: float = 10.0) -> Process:
        """Wait for a consumer that ends by itself, with this status."""
        process = await self.until(self.newly_dead, timeout_s, "a consumer's death")
        assert process.status() == status, process.text()[-2000:]
        self.disturbances += 1
        self.expected[process] = status
        return process

    def newly_dead(self) -> Process | None:
        """Return a consumer whose end nobody has expected."""
        ended = (one for one in self.consumers if one.status() is not None)
        return next((one for one in ended if one not in self.expected), None)

    async def stop(self, process: Process) -> int:
        """End a process in order and return its exit status."""
        self.expected[process] = 0
        return await asyncio.to_thread(process.stop)

    @contextlib.asynccontextmanager
    async def frozen(self, target: ChildProcess) -> AsyncIterator[None]:
        """Stop a process for the length of the block, as a host out of breath would."""
        self.disturbances += 1
        target.send(signal.SIGSTOP)
        try:
            yield
        finally:
            target.send(signal.SIGCONT)

    def kill_redis(self) -> None:
        """End Redis as a crash would."""
        self.disturbances += 1
        self.redis.kill()

    async def start_redis(self) -> None:
        """Start Redis again, on the data that it left."""
        await asyncio.to_thread(self.redis.start)

    @contextlib.asynccontextmanager
    async def proxy(self) -> AsyncIterator[FaultProxy]:
        """Put a breakable connection in front of Redis."""
        async with FaultProxy("127.0.0.1", self.redis.port) as proxy:
            yield proxy
            for process in (*self.consumers, *self.gateways):
                process.kill()  # before their connections end

    async def close(self) -> None:
        """End everything."""
        for process in (*self.consumers, *self.gateways):
            process.send(signal.SIGCONT)
            process.kill()
        self.db.close()
        await self.sender.close()


def url_of(proxy: FaultProxy) -> str:
    """Return the address of a proxy for REDIS_URL."""
    return f"redis://127.0.0.1:{proxy.port}/0"


def write_of(call: Call) -> str:
    """Return the name of a write: event, handler and ordinal."""
    return str(call.args["metadata"]["event_payload"]["write"])
