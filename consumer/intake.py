"""Where entries come from: the read loop, and the sweep for what others, or we, left behind."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Protocol

import structlog
from redis.exceptions import RedisError

from consumer.holdings import Holdings, Key, key_of
from consumer.worker import Worker
from shared import custody, metrics
from shared.process import Pulse
from shared.redis_client import BLOCK_MS
from shared.silence import Silence
from shared.streams import Entry, Streams

PAUSE_S = 0.5  # between tries while Redis does not answer
# A read fills half of the places, so that one batch is read while the other is worked on. While
# fewer are free, wait a little for more: a read for each single one costs a busy worker a third.
BATCHES = 2
GATHER_S = 0.002
REST_S = 1.0  # the pulse must go on while there is no room
UNBLOCK_AGAIN_S = 0.05

log = structlog.get_logger()


class Taker(Protocol):
    """Whoever works on entries.

    Args:
        left: entries that are still ours by Redis's account, and are not worked on.
    """

    streams: Streams
    holdings: Holdings
    left: dict[Key, Entry]

    def accept(self, entries: Sequence[Entry]) -> object:
        """Hold entries and begin to work on them."""


class Gate:
    """What a read loop goes through, so that it can be paused while an entry runs alone.

    Args:
        streams: what it reads by.
    """

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        self.open = asyncio.Event()
        self.open.set()
        self.resting = asyncio.Event()  # while nothing is read

    async def pause(self) -> None:
        """Return when nothing more is read."""
        self.open.clear()
        while not self.resting.is_set():
            with contextlib.suppress(RedisError, OSError):
                await self.streams.unblock()
            # Again and again: the read may have begun just after it was unblocked.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(UNBLOCK_AGAIN_S):
                    await self.resting.wait()

    def resume(self) -> None:
        """Read on."""
        self.open.set()


class Reader(Gate):
    """The read loop of a worker."""

    def __init__(self, worker: Taker, names: Sequence[str], pulse: Pulse, silence: Silence) -> None:
        super().__init__(worker.streams)
        self.worker, self.names, self.pulse, self.silence = worker, names, pulse, silence

    async def run(self) -> None:
        """Read until stopped."""
        while True:
            self.pulse.beat()
            holdings = self.worker.holdings
            if not self.open.is_set() or not holdings.free:
                await self._rest()
                continue
            if holdings.free < holdings.room // BATCHES:
                await asyncio.sleep(GATHER_S)
            # Never 0, which is no limit to Redis.
            count = max(1, min(holdings.free, holdings.room // BATCHES))
            entries = await read(self.streams, self.names, count, BLOCK_MS, self.silence)
            self.worker.accept(entries)

    async def _rest(self) -> None:
        self.resting.set()
        try:
            async with asyncio.timeout(REST_S):
                await self.open.wait()
                await self.worker.holdings.until_free()
        except TimeoutError:
            pass
        finally:
            self.resting.clear()


async def read(
    streams: Streams, names: Sequence[str], count: int, block_ms: int, silence: Silence
) -> list[Entry]:
    """Read once; nothing, after a pause, while Redis does not answer."""
    began_s = time.monotonic()
    try:
        entries = await streams.read(names, count, block_ms)
    except (RedisError, OSError) as error:
        silence.failed(began_s, time.monotonic(), error)
        await asyncio.sleep(PAUSE_S)
        return []
    silence.answered(time.monotonic())
    return entries


class Keeper:
    """Renews what is held, and takes over what nobody renews."""

    def __init__(self, worker: Worker, reader: Gate, names: Sequence[str]) -> None:
        self.worker, self.reader, self.names = worker, reader, names
        self.suspects: set[tuple[str, str]] = set()

    async def renew(self) -> None:
        """Renew every 2 s until stopped."""
        while True:
            await asyncio.sleep(self.worker.timings.renew_s)
            try:
                held = list(self.worker.holdings.entries.values())
                for key in await custody.renew(self.worker.streams, held):
                    if self.worker.holdings.lose(key):
                        log.warning("entry.lost", stream=key[0], entry_id=key[1])
            except (RedisError, OSError) as error:
                log.debug("redis.renew_failed", reason=str(error))

    async def tidy(self) -> None:
        """Each second: publish what is due, find what a lost reply hid."""
        while True:
            await asyncio.sleep(self.worker.timings.sweep_s)
            try:
                await custody.unpark(self.worker.streams, self.names)
                await self.find_hidden()
            except (RedisError, OSError) as error:
                log.debug("redis.tidy_failed", reason=str(error))

    async def take_over(self) -> None:
        """Each second: claim from the dead. Not in tidy(), since what is claimed may run long."""
        while True:
            await asyncio.sleep(self.worker.timings.sweep_s)
            try:
                await self.claim()
            except (RedisError, OSError) as error:
                log.debug("redis.claim_failed", reason=str(error))

    async def claim(self) -> None:
        """Run what comes back, each entry alone: a poisonous one takes no neighbours with it."""
        streams, idle_ms = self.worker.streams, int(self.worker.timings.lease_s * 1000)
        while names := await custody.forsaken(streams, self.names, idle_ms):
            for name in names:
                # One is claimed when the one before it is done with: it may end this process, and
                # whoever waited for it would count a delivery that never ran.
                if entry := await custody.claim(streams, name, idle_ms):
                    await self.run_alone(entry)

    async def run_alone(self, entry: Entry) -> None:
        """Let everything else finish, then run one claimed entry."""
        holdings = self.worker.holdings
        holdings.add([entry])
        self.worker.left.pop(key_of(entry), None)
        metrics.CLAIMED.inc()
        await self.reader.pause()
        try:
            await holdings.until_at_most(1)
            if key_of(entry) in holdings.entries:  # else it was lost while it waited
                await self.worker.decide([entry])
                await holdings.until_gone(entry)
        finally:
            self.reader.resume()

    async def find_hidden(self) -> None:
        """Work on what Redis gave us in a reply that was lost."""
        found, self.suspects = await hidden(self.worker, self.names, self.suspects)
        for entry in found:
            await self.reader.open.wait()  # not beside an entry that runs alone
            self.worker.accept([entry])


async def hidden(
    taker: Taker, names: Sequence[str], suspects: set[Key]
) -> tuple[list[Entry], set[Key]]:
    """Return what Redis gave us in a reply that was lost, and what may be such a thing.

    Found twice in a row, since a reply may be on its way while we look.

    Args:
        suspects: what may have been such a thing at the last look.
    """
    mine = await custody.own_pending(taker.streams, names)
    for key in taker.left.keys() - mine:
        del taker.left[key]  # another consumer has it now
    idle = mine - taker.left.keys() - taker.holdings.entries.keys()
    found = idle & suspects
    for name, entry_id in found:
        log.warning("entry.found", stream=name, entry_id=entry_id)
    return [await custody.fetch(taker.streams, *key) for key in found], idle - found
