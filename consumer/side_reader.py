"""One blocking read for what comes seldom: slash commands, clicks and forms, and runs.

Each taker has room of its own, and each may be paused; a connection for each would be one too many
for the smallest Redis plans (shared/redis_client.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from consumer.intake import Gate, Taker, read
from shared.redis_client import BLOCK_MS
from shared.silence import Silence
from shared.streams import Entry, Streams

# Of a read that leaves somebody out who has no room: by so much later they may be read again.
SHORT_MS = 50


class Side(Gate):
    """One taker's part of the read."""

    def __init__(self, taker: Taker, names: Sequence[str]) -> None:
        super().__init__(taker.streams)
        self.taker, self.names = taker, tuple(names)
        self.resting.set()

    @property
    def is_ready(self) -> bool:
        """Whether entries may be brought."""
        return self.open.is_set() and self.taker.holdings.free > 0


class SideReader:
    """The read loop of several takers."""

    def __init__(self, streams: Streams, sides: Sequence[Side], silence: Silence) -> None:
        self.streams, self.sides, self.silence = streams, sides, silence

    async def run(self) -> None:
        """Read until stopped."""
        try:
            while True:
                ready = [side for side in self.sides if side.is_ready]
                self._note(ready)
                if ready:
                    self._bring(await self._read(ready))
                else:
                    await asyncio.sleep(SHORT_MS / 1000)
        finally:
            self._note([])

    def _note(self, ready: Sequence[Side]) -> None:
        for side in self.sides:
            (side.resting.clear if side in ready else side.resting.set)()

    async def _read(self, ready: Sequence[Side]) -> list[Entry]:
        names = [name for side in ready for name in side.names]
        count = min(side.taker.holdings.free for side in ready)  # of each stream
        block_ms = BLOCK_MS if len(ready) == len(self.sides) else SHORT_MS
        return await read(self.streams, names, count, block_ms, self.silence)

    def _bring(self, entries: Sequence[Entry]) -> None:
        for side in self.sides:
            if own := [entry for entry in entries if entry.stream in side.names]:
                side.taker.accept(own)
