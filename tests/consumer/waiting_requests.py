"""What waits for its time, as a test looks at it; and the time comes when the test says so."""

from __future__ import annotations

import re
from typing import Any

from redis.asyncio import Redis

from shared import keys
from shared.events import REQUESTS
from shared.one_offs import OneOff, OneOffs
from shared.requests import Asker, Request, ask
from shared.run_record import Where
from shared.scripts import Scripts
from shared.streams import Entry
from tests.consumer.bot import ALICE, GENERAL, TEAM, Bot, Write
from tests.consumer.job_town import ASKS

FAR_MS = 9_000_000_000_000
DATE = re.compile(r"<!date\^(\d+)\^[^|>]*\|[^>]*>")


class Waiting:
    """The requests that wait, and those that come."""

    def __init__(self, bot: Bot, redis: Redis, scripts: Scripts) -> None:
        self.bot, self.redis, self.one_offs = bot, redis, OneOffs(scripts)
        self.scripts = scripts

    async def all(self) -> list[OneOff]:
        """Return what waits."""
        return await self.one_offs.waiting()

    async def come(self) -> list[Write]:
        """Let the time of everything that waits come, and return what the bot wrote."""
        await self.redis.zadd(keys.later(), {str(one.id): 1 for one in await self.all()})
        earlier = len(self.bot.writes())
        await self.one_offs.move()
        return await self.written(earlier)

    async def ask(self, request: Request, key: str = "k") -> list[Write]:
        """Ask for something, and return what the bot wrote."""
        earlier = len(self.bot.writes())
        await ask(self.scripts, key, request, 0)
        return await self.written(earlier)

    async def written(self, earlier: int) -> list[Write]:
        """Wait until all requests were handled; return what was written since."""
        last: Any = await self.redis.xinfo_stream(REQUESTS)
        entry_id = last["last-generated-id"].decode()
        await self.bot.acknowledged(Entry(REQUESTS, entry_id, {}))
        return [one for one in self.bot.writes()[earlier:] if one[0] not in ASKS]


def dated(text: str) -> tuple[str, list[int]]:
    """Return a text with `DATE` for each date in it, and the dates in s."""
    return DATE.sub("DATE", text), [int(found) for found in DATE.findall(text)]


async def keep(
    waiting: Waiting, key: str, user: str = ALICE, channel: str = GENERAL, command: str = "demo hi"
) -> None:
    """Schedule a command."""
    request = Request(Asker(TEAM, user, "schedule"), command, context=Where(channel, "", key))
    await waiting.one_offs.add(key, FAR_MS, request)
