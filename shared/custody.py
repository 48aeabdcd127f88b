"""Who holds an entry, and where it goes that is not done: renew, claim, hand back, park, bury.

Each is a script that checks the ownership first: anybody may XACK or XCLAIM anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from shared import keys
from shared.errors import OwnershipLost
from shared.scripts import Call, flat
from shared.streams import Entry, Streams, checked

HAND_BACK_IDLE_MS = 3_600_000  # looks idle enough for every consumer's claim
OWN_PENDING_LIMIT = 1_000
UNPARK_LIMIT = 100  # 5 ms of Redis; more would hold up everybody else


async def renew(streams: Streams, held: Iterable[Entry]) -> set[tuple[str, str]]:
    """Keep what we work on; return what is another consumer's now, as (stream, entry id)."""
    by_stream = grouped(held)
    calls = [
        Call("renew", [stream], [streams.group, streams.consumer, *ids])
        for stream, ids in by_stream.items()
    ]
    answers = checked(await streams.scripts.run_all(calls)) if calls else []
    lost: set[tuple[str, str]] = set()
    for (stream, ids), owned in zip(by_stream.items(), answers, strict=True):
        lost |= {(stream, entry_id) for entry_id in set(ids) - {one.decode() for one in owned}}
    return lost


async def hand_back(streams: Streams, held: Iterable[Entry]) -> None:
    """Offer what we cannot finish to the other consumers at once."""
    calls = [
        Call("hand_back", [stream], [streams.group, streams.consumer, HAND_BACK_IDLE_MS, *ids])
        for stream, ids in grouped(held).items()
    ]
    if calls:
        checked(await streams.scripts.run_all(calls))


async def forsaken(streams: Streams, names: Sequence[str], idle_ms: int) -> list[str]:
    """Return which streams hold an entry that nobody has renewed for so long."""
    pipe = streams.scripts.redis.pipeline(transaction=False)
    for name in names:
        pipe.xpending_range(name, streams.group, "-", "+", 1, idle=idle_ms)
    answers: list[Any] = await pipe.execute()
    return [name for name, pending in zip(names, answers, strict=True) if pending]


async def claim(streams: Streams, name: str, idle_ms: int) -> Entry | None:
    """Take over one entry of a stream that nobody has renewed for so long, if there still is one.

    One at a time, because each is run alone, and the others may go to other consumers meanwhile.
    An entry without fields was trimmed while it was pending.
    """
    answer = await streams.scripts.run("claim", [name], streams.group, streams.consumer, idle_ms, 1)
    for entry_id, deliveries, fields in answer:
        pairs = dict(zip(fields[::2], fields[1::2], strict=True))
        return Entry(name, entry_id.decode(), pairs, int(deliveries) + 1)
    return None


async def own_pending(streams: Streams, names: Sequence[str]) -> set[tuple[str, str]]:
    """Return what Redis believes this consumer holds, as (stream, entry id)."""
    pipe = streams.scripts.redis.pipeline(transaction=False)
    for name in names:
        pipe.xpending_range(
            name, streams.group, "-", "+", OWN_PENDING_LIMIT, consumername=streams.consumer
        )
    answers: list[Any] = await pipe.execute()
    return {
        (name, one["message_id"].decode())
        for name, pending in zip(names, answers, strict=True)
        for one in pending
    }


async def fetch(streams: Streams, name: str, entry_id: str) -> Entry:
    """Read an entry that is ours already; without fields if it was trimmed."""
    found: Any = await streams.scripts.redis.xrange(name, entry_id, entry_id)
    return Entry(name, entry_id, dict(found[0][1]) if found else {})


async def unpark(streams: Streams, names: Sequence[str]) -> int:
    """Publish again what is due; return how many."""
    calls = [
        Call(
            "unpark",
            [name, keys.parked(name), keys.parked_entries(name)],
            [UNPARK_LIMIT, keys.SEEN_TTL_S],
        )
        for name in names
    ]
    return sum(int(answer[0]) for answer in checked(await streams.scripts.run_all(calls)))


async def park(streams: Streams, entry: Entry, event_id: str, wait_s: float, retry: str) -> None:
    """Put an entry aside until then, and acknowledge it.

    Raises:
        OwnershipLost: it is another consumer's now.
    """
    stream = entry.stream
    fields = entry.fields | {b"retry": retry.encode()}
    owned = await streams.scripts.run(
        "park",
        [
            stream,
            keys.chain(stream, streams.group, event_id),
            keys.parked(stream),
            keys.parked_entries(stream),
        ],
        streams.group,
        streams.consumer,
        entry.entry_id,
        max(1, int(wait_s * 1000)),
        keys.SEEN_TTL_S,
        entry.deletes,
        *flat(fields),
    )
    if not owned:
        raise OwnershipLost(f"entry {entry.entry_id} of {stream} was claimed")


async def bury(streams: Streams, entry: Entry, event_id: str, reason: str) -> None:
    """Move an entry to the dead-letter stream.

    Raises:
        OwnershipLost: it is another consumer's now.
    """
    stream = entry.stream
    burial = {
        b"dead_reason": reason.encode(),
        b"dead_entry_id": entry.entry_id.encode(),
        b"dead_group": streams.group.encode(),
        b"dead_deliveries": str(entry.deliveries).encode(),
    }
    letter = await streams.scripts.run(
        "bury",
        [stream, keys.chain(stream, streams.group, event_id), keys.dead(stream)],
        streams.group,
        streams.consumer,
        entry.entry_id,
        keys.DEAD_KEPT_S,
        entry.deletes,
        *flat(entry.fields | burial),
    )
    if not letter:
        raise OwnershipLost(f"entry {entry.entry_id} of {stream} was claimed")


def grouped(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return entry ids by stream."""
    by_stream: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        by_stream[entry.stream].append(entry.entry_id)
    return by_stream
