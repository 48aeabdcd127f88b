"""Entries and who holds them, as a test of the streams looks at Redis.

| what   | shape                                                                         |
|--------|-------------------------------------------------------------------------------|
| entry  | `(id, fields)`                                                                 |
| holder | `(consumer, deliveries, looks forsaken)` of a pending entry                    |
"""

from __future__ import annotations

from typing import Any, cast

from redis.asyncio import Redis

from shared.events import PUBLIC
from shared.streams import Entry, Fields, Streams

GROUP, OURS, THEIRS = "burrow", "worker.1-aaaaaaaa", "worker.2-bbbbbbbb"
COMMANDS = "slack_command"  # a stream whose entries are deleted when acknowledged
LEASE_MS = 10_000
FIELDS: Fields = {b"event_id": b"Ev1", b"json": b'{"n": 1}', b"odd": bytes(range(256))}


async def add(redis: Redis, stream: str = PUBLIC, fields: Fields = FIELDS) -> str:
    """Add an entry and return its id."""
    entry_id: Any = await redis.xadd(stream, cast(Any, fields))
    return str(entry_id.decode())


async def deliver(streams: Streams, stream: str = PUBLIC, fields: Fields = FIELDS) -> Entry:
    """Add an entry and deliver it to this consumer."""
    await streams.ensure_groups([stream])
    await add(streams.scripts.redis, stream, fields)
    [entry] = await streams.read([stream], 1, 1)
    return entry


async def entries(redis: Redis, stream: str = PUBLIC) -> list[tuple[str, Fields]]:
    """Return what a stream holds."""
    found: Any = await redis.xrange(stream)
    return [(entry_id.decode(), fields) for entry_id, fields in found]


async def grow_idle(streams: Streams, entry: Entry, idle_ms: int = LEASE_MS + 1_000) -> None:
    """Make an entry look as if its consumer had died so long ago."""
    await streams.scripts.redis.xclaim(
        entry.stream, GROUP, streams.consumer, 0, [entry.entry_id], idle=idle_ms, justid=True
    )


async def holders(redis: Redis, stream: str = PUBLIC) -> list[tuple[str, int, bool]]:
    """Return who holds each pending entry."""
    pending: Any = await redis.xpending_range(stream, GROUP, "-", "+", 1_000)
    return [
        (
            one["consumer"].decode(),
            one["times_delivered"],
            one["time_since_delivered"] >= LEASE_MS,
        )
        for one in pending
    ]


async def redis_ms(redis: Redis) -> int:
    """Return the time of Redis."""
    seconds, microseconds = await redis.time()
    return int(seconds) * 1000 + int(microseconds) // 1000
