"""Where an entry goes that is not done: park, publish again, bury; on every server.

`ours` and `theirs` are two consumers of one group.
"""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from shared import custody, keys
from shared.errors import OwnershipLost
from shared.events import PRIVATE, PUBLIC
from shared.streams import Candidate, Entry, Settlement, Streams
from tests.shared.deliveries import COMMANDS, FIELDS, GROUP, deliver, entries, holders


@pytest.fixture
def redis_server(each_redis_server: RedisServer) -> RedisServer:
    """Run each test on every server."""
    return each_redis_server


async def begin(streams: Streams, entry: Entry) -> str:
    [verdict] = await streams.begin([Candidate(entry, "Ev1")])
    return verdict.word


@pytest.mark.parametrize(("stream", "kept"), [(PUBLIC, 1), (COMMANDS, 0)])
async def test_parked_entry_is_acknowledged_and_waits_until_it_is_due(
    ours: Streams, redis: Redis, stream: str, kept: int
) -> None:
    entry = await deliver(ours, stream)
    await custody.park(ours, entry, "Ev1", 60, "1 later")
    assert await holders(redis, stream) == []
    assert await redis.xlen(stream) == kept
    assert await redis.zcard(keys.parked(stream)) == 1
    assert await custody.unpark(ours, [stream]) == 0


async def test_parked_entry_comes_back_as_it_was_and_goes_on_where_it_stopped(
    ours: Streams, redis: Redis
) -> None:
    entry = await deliver(ours)
    await begin(ours, entry)
    await ours.settle([Settlement(entry, "Ev1", {"done:a.b": 1}, ack=False)])
    await custody.park(ours, entry, "Ev1", 0, "3 later")
    await due(redis)
    assert await custody.unpark(ours, [PRIVATE, PUBLIC]) == 1
    [_, (new_id, fields)] = await entries(redis)
    assert fields == FIELDS | {b"retry": b"3 later"}
    [verdict] = await ours.begin([Candidate(Entry(PUBLIC, new_id, fields), "Ev1")])
    assert (verdict.word, verdict.record[b"done:a.b"]) == ("begun", b"1")
    assert await begin(ours, entry) == "duplicate"
    assert await redis.exists(keys.parked(PUBLIC), keys.parked_entries(PUBLIC)) == 0


async def due(redis: Redis) -> None:
    """Make every parked entry due."""
    names: Any = await redis.zrange(keys.parked(PUBLIC), 0, -1)
    await redis.zadd(keys.parked(PUBLIC), dict.fromkeys(names, 1))


async def test_entry_whose_parking_was_answered_by_nobody_comes_back_once(
    ours: Streams, redis: Redis
) -> None:
    entry = await deliver(ours)
    await custody.park(ours, entry, "Ev1", 0, "1 later")
    await custody.park(ours, entry, "Ev1", 0, "1 later")
    await due(redis)
    assert [await custody.unpark(ours, [PUBLIC]) for _ in range(2)] == [1, 0]
    assert await redis.xlen(PUBLIC) == 2


async def test_chain_outlives_the_wait(ours: Streams, redis: Redis) -> None:
    entry = await deliver(ours)
    await custody.park(ours, entry, "Ev1", 3_600, "1 later")
    lifetime = await redis.ttl(keys.chain(PUBLIC, GROUP, "Ev1"))
    assert lifetime == pytest.approx(3_600 + keys.SEEN_TTL_S, abs=2)


async def test_no_more_than_a_hundred_are_published_again_at_once(
    ours: Streams, redis: Redis
) -> None:
    for n in range(custody.UNPARK_LIMIT + 20):
        entry = await deliver(ours)
        await custody.park(ours, entry, f"Ev{n}", 0, "1 later")
    await due(redis)
    assert [await custody.unpark(ours, [PUBLIC]) for _ in range(3)] == [100, 20, 0]


async def test_entry_of_another_consumer_is_not_parked(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entry = await deliver(theirs)
    with pytest.raises(OwnershipLost, match=entry.entry_id):
        await custody.park(ours, entry, "Ev1", 1, "1 later")
    assert await holders(redis) == [(theirs.consumer, 1, False)]
    assert await redis.exists(keys.parked(PUBLIC)) == 0


@pytest.mark.parametrize(("stream", "kept"), [(PUBLIC, 1), (COMMANDS, 0)])
async def test_buried_entry_is_acknowledged_and_its_letter_says_why(
    ours: Streams, redis: Redis, stream: str, kept: int
) -> None:
    entry = await deliver(ours, stream)
    await ours.settle([Settlement(entry, "Ev1", {"done:a.b": 1}, ack=False)])
    await custody.bury(ours, entry, "Ev1", "naïve <!channel>")
    [(_, fields)] = await entries(redis, keys.dead(stream))
    assert fields == FIELDS | {
        b"dead_reason": "naïve <!channel>".encode(),
        b"dead_entry_id": entry.entry_id.encode(),
        b"dead_group": b"burrow",
        b"dead_deliveries": b"1",
    }
    assert await holders(redis, stream) == []
    assert await redis.xlen(stream) == kept
    lifetime = await redis.ttl(keys.chain(stream, GROUP, "Ev1"))
    assert lifetime == pytest.approx(keys.DEAD_KEPT_S, abs=2)


async def test_entry_whose_burial_was_answered_by_nobody_is_buried_once(
    ours: Streams, redis: Redis
) -> None:
    entry = await deliver(ours)
    await custody.bury(ours, entry, "Ev1", "why")
    await custody.bury(ours, entry, "Ev1", "why")
    assert await redis.xlen(keys.dead(PUBLIC)) == 1


async def test_entry_of_another_consumer_is_not_buried(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entry = await deliver(theirs)
    with pytest.raises(OwnershipLost, match=entry.entry_id):
        await custody.bury(ours, entry, "Ev1", "why")
    assert await holders(redis) == [(theirs.consumer, 1, False)]
    assert await redis.exists(keys.dead(PUBLIC)) == 0


async def test_only_names_that_hold_nothing_and_were_long_idle_are_forgotten(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entry = await deliver(ours)
    await deliver(theirs)
    await ours.settle([Settlement(entry, "Ev1", {}, ack=True)])
    long, at_once = 3_600_000, -1
    forget = ours.scripts.run
    assert await forget("forget_consumers", [PUBLIC], GROUP, long) == []
    assert await forget("forget_consumers", [PUBLIC], GROUP, at_once) == [ours.consumer.encode()]
    assert await holders(redis) == [(theirs.consumer, 1, False)]
