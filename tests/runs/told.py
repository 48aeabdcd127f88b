"""A teller on a real Redis and the local Slack, and a crash between any two of its steps."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from consumer.runs.telling import Result, Teller
from dev.slack.control import Slack as Workspace
from jobs.catalogue import Catalogue
from jobs.definition import Job
from shared import uploads
from shared.channels import Channels
from shared.ledger import EntryLedger
from shared.limits import Limiter, Pace
from shared.run_record import Run
from shared.scripts import Scripts
from shared.settings import ConsumerSettings
from shared.slack import Slack, web_client
from shared.writes import Writer
from tests.runs.ends import JOB, printed

OURS, THEIRS = "ours", "theirs"
NOTHING = printed()


@dataclass
class Told:
    """What tells, and what it told."""

    teller: Teller
    workspace: Workspace
    scripts: Scripts
    entry_id: str
    lives: int = 0

    def writer(self) -> Writer:
        """Return a new writer, as each attempt to tell has one."""
        notes = EntryLedger(
            self.scripts, "jobs", "burrow", OURS, self.entry_id, f"run:12.{self.lives}"
        )
        return Writer(self.teller.slack, notes)

    async def ended(
        self, run: Run, job: Job | None = JOB, result: Result = NOTHING
    ) -> list[tuple[str, str]]:
        """Tell the end of a run."""
        return await self.teller.ended(run, job, result, self.writer())

    def texts(self, channel: str = "general") -> list[str]:
        """Return what a channel shows."""
        return [message["text"] for message in self.workspace.messages(channel)]

    def files(self, channel: str = "general") -> list[str]:
        """Return the names of files that a channel shows."""
        return [
            file["name"]
            for message in self.workspace.messages(channel)
            for file in message.get("files", [])
        ]

    def content(self, file_name: str) -> bytes:
        """Return the content of the only file of this name."""
        [file] = [one for one in self.workspace.workspace.files.values() if one.name == file_name]
        return file.content

    def begin_anew(self) -> None:
        """Go on to another run of the same number."""
        self.lives += 1

    async def wait_for_slack(self) -> None:
        """Let the time pass for which Slack asked to wait."""
        for pause in await self.scripts.redis.keys("*:pause"):
            await self.scripts.redis.delete(pause)

    async def claimed_by_another(self) -> None:
        """Let another consumer take over the entry."""
        await self.scripts.redis.xclaim("jobs", "burrow", THEIRS, 0, [self.entry_id])


@contextlib.asynccontextmanager
async def telling(scripts: Scripts, workspace: Workspace) -> AsyncIterator[Told]:
    """Hold an entry, and return what tells of its run."""
    redis = scripts.redis
    await redis.xgroup_create("jobs", "burrow", "0", mkstream=True)
    entry_id: Any = await redis.xadd("jobs", {"json": "{}"})
    await redis.xreadgroup("burrow", OURS, {"jobs": ">"})
    channels = Channels(redis, "burrow")
    for channel in workspace.workspace.channels.values():
        await channels.put(channel.id, channel.name)
    client = web_client(workspace.workspace.bot_token, workspace.api_url)
    slack = Slack(client, Limiter(scripts, "T0BURROW001", Pace(spacing_s=0.001, burst=1000)))
    teller = Teller(slack, channels, ConsumerSettings(), Catalogue({}, {}))
    yield Told(teller, workspace, scripts, entry_id.decode())
    assert client.session
    await client.session.close()


class Crash(BaseException):
    """The end of a process."""


class Mortal:
    """Lets the process crash at one of its steps: before or after a note or a call.

    Args:
        at: number of the step, from 0.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        self.left, self.died = at, False
        for owner, name in (
            (EntryLedger, "intend"), (EntryLedger, "settle"), (EntryLedger, "forget"),
            (Slack, "call"), (uploads, "send"),
        ):  # fmt: skip
            monkeypatch.setattr(owner, name, self.watched(getattr(owner, name)))

    def watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function with a chance to die on both sides."""

        async def call(*arguments: Any, **more: Any) -> Any:
            self.step()
            answer = await function(*arguments, **more)
            self.step()
            return answer

        return call

    def step(self) -> None:
        """Die, if this is the moment."""
        self.left -= 1
        if self.left == -1:
            self.died = True
            raise Crash
