"""A bot with namespaces that are deployed, and what gateways publish of webhooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import orjson
import structlog

from shared.runs import Runs
from shared.streams import Entry
from shared.webhooks import Branch, Delivery, Merge, Person, PullRequest, Repository, RunReport
from tests.consumer.bot import Bot, Write, entry_of

JOBS = """
restricted = true
default_channel = "#{channel}"
{github}

[jobs.deploy]
run_args_template = "true"

[[slack]]
command = "deploy hold cancel"
help = "Let deploys go on."
action = "cancel_suppression"
job_type = "deploy"
"""
SITE = '[github]\nrepository = "Warren/site"\nbranch = "main"'


def merge(**changes: Any) -> Merge:
    """Return a merge, changed as a test needs it."""
    request = PullRequest(
        number=7,
        title="Dig <!channel> deeper & wider",
        html_url="https://github.com/warren/site/pull/7",
        merged=True,
        merged_at=datetime.now(UTC).isoformat(),
        base=Branch("main"),
        merged_by=Person("hazel"),
    )
    return Merge(Repository("warren/site"), msgspec.structs.replace(request, **changes))


def delivered(project: str = "site", payload: Merge | None = None, **changes: str) -> Delivery:
    """Return what the gateway publishes of a merge."""
    told = Delivery(project, "d1", "digest-1", payload or merge())
    return msgspec.structs.replace(told, **changes)


@dataclass
class Garden:
    """A bot with namespaces that are deployed, and what comes by webhook."""

    bot: Bot
    runs: Runs
    lines: list[Any] = field(default_factory=list)

    async def hear(self, what: Delivery | RunReport, event_id: str, **fields: Any) -> list[Write]:
        """Let an entry come, wait until it is acknowledged, and return what was written."""
        body = orjson.loads(msgspec.json.encode(what))
        earlier, stream = len(self.bot.writes()), str(body["type"])
        noted = entry_of(body) | {"event_id": event_id} | fields
        with structlog.testing.capture_logs() as self.lines:
            entry_id: Any = await self.bot.redis.xadd(stream, noted)
            await self.bot.acknowledged(Entry(stream, entry_id.decode(), {}))
        return self.bot.writes()[earlier:]

    async def forget(self, stream: str) -> None:
        """Let the 15 minutes pass in which an event's id is known."""
        async for key in self.bot.redis.scan_iter(f"{{{stream}}}:*"):
            await self.bot.redis.delete(key)

    def logged(self) -> list[str]:
        """Return the names of the lines about webhooks."""
        return [one["event"] for one in self.lines if one["event"].startswith("webhook.")]


def write_namespaces(folder: Path) -> Path:
    """Make namespaces that differ in what they deploy."""
    spaces = {
        "site": JOBS.format(channel="general", github=SITE),
        "any": JOBS.format(channel="general", github='[github]\nrepository = "warren/site"'),
        "free": JOBS.format(channel="general", github=""),
        "lost": JOBS.format(channel="nowhere", github=""),
        "idle": '[jobs.other]\nrun_args_template = "true"',
    }
    for name, text in spaces.items():
        (folder / name).mkdir()
        (folder / name / "jobs.toml").write_text(text)
    return folder
