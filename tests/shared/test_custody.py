"""Who holds an entry: renew, claim, hand back; on every server.

`ours` and `theirs` are two consumers of one group.
"""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from shared import custody
from shared.events import PRIVATE, PUBLIC
from shared.streams import Entry, Settlement, Streams
from tests.shared.deliveries import FIELDS, LEASE_MS, deliver, grow_idle, holders


@pytest.fixture
def redis_server(each_redis_server: RedisServer) -> RedisServer:
    """Run each test on every server."""
    return each_redis_server


async def test_renewed_entry_is_nobody_elses_and_counts_no_delivery(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entry = await deliver(ours)
    await grow_idle(ours, entry)
    assert await custody.renew(ours, [entry]) == set()
    assert await custody.claim(theirs, PUBLIC, LEASE_MS) is None
    assert await holders(redis) == [(ours.consumer, 1, False)]


async def test_renewal_never_takes_an_entry_back(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entry, kept = await deliver(ours), await deliver(ours, PRIVATE)
    await grow_idle(ours, entry)
    await custody.claim(theirs, PUBLIC, LEASE_MS)
    assert await custody.renew(ours, [entry, kept]) == {(PUBLIC, entry.entry_id)}
    assert await holders(redis) == [(theirs.consumer, 2, False)]


async def test_entry_that_was_acknowledged_meanwhile_is_not_ours_any_more(ours: Streams) -> None:
    entry = await deliver(ours)
    await ours.settle([Settlement(entry, "Ev1", {}, ack=True)])
    assert await custody.renew(ours, [entry]) == {(PUBLIC, entry.entry_id)}


async def test_nothing_held_is_nothing_asked(ours: Streams) -> None:
    assert await custody.renew(ours, []) == set()
    await custody.hand_back(ours, [])


async def test_forsaken_entry_is_claimed_with_its_deliveries_and_fields(
    ours: Streams, theirs: Streams
) -> None:
    entry = await deliver(theirs)
    await grow_idle(theirs, entry)
    assert await custody.forsaken(ours, [PUBLIC], LEASE_MS) == [PUBLIC]
    claimed = await custody.claim(ours, PUBLIC, LEASE_MS)
    assert claimed == Entry(PUBLIC, entry.entry_id, FIELDS, deliveries=2)
    assert await custody.claim(theirs, PUBLIC, LEASE_MS) is None


async def test_entry_within_its_lease_is_not_claimed(ours: Streams, theirs: Streams) -> None:
    entry = await deliver(theirs)
    await grow_idle(theirs, entry, 9_000)
    assert await custody.forsaken(ours, [PUBLIC], LEASE_MS) == []
    assert await custody.claim(ours, PUBLIC, LEASE_MS) is None


async def test_own_entry_that_was_left_is_claimed_too(ours: Streams) -> None:
    entry = await deliver(ours)
    await grow_idle(ours, entry)
    claimed = await custody.claim(ours, PUBLIC, LEASE_MS)
    assert claimed == Entry(PUBLIC, entry.entry_id, FIELDS, deliveries=2)


async def test_entries_are_claimed_one_at_a_time_oldest_first(
    ours: Streams, theirs: Streams
) -> None:
    entries = [await deliver(theirs) for _ in range(3)]
    for entry in reversed(entries):
        await grow_idle(theirs, entry)
    claimed = [await custody.claim(ours, PUBLIC, LEASE_MS) for _ in range(4)]
    ids = [one.entry_id if one else "" for one in claimed]
    assert ids == [*(entry.entry_id for entry in entries), ""]


async def test_entry_that_was_trimmed_while_pending_comes_without_fields_and_is_over(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    trimmed, whole = await deliver(theirs), await deliver(theirs)
    await grow_idle(theirs, trimmed)
    await grow_idle(theirs, whole)
    await redis.xtrim(PUBLIC, maxlen=1, approximate=False)
    first = await custody.claim(ours, PUBLIC, LEASE_MS)
    second = await custody.claim(ours, PUBLIC, LEASE_MS)
    assert first == Entry(PUBLIC, trimmed.entry_id, {}, deliveries=2)
    assert second == Entry(PUBLIC, whole.entry_id, FIELDS, deliveries=2)
    assert await holders(redis) == [(ours.consumer, 2, False)]


async def test_entry_handed_back_is_claimable_at_once_and_counts_no_delivery(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entry = await deliver(ours)
    await custody.hand_back(ours, [entry])
    assert await holders(redis) == [(ours.consumer, 1, True)]
    claimed = await custody.claim(theirs, PUBLIC, LEASE_MS)
    assert claimed == Entry(PUBLIC, entry.entry_id, FIELDS, deliveries=2)


async def test_entry_of_another_consumer_is_not_handed_back(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entry = await deliver(theirs)
    await custody.hand_back(ours, [entry])
    assert await holders(redis) == [(theirs.consumer, 1, False)]


async def test_own_pending_is_what_redis_gave_this_consumer(ours: Streams, theirs: Streams) -> None:
    mine, other = await deliver(ours), await deliver(ours, PRIVATE)
    await deliver(theirs)
    expected = {(PUBLIC, mine.entry_id), (PRIVATE, other.entry_id)}
    assert await custody.own_pending(ours, [PUBLIC, PRIVATE]) == expected


async def test_entry_is_fetched_again_with_its_fields_unless_it_was_trimmed(
    ours: Streams, redis: Redis
) -> None:
    entry = await deliver(ours)
    assert await custody.fetch(ours, PUBLIC, entry.entry_id) == entry
    await redis.xtrim(PUBLIC, maxlen=0, approximate=False)
    assert await custody.fetch(ours, PUBLIC, entry.entry_id) == Entry(PUBLIC, entry.entry_id, {})
