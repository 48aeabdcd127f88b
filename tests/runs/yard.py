"""A yard: a Redis, a local Slack, jobs that write down what they do, consumers that may die."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dev.redis_server import RedisServer
from dev.slack.control import Slack
from dev.slack.limits import Limits
from dev.slack.server import LOCAL_SIGNING_SECRET, serve
from shared import redis_client
from shared.channels import Channels
from shared.requests import Asker, Request, ask
from shared.run_record import Asked, Run, Where
from shared.runs import Runs
from shared.scripts import Scripts
from shared.settings import ProcessSettings
from tests.runs import marking
from tests.runs.marking import Mark
from tests.runs.nursery import Forked, Nursery

# A tenth of the product's, so that a test need not wait 30 s for a dead consumer's type.
QUICK: Mapping[str, float] = {
    "lease_s": 1,
    "renew_s": 0.3,
    "sweep_s": 0.2,
    "drain_s": 3,
    "beat_s": 0.2,
    "tick_s": 0.1,
    "silence_s": 1.5,
    "runs_drain_s": 2,
    "runs_stop_s": 0.5,
}
CHANNEL, ALICE, TEAM = "C0GENERAL01", "U0ALICE0001", "T0BURROW001"
POLL_S = 0.03

Value = TypeVar("Value")


class Yard:
    """One of them; `opened` makes it."""

    def __init__(self, folder: Path, slack: Slack, server: RedisServer, nursery: Nursery) -> None:
        self.folder, self.slack, self.server, self.nursery = folder, slack, server, nursery
        settings = ProcessSettings.model_validate({"REDIS_URL": server.url})
        self.redis: Redis = redis_client.commands(settings)
        self.scripts = Scripts(self.redis, allow_oom=False)
        self.runs = Runs(self.scripts)
        self.marks_path = folder / "marks"
        self.jobs: dict[str, str] = {}
        self.processes: list[Forked] = []
        self.request_ts = slack.say("alice", "general", "please")

    def define(self, jobs: Mapping[str, str]) -> None:
        """Write the definitions of jobs; see marking.write."""
        marking.write(self.folder / "jobs" / "demo", jobs)

    async def fill_channels(self) -> None:
        """Know the channel, as bgtasks would see to."""
        await Channels(self.redis, "burrow").put(CHANNEL, "general")

    async def consumer(
        self,
        settings: Mapping[str, str] | None = None,
        timings: Mapping[str, float] | None = None,
        *,
        url: str = "",
        wait: bool = True,
    ) -> Forked:
        """Start a consumer."""
        merged = orjson.dumps(dict(QUICK) | dict(timings or {})).decode()
        return await self._start(
            "consumer", url, {"TIMINGS": merged} | dict(settings or {}), wait=wait
        )

    async def bgtasks(self) -> Forked:
        """Start an instance of bgtasks."""
        return await self._start("bgtasks", "", {}, wait=False)

    async def _start(
        self, role: str, url: str, settings: Mapping[str, str], *, wait: bool
    ) -> Forked:
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "REDIS_URL": url or self.server.url,
            "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
            "SLACK_BOT_TOKEN": self.slack.workspace.bot_token,
            "SLACK_API_URL": self.slack.api_url,
            "ENV": "production",
            "LOG_FORMAT": "json",
            "MARKS": str(self.marks_path),
            "JOBS_DIR": str(self.folder / "jobs"),
            "STATE_DIR": str(self.folder / "state"),
            **settings,
        }
        log_path = self.folder / f"{role}-{len(self.processes)}.log"
        forked = await self.nursery.fork(role, log_path, environment)
        self.processes.append(forked)
        if wait:
            await self.until(lambda: forked.lines("process.started"), what=f"start of a {role}")
        return forked

    async def ask(self, job: str, key: str, n: str = "1") -> None:
        """Ask for a run as a schedule of Alice's does, until Redis has taken it."""
        request = Request(
            Asker(TEAM, ALICE, "schedule"),
            job=f"demo_{job}",
            arguments={"n": n},
            context=Where(CHANNEL, message_ts=self.request_ts),
        )
        await self.patiently(lambda: ask(self.scripts, key, request, int(time.time() * 1000)))

    async def schedule(self, job: str, key: str, n: str) -> None:
        """Have a run queued at once, past the consumers."""
        where, arguments = Where(CHANNEL, message_ts=self.request_ts), {"n": n}
        asked = Asked(f"demo_{job}", arguments, "", TEAM, ALICE, "message", where)
        await self.patiently(lambda: self.runs.schedule(key, asked))

    async def cancel(self, run_id: int) -> None:
        """Cancel a run, or have it stopped."""
        await self.patiently(lambda: self.runs.cancel(run_id, ALICE))

    async def server_away(self, for_s: float) -> None:
        """Let Redis crash, and come back after a while."""
        self.server.kill()
        await asyncio.sleep(for_s)
        await asyncio.to_thread(self.server.start)

    async def patiently(self, call: Callable[[], Awaitable[object]]) -> None:
        """Ask Redis until it answers."""
        while True:
            with contextlib.suppress(RedisError, OSError):
                await call()
                return
            await asyncio.sleep(POLL_S)

    async def until(
        self, condition: Callable[[], Value | None], timeout_s: float = 15.0, what: str = "it"
    ) -> Value:
        """Poll until the condition is true and return its value; fail at the deadline."""
        deadline_s = time.monotonic() + timeout_s
        while not (value := condition()):
            if time.monotonic() > deadline_s:
                raise AssertionError(f"{what} did not happen within {timeout_s:g} s: {self.tail()}")
            await asyncio.sleep(POLL_S)
        return value

    async def all_told(self, count: int, timeout_s: float = 15.0) -> dict[int, Run]:
        """Wait until so many runs have ended and nothing is left to do; return them."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            with contextlib.suppress(RedisError, OSError):
                ended = {run.run_id: run for run in await self.runs.ended(10_000)}
                if len(ended) >= count and not await self.left():
                    return ended
            if time.monotonic() > deadline_s:
                counts = Counter(run.state for run in ended.values())
                raise AssertionError(f"ended: {counts}, left: {await self.left()}; {self.tail()}")
            await asyncio.sleep(POLL_S)

    async def left(self) -> list[object]:
        """Return what is still to be done."""
        runs: list[object] = [(run.run_id, run.job, run.state) for run in await self.runs.active()]
        for name in ("jobs", "requests"):
            entries: Any = await self.redis.xrange(name)
            runs += [(name, one) for one in entries]
        return runs

    def marks(self) -> list[Mark]:
        """Return what the jobs wrote, in order."""
        return marking.read(self.marks_path)

    def starts(self) -> Counter[int]:
        """Return how often each run began."""
        return Counter(mark.run_id for mark in self.marks() if mark.word == "start")

    def reports(self) -> Counter[int]:
        """Return how often each run was reported."""
        writes = [
            str(call.args["metadata"]["event_payload"]["write"]).split(":")
            for call in self.slack.calls("chat.postMessage")
            if call.response and call.response["ok"]
        ]
        return Counter(
            int(one[1]) for one in writes if one[0] == "run" and one[2:] == ["report", "0"]
        )

    def survivors(self) -> list[int]:
        """Return the processes of jobs that are still there."""
        return marking.survivors(self.marks_path)

    async def none_survives(self) -> None:
        """Wait until no process of a job is left."""
        await self.until(lambda: not self.survivors(), 10, "the end of all children")

    def tail(self) -> str:
        """Return what happened last."""
        logs = [one.log_path for one in self.processes]
        ends = [f"{path.name}: {path.read_text()[-1500:]}" for path in logs if path.exists()]
        return "\n".join([*ends[-3:], f"marks: {self.marks()[-20:]}"])

    async def close(self) -> None:
        """End everything."""
        for one in self.processes:
            one.send(signal.SIGCONT)
            one.send(signal.SIGKILL)
        await self.until(lambda: all(one.status is not None for one in self.processes))
        await self.redis.aclose()


@contextlib.asynccontextmanager
async def opened(folder: Path, nursery: Nursery, **options: str) -> AsyncIterator[Yard]:
    """Open a yard.

    Args:
        options: of Redis.
    """
    with (
        RedisServer(folder / "redis", options) as server,
        serve(limits=Limits(enabled=False)) as slack,
    ):
        yard = Yard(folder, slack, server, nursery)
        await yard.fill_channels()
        try:
            yield yard
        finally:
            await yard.close()
