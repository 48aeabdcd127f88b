"""Acknowledges in batches: everything that became ready during one round trip goes with the next.

An acknowledgement that Redis does not take is kept and tried again; until then the entry stays
held and renewed, so that nobody else runs it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from msgspec.structs import replace
from redis.exceptions import RedisError

from shared.streams import Entry, Settlement, Streams

BATCH = 500  # about 3 ms of Redis
# Wait for what is about to become ready: worth 2 of 50 µs a message. Longer, and a crash would
# leave more handlers to run again.
GATHER_S = 0.002
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 2.0

log = structlog.get_logger()


class Settler:
    """The queue of settlements of one process.

    Args:
        release: told each entry that is acknowledged, or lost to another consumer.
    """

    def __init__(self, streams: Streams, release: Callable[[Entry], None]) -> None:
        self.streams, self.release = streams, release
        self.waiting: list[Settlement] = []
        self.ready = asyncio.Event()
        self.empty = asyncio.Event()
        self.empty.set()

    def put(self, settlement: Settlement) -> None:
        """Queue a settlement."""
        self.waiting.append(settlement)
        self.empty.clear()
        self.ready.set()

    async def run(self) -> None:
        """Settle until cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            await self.ready.wait()
            await asyncio.sleep(GATHER_S)
            batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
            try:
                await self.settle(batch)
                pause_s = FIRST_PAUSE_S
            except (RedisError, OSError) as error:
                self.waiting = self.affordable(batch, error) + self.waiting
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            if not self.waiting:
                self.ready.clear()
                self.empty.set()

    async def settle(self, batch: list[Settlement]) -> None:
        """Settle a batch and let go of what is done."""
        for one, owned in zip(batch, await self.streams.settle(batch), strict=True):
            if one.ack:
                self.release(one.entry)
                if not owned:
                    entry = one.entry
                    log.warning("entry.lost", stream=entry.stream, entry_id=entry.entry_id)

    def affordable(self, batch: list[Settlement], error: Exception) -> list[Settlement]:
        """Return what to try next: a full Redis 6.2 takes acknowledgements, but no records."""
        if "OOM" not in str(error):
            return batch
        return [replace(one, record={}) for one in batch if one.ack]
