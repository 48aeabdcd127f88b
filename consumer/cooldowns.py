"""What is said at most once in a while, over all consumers."""

from __future__ import annotations

from redis.asyncio import Redis

from shared import keys


class Cooldowns:
    """The marks of one app."""

    def __init__(self, redis: Redis, app: str) -> None:
        self.redis, self.app = redis, app

    async def allows(self, subject: str, event_id: str, lifetime_s: int) -> bool:
        """Return whether something may be said now, and begin its cooldown.

        Args:
            subject: what is said and to whom.
            event_id: because of which; a second run of it is allowed what its first one was.
            lifetime_s: how long nothing else may say it.
        """
        key = keys.cooldown(self.app, subject)
        if await self.redis.set(key, event_id, nx=True, ex=lifetime_s):
            return True
        return await self.redis.get(key) == event_id.encode()
