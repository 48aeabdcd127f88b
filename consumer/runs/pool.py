"""The pool: reads the entries of `jobs`, and carries each out in a place of its own.

It shares a process with the worker that answers people, but neither its reader nor its places: a
job of an hour holds up no `help`.

| loop        | each  | what it does                                                               |
|-------------|-------|----------------------------------------------------------------------------|
| SideReader  |       | reads while there is a free place (consumer/side_reader.py)                |
| beat        | 1 s   | renews entries and slots; passes the beat on to the launcher               |
| tick        | 0.5 s | queues what is due, admits what may start                                  |
| take_over   | 1 s   | claims what a dead consumer held: a run that ran is lost, and told so      |
| find_hidden | 1 s   | finds what a lost reply hid                                                |
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence

import structlog
from redis.exceptions import RedisError

from consumer.holdings import Holdings, Key, key_of
from consumer.intake import Gate, hidden
from consumer.runs.carrying import Carrier
from consumer.settler import Settler
from consumer.timings import Timings
from shared import custody, metrics
from shared.errors import OwnershipLost, Reject
from shared.events import JOBS, parse
from shared.streams import Entry, Settlement, Streams

NAMES = (JOBS,)
# Each hand-over counts: an outage of Slack with a deploy each hour is one a delivery.
MOST_DELIVERIES = 50
# After an outage of Redis everybody's entries look forsaken: their holders renew them first.
GRACE_BEATS = 3

log = structlog.get_logger()


class Pool:
    """Carries out runs, so many at once."""

    def __init__(self, streams: Streams, carrier: Carrier, timings: Timings, room: int) -> None:
        self.streams, self.carrier, self.timings = streams, carrier, timings
        self.holdings = Holdings(room, metrics.RUNS_HELD)
        self.settler = Settler(streams, self.holdings.release)
        self.left: dict[Key, Entry] = {}
        self.suspects: set[Key] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.trouble_s = time.monotonic()  # when Redis last failed us

    def accept(self, entries: Sequence[Entry]) -> None:
        """Hold entries and begin to work on them."""
        for entry in self.holdings.add(entries):
            self.left.pop(key_of(entry), None)
            task = asyncio.create_task(self._work(entry))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
            self.holdings.attach(entry, task)

    async def _work(self, entry: Entry) -> None:
        try:
            done = await self._carried_out(entry)
        except (RedisError, OSError, OwnershipLost) as error:
            log.warning("run.left", entry_id=entry.entry_id, reason=str(error))
            done = False
        except Exception as error:
            log.exception("run.failed", entry_id=entry.entry_id, reason=repr(error))
            done = False
        if done:
            self.settler.put(Settlement(entry, "", {}, ack=True))
        else:
            self.left[key_of(entry)] = entry
            self.holdings.release(entry)

    async def _carried_out(self, entry: Entry) -> bool:
        """Do all that an entry asks for; return whether it may be acknowledged."""
        if not entry.fields:
            return True  # taken back while it was on its way
        try:
            run_id = run_in(entry)
        except Reject as reject:
            await custody.bury(self.streams, entry, "", str(reject))
            return False
        if entry.deliveries > self.timings.max_deliveries:
            await self._end(entry, run_id)
        if entry.deliveries > MOST_DELIVERIES:
            return await self._bury(entry, run_id)
        return await self.carrier.carry(entry, run_id, lambda: self.holdings.close(entry))

    async def _end(self, entry: Entry, run_id: int) -> None:
        """End a run that consumers died of before it began; what is left is to tell it."""
        begun = await self.carrier.tenure.begin(entry, run_id)
        if begun.word == "go":
            reason, is_gone = "its consumers died", run_id not in self.carrier.begun
            await self.carrier.tenure.finish(run_id, "lost", {"reason": reason}, is_gone=is_gone)

    async def _bury(self, entry: Entry, run_id: int) -> bool:
        """Give up telling the end of a run."""
        reason = f"its end could not be told at {entry.deliveries - 1} deliveries"
        await custody.bury(self.streams, entry, f"run:{run_id}", reason)
        log.error("entry.dead", stream=JOBS, entry_id=entry.entry_id, reason=reason)
        return False

    async def beat(self) -> None:
        """Renew what is held, again and again."""
        while True:
            await asyncio.sleep(self.timings.beat_s)
            try:
                await self._beat_once()
            except (RedisError, OSError) as error:
                # Nothing is passed on: a launcher that hears nothing for too long ends its job.
                self.trouble_s = time.monotonic()
                log.debug("redis.beat_failed", reason=str(error))

    async def _beat_once(self) -> None:
        carried = dict(self.carrier.carried)
        held, asked_s = list(self.holdings.entries.values()), time.monotonic()
        words = await self.carrier.tenure.beat(list(carried))
        for run_id, word in words.items():
            if run_id not in self.carrier.carried:
                continue  # it ended while we asked
            if word == "lost":
                log.warning("run.lost", run=run_id, reason="another consumer has it")
                carried[run_id].end("lost")
            elif word == "stop":
                carried[run_id].end("cancelled")
            if word != "lost":
                carried[run_id].hold(asked_s)
        for key in await custody.renew(self.streams, held):
            self._lose(key)

    def _lose(self, key: Key) -> None:
        """Stop what another consumer has now; the child is ended in order, not cut off."""
        for carried in self.carrier.carried.values():
            if key_of(carried.entry) == key:
                carried.end("lost")
                return
        if self.holdings.lose(key):
            log.warning("entry.lost", stream=key[0], entry_id=key[1])

    async def tick(self) -> None:
        """Let runs begin whose time or turn has come."""
        while True:
            try:
                await self.carrier.runs.tick()
            except (RedisError, OSError) as error:
                self.trouble_s = time.monotonic()
                log.debug("redis.tick_failed", reason=str(error))
            await asyncio.sleep(self.timings.tick_s)

    async def take_over(self) -> None:
        """Claim what nobody renews."""
        idle_ms = int(self.timings.lease_s * 1000)
        while True:
            await asyncio.sleep(self.timings.sweep_s)
            if time.monotonic() < self.trouble_s + GRACE_BEATS * self.timings.beat_s:
                continue
            try:
                while self.holdings.free and await custody.forsaken(self.streams, NAMES, idle_ms):
                    if not (entry := await custody.claim(self.streams, JOBS, idle_ms)):
                        break
                    metrics.CLAIMED.inc()
                    self.accept([entry])
            except (RedisError, OSError) as error:
                log.debug("redis.claim_failed", reason=str(error))

    async def find_hidden(self) -> None:
        """Work on what a reply held that was lost, found twice in a row."""
        while True:
            await asyncio.sleep(self.timings.sweep_s)
            with contextlib.suppress(RedisError, OSError):
                found, self.suspects = await hidden(self, NAMES, self.suspects)
                self.accept(found)

    async def finish(self, reader: Gate) -> None:
        """Stop reading, give running jobs their time, then end them; hand back the rest."""
        if not self.holdings.room:
            return
        with contextlib.suppress(TimeoutError, RedisError, OSError):
            async with asyncio.timeout(self.timings.runs_drain_s):
                await reader.pause()
                await self._until_none_runs()
        for carried in list(self.carrier.carried.values()):
            carried.end("shutdown", self.timings.runs_stop_s)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.timings.runs_stop_s + 1):
                await self._until_none_runs()
                await self.holdings.until_at_most(0)

    async def _until_none_runs(self) -> None:
        while self.carrier.carried:  # noqa: ASYNC110  at most twice in the life of a process
            await asyncio.sleep(0.05)


def run_in(entry: Entry) -> int:
    """Return the id of the run that an entry permits.

    Raises:
        Reject: it is no such entry.
    """
    event = parse(entry.stream, entry.entry_id, entry.fields)
    run_id = event.body.get("run")
    if not isinstance(run_id, int):
        raise Reject("field json holds no run")
    return run_id
