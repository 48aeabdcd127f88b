"""What is old goes, and nobody is left in the dark about it."""

from __future__ import annotations

import time

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bgtasks.tasks.trimming import forget_consumers, trim_dead_letters, trim_streams
from bgtasks.tools import Tools
from shared import custody, keys
from shared.events import PRIVATE, PUBLIC
from shared.scripts import Scripts
from shared.streams import Streams

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
GROUP = "burrow"


@pytest.fixture
async def foreign_maxlen(redis: Redis) -> None:
    """Of 100 entries 10 were read and 20 are left; skip where the server does not count them."""
    if str((await redis.info("server"))["redis_version"]) < "7":
        pytest.skip("needs Redis 7: 6.2 does not tell what a foreign MAXLEN took")
    await redis.xgroup_create(PUBLIC, GROUP, "0", mkstream=True)
    await add(redis, PUBLIC, *range(100, 0, -1))
    await read(redis, PUBLIC, 10)
    await redis.xtrim(PUBLIC, maxlen=20, approximate=False)


async def add(redis: Redis, stream: str, *ages_ms: int) -> None:
    """Add entries of these ages, oldest first."""
    now_ms = int(time.time() * 1000)
    for n, age_ms in enumerate(ages_ms):
        await redis.xadd(stream, {"event_id": f"Ev{n}"}, id=f"{now_ms - age_ms}-{n}")


async def read(redis: Redis, stream: str, count: int, group: str = GROUP) -> None:
    """Read entries as a consumer that then does nothing with them."""
    await redis.xreadgroup(group, "worker.1-aaaaaaaa", {stream: ">"}, count=count)


def unread_total(stream: str) -> float:
    """Return what the metrics say."""
    name = "burrow_streams_trimmed_unread_total"
    return REGISTRY.get_sample_value(name, {"stream": stream}) or 0.0


async def test_entries_go_after_fifteen_minutes_read_or_not(tools: Tools, redis: Redis) -> None:
    await add(redis, PUBLIC, 16 * MINUTE_MS, 15 * MINUTE_MS + 1_000, 14 * MINUTE_MS, 0)
    await add(redis, PRIVATE, 14 * MINUTE_MS)
    await trim_streams(tools)
    assert await redis.xlen(PUBLIC) == 2
    assert await redis.xlen(PRIVATE) == 1


@pytest.mark.parametrize(("already_read", "unread"), [(0, 3), (2, 1), (3, 0), (5, 0)])
async def test_unread_entries_that_go_are_counted_and_alerted(
    tools: Tools, redis: Redis, already_read: int, unread: int
) -> None:
    old = 20 * MINUTE_MS
    await add(redis, PUBLIC, old, old - 1_000, old - 2_000, MINUTE_MS, 0)
    await redis.xgroup_create(PUBLIC, GROUP, "0")
    if already_read:
        await read(redis, PUBLIC, already_read)
    before = unread_total(PUBLIC)
    with capture_logs() as lines:
        await trim_streams(tools)
    assert unread_total(PUBLIC) - before == unread
    assert [line["count"] for line in lines if line["log_level"] == "error"] == [unread] * (
        unread > 0
    )


async def test_unread_entries_are_counted_once(tools: Tools, redis: Redis) -> None:
    await add(redis, PUBLIC, 20 * MINUTE_MS, 20 * MINUTE_MS - 1, 0)
    await redis.xgroup_create(PUBLIC, GROUP, "0")
    before = unread_total(PUBLIC)
    await trim_streams(tools)
    await trim_streams(tools)
    assert unread_total(PUBLIC) - before == 2


