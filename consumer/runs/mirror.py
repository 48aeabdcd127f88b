"""The end of what a run writes, kept in memory, and mirrored into Redis while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from redis.exceptions import RedisError

TEXT_BYTES = 64 * 1024
STDERR_BYTES = 4 * 1024
MIRROR_S = 1.0  # 64 KiB a second for each talkative run; more would only warm the line

Write = Callable[[bytes, bytes], Awaitable[bool]]


class Mirror:
    """The last bytes of one run's output."""

    def __init__(self, write: Write) -> None:
        self.write = write
        self.kept = bytearray()
        self.kept_stderr = bytearray()
        self.came = self.written = 0  # bytes, since the beginning
        self.changed = asyncio.Event()

    @property
    def text(self) -> str:
        """Both streams, in order."""
        return decoded(self.kept)

    @property
    def stderr(self) -> str:
        """Stderr alone."""
        return decoded(self.kept_stderr)

    def add(self, source: Literal["out", "err"], data: bytes) -> None:
        """Keep what came, and let go of what is too old."""
        self.came += len(data)
        self.kept += data
        del self.kept[:-TEXT_BYTES]
        if source == "err":
            self.kept_stderr += data
            del self.kept_stderr[:-STDERR_BYTES]
        self.changed.set()

    async def run(self) -> None:
        """Write to Redis whenever there is news, until cancelled."""
        while True:
            await self.changed.wait()
            self.changed.clear()
            try:
                await self.flush()
            except (RedisError, OSError):
                self.changed.set()  # again in a moment; the log files have it all
            await asyncio.sleep(MIRROR_S)

    async def flush(self) -> None:
        """Write, if anything is new; a run that prints nothing needs no round trip for it."""
        came = self.came
        if came != self.written:
            await self.write(bytes(self.kept), bytes(self.kept_stderr))
            self.written = came


def decoded(data: bytes | bytearray) -> str:
    """Return bytes as text; a letter that was cut in two at the front is left out."""
    return data.decode(errors="replace").lstrip("\ufffd")
