"""The lease: of all bgtasks instances the one that holds it is active.

It protects nothing by itself, since a process may be frozen and a clock may jump: what a holder
writes carries its fencing token, and Redis refuses every token but the newest.

| after       | what happens                                                    |
|-------------|-----------------------------------------------------------------|
| each 2 s    | the holder renews, the others ask whether it is free            |
| 8 s without | the holder stops by its own monotonic clock                     |
| 10 s        | it runs out in Redis; another instance has it within 2 s more   |
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from shared import keys
from shared.scripts import Scripts


@dataclass(frozen=True, slots=True)
class Times:
    """How the lease is kept; tests shorten all of it."""

    lifetime_s: float = 10.0  # longer and a crash leaves nobody in charge for longer
    renew_s: float = 2.0  # four renewals may get lost before the holder stops
    stop_early_s: float = 2.0  # the holder stops this long before another may start
    attempt_s: float = 1.5  # a Redis that is slower than this is asked again
    again_s: float = 0.5  # after an attempt that failed


class Lease:
    """One instance's view of the lease. All times are seconds of the monotonic clock.

    Args:
        holder: names this start of this process; no two may share it.
    """

    def __init__(self, scripts: Scripts, app: str, holder: str, times: Times) -> None:
        self.scripts, self.holder, self.times = scripts, holder, times
        self.names = [keys.lease(app), keys.fence(app)]
        self.token: int | None = None
        self.confirmed_s = 0.0

    def valid(self, now_s: float) -> int | None:
        """Return the fencing token while this instance may be active, else None."""
        return self.token if self.token and self._left_s(now_s) > 0 else None

    async def ask(self, began_s: float) -> None:
        """Take or renew the lease.

        Args:
            began_s: now; Redis begins to count no earlier, so the holder does neither.

        Raises:
            TimeoutError, redis.RedisError, OSError: no answer; what was confirmed stays so.
        """
        async with asyncio.timeout(self._patience_s(began_s)):
            lifetime_ms = int(self.times.lifetime_s * 1000)
            token = await self.scripts.run("lease", self.names, self.holder, lifetime_ms)
        self.token, self.confirmed_s = int(token) or None, began_s

    async def release(self) -> None:
        """Give the lease up, so that another instance need not wait for it to run out."""
        self.token = None
        async with asyncio.timeout(self.times.attempt_s):
            await self.scripts.run("release", self.names[:1], self.holder)

    def pause_s(self, now_s: float, *, failed: bool) -> float:
        """Return how long to wait before the next attempt; never past the end of the lease."""
        wait_s = self.times.again_s if failed else self.times.renew_s
        return min(wait_s, self._left_s(now_s)) if self.valid(now_s) else wait_s

    def _left_s(self, now_s: float) -> float:
        return self.confirmed_s + self.times.lifetime_s - self.times.stop_early_s - now_s

    def _patience_s(self, now_s: float) -> float:
        attempt_s = self.times.attempt_s
        return min(attempt_s, self._left_s(now_s)) if self.valid(now_s) else attempt_s
