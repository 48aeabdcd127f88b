"""What a task is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from redis.asyncio import Redis

from shared import keys
from shared.channels import Channels
from shared.errors import LeaseLost
from shared.ledger import TaskLedger
from shared.scripts import Argument, Scripts, flat
from shared.settings import BgtasksSettings
from shared.slack import Slack
from shared.writes import Writer

FOR_EVER_S = 0


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything a task needs; new for each time that this instance becomes the active one.

    Args:
        http: for services outside; bgtasks/fetch.py asks them with care.
        token: the fencing token; once another instance is active, nothing is written with it.
        log: binds the token, as `fence`.
        search: Slack as somebody who may search; None without SLACK_USER_TOKEN.
    """

    redis: Redis
    scripts: Scripts
    slack: Slack
    http: aiohttp.ClientSession
    channels: Channels
    settings: BgtasksSettings
    token: int
    log: Any
    search: Slack | None = None

    @property
    def app(self) -> str:
        """The prefix of our keys."""
        return self.settings.app_name

    async def now(self) -> datetime:
        """Return the time by Redis, which is the same for every instance."""
        seconds, microseconds = await self.redis.time()
        return datetime.fromtimestamp(int(seconds) + int(microseconds) / 1_000_000, UTC)

    def writer(self, subject: str) -> Writer:
        """Return what writes to Slack about a subject, once however often the task runs.

        Args:
            subject: what the writes are about, the same for every instance and every run.
        """
        return Writer(self.slack, TaskLedger(self.scripts, self.app, self.token, subject))

    async def set_fields(
        self, key: str, fields: Mapping[str, str | int], lifetime_s: int = FOR_EVER_S
    ) -> None:
        """Set fields of a hash that shares our hash tag.

        Raises:
            LeaseLost: another instance is active; nothing was written.
        """
        if fields:
            await self.fenced("fenced_set", [key], lifetime_s, *flat(fields))

    async def replace(
        self, hashes: Mapping[str, Mapping[str, str]], lifetime_s: int = FOR_EVER_S
    ) -> None:
        """Replace whole hashes that share our hash tag, all of them in one step.

        Raises:
            LeaseLost: another instance is active; nothing was written.
        """
        arguments: list[Argument] = []
        for fields in hashes.values():
            arguments += [len(fields), *flat(fields)]
        await self.fenced("fenced_replace", list(hashes), lifetime_s, *arguments)

    async def fenced(self, script: str, names: Sequence[str], *arguments: Argument) -> None:
        """Run a script whose first key is the fence, and whose first argument the token.

        Raises:
            LeaseLost: another instance is active; nothing was written.
        """
        fence = keys.fence(self.app)
        if not await self.scripts.run(script, [fence, *names], self.token, *arguments):
            raise LeaseLost(f"fencing token {self.token} is not the newest any more")
