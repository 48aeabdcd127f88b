"""What the health task measures and says."""

from __future__ import annotations

import time
from typing import Any

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bgtasks.tasks.health import measure_memory, measure_streams
from bgtasks.tools import Tools
from shared import keys
from shared.events import PUBLIC
from tests.bgtasks.conftest import MakeTools

GROUP = "burrow"
MINUTE_MS = 60_000


async def deliver(redis: Redis, age_ms: int) -> bytes:
    """Add an entry of this age and read it as a consumer that never acknowledges it."""
    if not await redis.exists(PUBLIC):
        await redis.xgroup_create(PUBLIC, GROUP, "0", mkstream=True)
    entry_id = f"{int(time.time() * 1000) - age_ms}-0"
    await redis.xadd(PUBLIC, {"event_id": "Ev1"}, id=entry_id)
    await redis.xreadgroup(GROUP, "worker.1-aaaaaaaa", {PUBLIC: ">"}, count=1)
    return entry_id.encode()


async def heard(tools: Tools) -> list[dict[str, Any]]:
    """Run the task and return what it logged."""
    with capture_logs() as lines:
        await measure_streams(tools)
    return [dict(line) for line in lines]


def gauge(name: str) -> float | None:
    """Return what the metrics say of the stream."""
    return REGISTRY.get_sample_value(name, {"stream": PUBLIC})


async def test_every_number_of_a_stream_is_exported(tools: Tools, redis: Redis) -> None:
    await deliver(redis, age_ms=MINUTE_MS)
    await deliver(redis, age_ms=0)
    await redis.zadd(keys.parked(PUBLIC), {"1-1": 1, "1-2": 2, "1-3": 3})
    await redis.xadd(keys.dead(PUBLIC), {"event_id": "Ev2"})
    await measure_streams(tools)
    assert gauge("burrow_stream_length") == 2
    assert gauge("burrow_stream_pending") == 2
    assert gauge("burrow_stream_parked") == 3
    assert gauge("burrow_dead_letters") == 1
    assert 58 <= (gauge("burrow_stream_oldest_pending_seconds") or 0) <= 62


async def test_an_entry_that_stays_in_work_is_warned_of_at_the_second_look(
    tools: Tools, redis: Redis
) -> None:
    entry_id = await deliver(redis, age_ms=3 * MINUTE_MS)
    assert await heard(tools) == []
    [line] = await heard(tools)
    assert line["event"] == "streams.stuck"
    assert line["entry_id"] == entry_id.decode()
    assert line["reason"].endswith("s old, limit 120 s")


@pytest.mark.parametrize("age_ms", [0, MINUTE_MS])
async def test_an_entry_that_is_young_is_not_warned_of(
    tools: Tools, redis: Redis, age_ms: int
) -> None:
    await deliver(redis, age_ms)
    assert await heard(tools) == []
    assert await heard(tools) == []


async def test_a_backlog_that_moves_on_is_not_warned_of(tools: Tools, redis: Redis) -> None:
    first = await deliver(redis, age_ms=4 * MINUTE_MS)
    await deliver(redis, age_ms=3 * MINUTE_MS)
    assert await heard(tools) == []
    await redis.xack(PUBLIC, GROUP, first)
    assert await heard(tools) == []


async def test_dead_letters_are_told_once_with_their_number(tools: Tools, redis: Redis) -> None:
    for event_id in ("Ev1", "Ev2"):
        await redis.xadd(keys.dead(PUBLIC), {"event_id": event_id})
    [line] = await heard(tools)
    assert (line["event"], line["stream"], line["count"]) == ("streams.dead_letters", PUBLIC, 2)
    assert await heard(tools) == []
    await redis.xadd(keys.dead(PUBLIC), {"event_id": "Ev3"})
    [line] = await heard(tools)
    assert line["count"] == 1


async def test_another_instance_does_not_tell_again_what_was_told(
    tools: Tools, make_tools: MakeTools, redis: Redis
) -> None:
    await redis.xadd(keys.dead(PUBLIC), {"event_id": "Ev1"})
    assert len(await heard(tools)) == 1
    await redis.set(keys.fence("burrow"), tools.token + 1)
    assert await heard(make_tools(tools.token + 1)) == []


async def test_dead_letters_that_were_dropped_are_not_warned_of(tools: Tools, redis: Redis) -> None:
    letter = await redis.xadd(keys.dead(PUBLIC), {"event_id": "Ev1"})
    await redis.xadd(keys.dead(PUBLIC), {"event_id": "Ev2"})
    await measure_streams(tools)
    await redis.xdel(keys.dead(PUBLIC), letter)
    assert await heard(tools) == []


@pytest.mark.parametrize(("filled", "said"), [(False, 0), (True, 1)])
async def test_a_memory_that_is_nearly_full_is_an_error_line_and_a_metric(
    tools: Tools, redis: Redis, filled: bool, said: int
) -> None:
    used = int((await redis.info("memory"))["used_memory"])
    limit = used * 105 // 100 if filled else used * 10
    await redis.config_set("maxmemory", limit)
    try:
        with capture_logs() as lines:
            await measure_memory(tools)
    finally:
        await redis.config_set("maxmemory", 0)
    ratio = REGISTRY.get_sample_value("burrow_redis_memory_ratio") or 0
    assert (ratio > 0.9) is filled
    assert [line["log_level"] for line in lines] == ["error"] * said


async def test_without_a_limit_the_memory_is_never_full(tools: Tools) -> None:
    with capture_logs() as lines:
        await measure_memory(tools)
    assert REGISTRY.get_sample_value("burrow_redis_memory_ratio") == 0
    assert lines == []
