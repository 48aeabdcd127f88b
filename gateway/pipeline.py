"""One connection to Redis on which the commands of a loop turn leave in one write.

Many requests wait on one connection, so what happens to one of them must not touch the others:
a reply only resolves a future (whoever waits is woken later, in a task of its own), whatever is
unexpected ends the connection, and an ended connection fails all that wait, at once.

Replies come in the order of the commands, hence nobody may stop waiting early: a late reply would
be taken for the next one's. When the oldest command is overdue the whole connection is given up.

Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import hiredis

from shared.errors import StoreUnavailable

# At 30,000 events/s Redis is then a third of a second behind. More would not be answered in time,
# and each keeps its body in memory; Slack sends a refused event again.
WAITING_MAX = 10_000
# Of commands that the socket does not take: 16 of the largest bodies, or some 20,000 common ones.
UNSENT_MAX_BYTES = 32 * 1024 * 1024

Reply = asyncio.Future[Any]

# hiredis' own sign for "not yet" is False, which is also how it reads `#f`: whoever sent that would
# shift all later replies by one waiter.
NOT_YET = object()


class Pipeline(asyncio.Protocol):
    """A connection; `call` sends a command and returns its future reply.

    Args:
        now: the loop's clock.
        observe: is told the round trip of each batch in seconds.
    """

    def __init__(self, now: Callable[[], float], observe: Callable[[float], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.now, self.observe = now, observe
        self.transport: asyncio.Transport | None = None
        self.lost: asyncio.Future[str] = self.loop.create_future()
        self.answered_s = now()
        self.waiting: deque[Reply] = deque()
        self._reason = "Redis is not connected"
        self._reader = hiredis.Reader(notEnoughData=NOT_YET)
        self._unsent: list[bytes] = []
        self._clogged = False
        self._called = self._answered = 0
        self._batches: deque[tuple[int, float]] = deque()  # commands called by then, when sent

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take commands from now on."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(high=UNSENT_MAX_BYTES)

    def call(self, command: bytes) -> Reply:
        """Send a packed command with the others of this turn of the loop.

        The reply may be a hiredis.ReplyError; the future fails if the connection is lost.

        Raises:
            StoreUnavailable: not connected, or too much waits already.
        """
        if self.transport is None:
            raise StoreUnavailable(self._reason)
        if len(self.waiting) >= WAITING_MAX or self._clogged:
            raise StoreUnavailable(f"{len(self.waiting)} commands wait, limit {WAITING_MAX}")
        if not self._unsent:
            self.loop.call_soon(self._flush)
        self._unsent.append(command)
        self._called += 1
        reply: Reply = self.loop.create_future()
        self.waiting.append(reply)
        return reply

    def _flush(self) -> None:
        commands = b"".join(self._unsent)
        self._unsent.clear()
        if self.transport is None:
            return  # lost since: the waiting have been told
        self._batches.append((self._called, self.now()))
        try:
            self.transport.write(commands)
        except Exception as error:  # noqa: BLE001  uvloop raises RuntimeError on a closing socket
            self.abort(f"Redis connection: {error}")

    def data_received(self, data: bytes) -> None:
        """Resolve what was answered."""
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not NOT_YET:
                self._answered += 1
                future = self.waiting.popleft()
                if not future.done():
                    future.set_result(reply)
            self._note_batches()
        except Exception as error:  # noqa: BLE001  what follows would be matched to the wrong waiter
            self.abort(f"Redis answered nonsense: {type(error).__name__}: {error}")

    def _note_batches(self) -> None:
        self.answered_s = self.now()
        while self._batches and self._batches[0][0] <= self._answered:
            self.observe(self.answered_s - self._batches.popleft()[1])

    def oldest_s(self) -> float | None:
        """Return when the oldest unanswered batch was sent, on the loop's clock."""
        return self._batches[0][1] if self._batches else None

    def abort(self, reason: str) -> None:
        """Give the connection up; all that wait are told the reason in the next turn."""
        self._reason = reason
        if self.transport is not None:
            self.transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        """Fail all that wait: their commands may or may not have been carried out."""
        if self._reason == "Redis is not connected":
            self._reason = f"Redis connection lost: {error or 'closed by Redis'}"
        self.transport = None
        waiting, self.waiting = self.waiting, deque()
        self._batches.clear()
        for future in waiting:
            if not future.done():
                future.set_exception(StoreUnavailable(self._reason))
        self.lost.set_result(self._reason)

    def pause_writing(self) -> None:
        """Refuse new commands while the socket does not take what there is."""
        self._clogged = True

    def resume_writing(self) -> None:
        """Take commands again."""
        self._clogged = False
