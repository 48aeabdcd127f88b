"""Time limits for handlers, looked at together.

A timer for each handler costs 4 of 50 µs a message; here one timer looks at all that run. Only what
a handler has another one do, has a timer of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

LOOK_S = 0.05  # by so much a handler may overrun its limit
# Of a handler that has others do things: more than the longest of those, the 60 s of `logs`, or it
# would cut them short.
OUTER_LIMIT_S = 65.0


class OutOfTime(TimeoutError):
    """A handler took longer than its limit; other time limits are its own affair."""


async def limited(name: str, limit_s: float, work: Awaitable[None]) -> None:
    """Await what another handler is to do, for as long as that may take.

    Args:
        name: of the other handler.

    Raises:
        OutOfTime: it took longer than its limit.
    """
    limit = asyncio.timeout(limit_s)
    try:
        async with limit:
            await work
    except TimeoutError:
        if not limit.expired():
            raise
        raise OutOfTime(f"{name} took longer than its limit of {limit_s:g} s") from None


class Deadlines:
    """The handlers that run now, and when each must be done."""

    def __init__(self) -> None:
        self.running: dict[asyncio.Task[None], float] = {}
        self.expired: set[asyncio.Task[None]] = set()
        self.looking = False

    async def within(self, limit_s: float, work: Awaitable[None]) -> None:
        """Await some work of the current task; once per task at a time.

        Raises:
            OutOfTime: it took longer than its limit.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None  # noqa: S101  handlers run in tasks
        self.running[task] = loop.time() + limit_s
        if not self.looking:
            self.looking = True
            loop.call_later(LOOK_S, self._look, loop)
        try:
            await work
        except asyncio.CancelledError:
            # As asyncio.timeout(): a cancellation from elsewhere stays one.
            if task in self.expired and task.uncancel() == 0:
                raise OutOfTime from None
            raise
        finally:
            self.running.pop(task, None)
            self.expired.discard(task)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now_s = loop.time()
        overdue = [task for task, deadline_s in self.running.items() if deadline_s <= now_s]
        for task in overdue:
            del self.running[task]
            self.expired.add(task)
            task.cancel()
        self.looking = bool(self.running)
        if self.looking:
            loop.call_later(LOOK_S, self._look, loop)
