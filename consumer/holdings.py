"""The entries that this process holds: read or claimed, and not yet settled.

An entry whose chain is over is *closing*: still held and renewed until Redis has taken its
settlement, but its place is free for another. Counting it would leave a fifth of a core idle.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from prometheus_client import Gauge

from shared import metrics
from shared.streams import Entry

Key = tuple[str, str]


def key_of(entry: Entry) -> Key:
    """Return what identifies an entry: stream and id."""
    return entry.stream, entry.entry_id


class Holdings:
    """Entries by key, each with the task that works on it.

    Args:
        room: how many may be worked on before reading stops.
        gauge: shows how many are held.
    """

    def __init__(self, room: int, gauge: Gauge = metrics.ENTRIES_IN_PROGRESS) -> None:
        self.room = room
        self.entries: dict[Key, Entry] = {}
        self.tasks: dict[Key, asyncio.Task[None]] = {}
        self.closing: set[Key] = set()
        self.changed = asyncio.Event()
        gauge.set_function(lambda: len(self.entries))

    @property
    def free(self) -> int:
        """How many more may be read."""
        return max(0, self.room - len(self.entries) + len(self.closing))

    def add(self, entries: Iterable[Entry]) -> list[Entry]:
        """Hold entries; return those that were not held already."""
        new = [entry for entry in entries if key_of(entry) not in self.entries]
        self.entries.update((key_of(entry), entry) for entry in new)
        return new

    def attach(self, entry: Entry, task: asyncio.Task[None]) -> None:
        """Note which task works on an entry."""
        self.tasks[key_of(entry)] = task

    def close(self, entry: Entry) -> None:
        """Note that an entry only waits to be settled."""
        if key_of(entry) in self.entries:
            self.closing.add(key_of(entry))
            self.changed.set()

    def release(self, entry: Entry) -> None:
        """Let go of an entry."""
        key = key_of(entry)
        self.entries.pop(key, None)
        self.tasks.pop(key, None)
        self.closing.discard(key)
        self.changed.set()

    def lose(self, key: Key) -> bool:
        """Stop working on an entry that is another consumer's now.

        Returns False for one that is not ours to lose: its settlement may just have succeeded, and
        if it has not, Redis will refuse it.
        """
        entry = self.entries.get(key)
        if entry is None or key in self.closing:
            return False
        if task := self.tasks.get(key):
            task.cancel()
        self.release(entry)
        return True

    async def until_free(self) -> None:
        """Return when there is room for another entry."""
        while not self.free:
            await self._change()

    async def until_at_most(self, count: int) -> None:
        """Return when no more than so many entries are held."""
        while len(self.entries) > count:
            await self._change()

    async def until_gone(self, entry: Entry) -> None:
        """Return when an entry is not held any more."""
        while key_of(entry) in self.entries:
            await self._change()

    async def _change(self) -> None:
        self.changed.clear()
        await self.changed.wait()