@pytest.mark.parametrize(("old", "young"), [(2_500, 0), (2_500, 3), (1_000, 1), (999, 2)])
async def test_many_entries_go_in_several_steps_and_are_all_counted(
    tools: Tools, redis: Redis, monkeypatch: pytest.MonkeyPatch, old: int, young: int
) -> None:
    monkeypatch.setattr("bgtasks.tasks.trimming.TRIMMED_AT_ONCE", 1_000)
    pipe = redis.pipeline(transaction=False)
    for n in range(old):
        pipe.xadd(PUBLIC, {"event_id": f"Ev{n}"}, id=f"1700000000000-{n}")
    await pipe.execute()
    await add(redis, PUBLIC, *[0] * young)
    await redis.xgroup_create(PUBLIC, GROUP, "0")
    before = unread_total(PUBLIC)
    await trim_streams(tools)
    assert unread_total(PUBLIC) - before == old
    assert await redis.xlen(PUBLIC) == young


@pytest.mark.usefixtures("foreign_maxlen")
async def test_what_a_foreign_maxlen_took_unread_is_counted_once(
    tools: Tools, redis: Redis
) -> None:
    before = unread_total(PUBLIC)
    with capture_logs() as lines:
        await trim_streams(tools)
        await trim_streams(tools)
    assert unread_total(PUBLIC) - before == 70
    assert [line["count"] for line in lines if line["event"] == "streams.trimmed_unread"] == [70]


@pytest.mark.usefixtures("foreign_maxlen")
async def test_the_group_reads_on_after_its_counter_was_set_right(
    tools: Tools, redis: Redis
) -> None:
    await trim_streams(tools)
    await read(redis, PUBLIC, 100)
    before = unread_total(PUBLIC)
    await trim_streams(tools)
    [group] = await redis.xinfo_groups(PUBLIC)
    assert (group["pending"], group["lag"]) == (30, 0)
    assert unread_total(PUBLIC) == before


async def test_a_pending_entry_that_was_trimmed_is_given_up_by_its_claim(
    tools: Tools, redis: Redis, scripts: Scripts
) -> None:
    await add(redis, PUBLIC, 20 * MINUTE_MS, 0)
    await redis.xgroup_create(PUBLIC, GROUP, "0")
    await read(redis, PUBLIC, 1)
    await trim_streams(tools)
    streams = Streams(scripts, redis, GROUP, "worker.2-bbbbbbbb")
    claimed = await custody.claim(streams, PUBLIC, 0)
    assert claimed is not None
    assert claimed.fields == {}
    assert (await redis.xpending(PUBLIC, GROUP))["pending"] == 0


async def test_dead_letters_go_after_fourteen_days(tools: Tools, redis: Redis) -> None:
    dead = keys.dead(PUBLIC)
    await add(redis, dead, 15 * DAY_MS, 13 * DAY_MS)
    await trim_dead_letters(tools)
    assert await redis.xlen(dead) == 1


async def test_only_names_of_consumers_without_entries_and_long_idle_are_removed(
    tools: Tools, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await redis.xgroup_create(PUBLIC, GROUP, "0", mkstream=True)
    for n, consumer in enumerate(("idle", "holds-one")):
        await redis.xadd(PUBLIC, {"event_id": consumer}, id=f"1700000000000-{n + 1}")
        await redis.xreadgroup(GROUP, consumer, {PUBLIC: ">"}, count=1)
    await redis.xack(PUBLIC, GROUP, "1700000000000-1")
    await forget_consumers(tools)
    assert await names(redis) == ["holds-one", "idle"]
    monkeypatch.setattr("bgtasks.tasks.trimming.CONSUMERS_KEPT_MS", -1)
    await forget_consumers(tools)
    assert await names(redis) == ["holds-one"]


async def names(redis: Redis) -> list[str]:
    """Return the consumers of the group."""
    return sorted(one["name"].decode() for one in await redis.xinfo_consumers(PUBLIC, GROUP))


async def test_there_need_not_be_any_stream_or_group_yet(tools: Tools, redis: Redis) -> None:
    await trim_streams(tools)
    await trim_dead_letters(tools)
    await forget_consumers(tools)
    assert await redis.exists(PUBLIC) == 0
