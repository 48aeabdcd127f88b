"""The loop that asks for the lease, and runs the tasks for as long as it is held."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import structlog
from redis.exceptions import RedisError

from bgtasks.lease import Lease
from bgtasks.rounds import Rounds
from shared import metrics
from shared.process import Pulse
from shared.silence import Silence

log = structlog.get_logger()


class Leader:
    """Turns a lease into running tasks.

    Args:
        start: begins the tasks under a fencing token.
        relieve: frees memory without a token. On Redis 6.2 nobody can take the lease while the
            memory is full, and nobody would trim without it.
    """

    def __init__(
        self,
        lease: Lease,
        start: Callable[[int], Rounds],
        relieve: Callable[[], Awaitable[object]],
        silence: Silence,
        pulse: Pulse,
    ) -> None:
        self.lease, self.start, self.relieve = lease, start, relieve
        self.silence, self.pulse = silence, pulse
        self.rounds: Rounds | None = None
        self.token: int | None = None

    async def run(self) -> None:
        """Ask, lead and ask again until cancelled; then stop the tasks and release the lease."""
        try:
            while True:
                # Before asking: whoever was frozen must stop first.
                await self.follow(time.monotonic())
                failed = await self.ask()
                await self.follow(time.monotonic())
                self.pulse.beat()
                await asyncio.sleep(self.lease.pause_s(time.monotonic(), failed=failed))
        finally:
            await self.stop()
            with contextlib.suppress(RedisError, OSError):  # it runs out by itself
                await self.lease.release()

    async def ask(self) -> bool:
        """Take or renew the lease; return whether Redis failed to answer."""
        began_s = time.monotonic()
        try:
            await self.lease.ask(began_s)
        except (RedisError, OSError) as error:
            self.silence.failed(began_s, time.monotonic(), error)
            if "OOM" in str(error):
                await self.make_room()
            return True
        self.silence.answered(time.monotonic())
        return False

    async def make_room(self) -> None:
        """Free memory, if Redis lets us."""
        with contextlib.suppress(RedisError, OSError):
            await self.relieve()

    async def follow(self, now_s: float) -> None:
        """Start or stop the tasks as the lease says."""
        token = self.lease.valid(now_s)
        if token == self.token:
            return
        await self.stop()
        if token:
            log.info("lease.won", fence=token)
            self.token, self.rounds = token, self.start(token)
            metrics.LEADER.set(1)

    async def stop(self) -> None:
        """Stop the tasks, if they run."""
        rounds, token, self.rounds, self.token = self.rounds, self.token, None, None
        if rounds is None:
            return
        metrics.LEADER.set(0)
        await rounds.stop()
        # Another instance measures from now on; ours would stand still at their last values.
        for gauge in metrics.MEASURED_BY_THE_LEADER:
            gauge.clear()
        log.info("lease.given_up", fence=token)
