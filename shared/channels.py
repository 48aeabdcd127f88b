"""The channel cache: names to ids and back, so that no handler has to list the workspace.

bgtasks replaces it as a whole every few minutes; events keep it fresh in between. To list a large
workspace takes minutes: what events said meanwhile is newer than the listing, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from redis.asyncio import Redis

from shared import keys
from shared.scripts import source
from shared.slack import Slack

CHANNEL_ID = re.compile(r"[CDGUW][A-Z0-9]{6,}")  # names are never in capitals
GONE = ""  # as the scripts call a channel that has no name any more


class Channels:
    """The cache of one app's workspace."""

    def __init__(self, redis: Redis, app: str) -> None:
        self.redis = redis
        self.by_id, self.by_name = keys.channels_by_id(app), keys.channels_by_name(app)
        self.noted = keys.channels_noted(app)
        self.note_channel = redis.register_script(source("note_channel"))

    async def find(self, channel: str) -> str | None:
        """Return the id of a channel by what a setting says: a name or an id."""
        return channel if CHANNEL_ID.fullmatch(channel) else await self.id_of(channel)

    async def id_of(self, name: str) -> str | None:
        """Return the id of a channel by its name without `#`, or None if it is unknown."""
        return decoded(await self.redis.hget(self.by_name, name))

    async def ids_of(self, names: Iterable[str]) -> dict[str, str]:
        """Return the ids of those channels that are known, by name, in one read."""
        wanted = list(dict.fromkeys(names))
        if not wanted:
            return {}
        found = await self.redis.hmget(self.by_name, wanted)
        ids = zip(wanted, map(decoded, found), strict=True)
        return {name: channel_id for name, channel_id in ids if channel_id}

    async def name_of(self, channel_id: str) -> str | None:
        """Return the name of a channel without `#`, or None if it is unknown."""
        return decoded(await self.redis.hget(self.by_id, channel_id))

    async def known(self) -> bool:
        """Return whether the cache holds anything: at the very first start it does not yet."""
        return bool(await self.redis.exists(self.by_name))

    async def learn(self, slack: Slack, channel_id: str) -> str:
        """Ask Slack for the name of a channel that the cache does not have yet, and note it.

        Raises:
            Throttled, SlackUnavailable, SlackRefused: as Slack.read() has them.
        """
        answer = await slack.read("conversations.info", channel=channel_id)
        name = str(answer.get("channel", {}).get("name", ""))
        if name:
            await self.put(channel_id, name)
        return name

    async def put(self, channel_id: str, name: str) -> None:
        """Note a channel that was created, renamed or unarchived."""
        await self._note(channel_id, name)

    async def remove(self, channel_id: str) -> None:
        """Forget a channel that was archived or deleted."""
        await self._note(channel_id, GONE)

    async def _note(self, channel_id: str, name: str) -> None:
        await self.note_channel(
            keys=[self.by_id, self.by_name, self.noted],
            args=[channel_id, name, keys.CACHE_KEPT_S, keys.NOTED_KEPT_S],
        )


def decoded(value: bytes | str | None) -> str | None:
    """Return what Redis answered as text."""
    return value.decode() if isinstance(value, bytes) else value
