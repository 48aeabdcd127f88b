"""The streams as a consumer sees them: groups, reading, settling; on every server."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from dev.redis_server import RedisServer
from shared import keys
from shared.events import PRIVATE, PUBLIC
from shared.streams import Entry, Settlement, Streams
from tests.shared.deliveries import COMMANDS, FIELDS, GROUP, add, deliver, holders


@pytest.fixture
def redis_server(each_redis_server: RedisServer) -> RedisServer:
    """Run each test on every server."""
    return each_redis_server


async def test_new_group_reads_what_came_before_it(ours: Streams, redis: Redis) -> None:
    entry_id = await add(redis)
    await ours.ensure_groups([PUBLIC, PRIVATE])
    await ours.ensure_groups([PUBLIC, PRIVATE])
    entries = await ours.read([PUBLIC, PRIVATE], 10, 1)
    assert entries == [Entry(PUBLIC, entry_id, FIELDS)]


async def test_one_of_two_consumers_gets_an_entry(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    await ours.ensure_groups([PUBLIC])
    ids = [await add(redis) for _ in range(4)]
    first, second = await ours.read([PUBLIC], 3, 1), await theirs.read([PUBLIC], 3, 1)
    assert [entry.entry_id for entry in first] == ids[:3]
    assert [entry.entry_id for entry in second] == ids[3:]


async def test_missing_group_is_made_by_reading(ours: Streams, redis: Redis) -> None:
    await add(redis)
    assert await ours.read([PUBLIC, PRIVATE], 10, 1) == []
    [entry] = await ours.read([PUBLIC, PRIVATE], 10, 1)
    assert entry.stream == PUBLIC


async def test_stream_that_is_deleted_under_a_blocked_read_is_made_again(
    ours: Streams, redis: Redis
) -> None:
    await ours.ensure_groups([PUBLIC])
    reading = await blocked(ours, redis)
    await redis.delete(PUBLIC)
    assert await reading == []
    await ours.read([PUBLIC], 1, 1)
    assert len(await redis.xinfo_groups(PUBLIC)) == 1


async def blocked(ours: Streams, redis: Redis) -> asyncio.Task[list[Entry]]:
    """Return a read that Redis has blocked."""
    reading = asyncio.create_task(ours.read([PUBLIC], 1, 2_000))
    async with asyncio.timeout(2):
        while (await redis.info("clients"))["blocked_clients"] == 0:  # noqa: ASYNC110  polled
            await asyncio.sleep(0.005)
    return reading


async def test_blocked_read_ends_at_once_when_it_is_unblocked(ours: Streams, redis: Redis) -> None:
    await ours.ensure_groups([PUBLIC])
    reading = await blocked(ours, redis)
    await ours.unblock()
    async with asyncio.timeout(1):
        assert await reading == []


async def test_read_that_fails_says_so_and_the_next_one_reads(ours: Streams, redis: Redis) -> None:
    await ours.ensure_groups([PUBLIC])
    reading = await blocked(ours, redis)
    await redis.client_kill_filter(_id=str(ours.reader_id))
    with pytest.raises(RedisError):
        await reading
    await add(redis)
    assert len(await ours.read([PUBLIC], 1, 100)) == 1


async def test_type_of_key_that_is_no_stream_is_an_error(ours: Streams, redis: Redis) -> None:
    await redis.set(PUBLIC, "no stream")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await ours.ensure_groups([PUBLIC])


@pytest.mark.parametrize(("stream", "kept"), [(PUBLIC, 1), (COMMANDS, 0)])
async def test_acknowledged_entry_is_deleted_unless_its_stream_is_trimmed_by_time(
    ours: Streams, redis: Redis, stream: str, kept: int
) -> None:
    entry = await deliver(ours, stream)
    assert await ours.settle([Settlement(entry, "Ev1", {}, ack=True)]) == [True]
    assert (len(await holders(redis, stream)), await redis.xlen(stream)) == (0, kept)


async def test_entry_of_another_consumer_is_not_acknowledged_but_what_was_done_is_recorded(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entry = await deliver(theirs, COMMANDS)
    record: dict[str, str | int] = {"done:a.b": 1}
    assert await ours.settle([Settlement(entry, "Ev1", record, ack=True)]) == [False]
    assert (len(await holders(redis, COMMANDS)), await redis.xlen(COMMANDS)) == (1, 1)
    assert await redis.hgetall(keys.chain(COMMANDS, GROUP, "Ev1")) == {b"done:a.b": b"1"}


@pytest.mark.parametrize("stream", [PUBLIC, COMMANDS])
async def test_entry_whose_acknowledgement_was_answered_by_nobody_is_not_lost(
    ours: Streams, stream: str
) -> None:
    settlement = Settlement(await deliver(ours, stream), "Ev1", {"finished": 1}, ack=True)
    assert await ours.settle([settlement]) == [True]
    assert await ours.settle([settlement]) == [True]


async def test_record_without_acknowledgement_leaves_the_entry_pending(
    ours: Streams, redis: Redis
) -> None:
    entry = await deliver(ours, PUBLIC)
    record: dict[str, str | int] = {"done:a.b": 1, "failed:c.d": "why"}
    assert await ours.settle([Settlement(entry, "Ev1", record, ack=False)]) == [True]
    assert len(await holders(redis, PUBLIC)) == 1
    assert await redis.ttl(keys.chain(PUBLIC, GROUP, "Ev1")) == pytest.approx(900, abs=2)


async def test_record_does_not_shorten_the_life_of_a_chain(ours: Streams, redis: Redis) -> None:
    chain = keys.chain(PUBLIC, GROUP, "Ev1")
    await redis.hset(chain, "begun", "1")
    await redis.expire(chain, keys.DEAD_KEPT_S)
    await ours.settle([Settlement(Entry(PUBLIC, "1-0", {}), "Ev1", {"done:a": 1}, ack=False)])
    assert await redis.ttl(chain) > keys.SEEN_TTL_S


async def test_batch_over_streams_is_settled_in_order(
    ours: Streams, theirs: Streams, redis: Redis
) -> None:
    entries = [
        await deliver(ours, PUBLIC),
        await deliver(theirs, PRIVATE),
        await deliver(ours, PRIVATE),
        await deliver(theirs, PUBLIC),
    ]
    settlements = [
        Settlement(entry, f"Ev{n}", {"done:a": n, "done:b": n}, ack=True)
        for n, entry in enumerate(entries)
    ]
    assert await ours.settle(settlements) == [True, False, True, False]
    records = [
        await redis.hget(keys.chain(one.entry.stream, GROUP, one.event_id), "done:b")
        for one in settlements
    ]
    assert records == [b"0", b"1", b"2", b"3"]
