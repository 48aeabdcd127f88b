"""The packed Redis writer on a connection that holds: batches, scripts, bounds."""

from __future__ import annotations

import asyncio
import time

import pytest
from redis.asyncio import Redis

from gateway import pipeline as pipeline_module
from gateway.publisher import Publisher
from shared.errors import StoreUnavailable
from tests.faults import FaultProxy
from tests.gateway.publishing import STREAM, entry, ids, publish_until_accepted, publishing


async def test_events_of_one_turn_of_the_loop_share_one_write(
    publisher: Publisher, redis: Redis
) -> None:
    before = (await redis.info("stats"))["total_reads_processed"]
    answers = await asyncio.gather(*(publisher.publish(STREAM, entry(f"Ev{n}")) for n in range(99)))
    reads = (await redis.info("stats"))["total_reads_processed"] - before
    assert answers == [True] * 99
    # One for the batch, one for INFO, and one more if an idle connection was asked for a sign.
    assert reads <= 4
    assert len(await ids(redis)) == 99


async def test_an_event_that_is_known_is_not_added_again(
    publisher: Publisher, redis: Redis
) -> None:
    sends = [publisher.publish(STREAM, entry("Ev1")) for _ in range(20)]
    assert sorted(await asyncio.gather(*sends)) == [False] * 19 + [True]
    assert await ids(redis) == ["Ev1"]


async def test_scripts_that_redis_forgot_are_loaded_again(
    publisher: Publisher, redis: Redis
) -> None:
    await redis.script_flush()
    answers = await asyncio.gather(*(publisher.publish(STREAM, entry(f"Ev{n}")) for n in range(50)))
    assert answers == [True] * 50
    assert len(await ids(redis)) == 50


async def test_a_waiter_that_goes_away_harms_no_other(
    publisher: Publisher, proxy: FaultProxy, redis: Redis
) -> None:
    proxy.latency_s = 0.05
    sends = [asyncio.create_task(publisher.publish(STREAM, entry(f"Ev{n:02}"))) for n in range(40)]
    await asyncio.sleep(0)
    for send in sends[::2]:
        send.cancel()
    assert await asyncio.gather(*sends[1::2]) == [True] * 20
    assert await publisher.publish(STREAM, entry("Ev00")) is False


async def test_more_than_the_cap_is_refused_at_once(
    publisher: Publisher, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline_module, "WAITING_MAX", 10)
    proxy.latency_s = 0.3
    sends = [asyncio.create_task(publisher.publish(STREAM, entry(f"Ev{n}"))) for n in range(10)]
    await asyncio.sleep(0)
    began_s = time.monotonic()
    with pytest.raises(StoreUnavailable, match="10 commands wait, limit 10"):
        await publisher.publish(STREAM, entry("Ev-over"))
    assert time.monotonic() - began_s < 0.1
    assert await asyncio.gather(*sends) == [True] * 10
    assert await publisher.publish(STREAM, entry("Ev-over")) is True


async def test_what_the_socket_does_not_take_is_bounded_too(
    proxy: FaultProxy, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline_module, "UNSENT_MAX_BYTES", 1_000_000)
    async with publishing(proxy.port) as publisher:
        proxy.blackhole = True
        large = b'"' + b"x" * 2_000_000 + b'"'
        sends = []
        for n in range(20):
            sends.append(asyncio.create_task(publisher.publish(STREAM, entry(f"Ev{n}", large))))
            await asyncio.sleep(0.001)
        began_s = time.monotonic()
        with pytest.raises(StoreUnavailable, match="commands wait"):
            await publisher.publish(STREAM, entry("Ev-over"))
        assert time.monotonic() - began_s < 0.1
        proxy.cut()
        await asyncio.gather(*sends, return_exceptions=True)
        proxy.blackhole = False
        assert await publish_until_accepted(publisher, "Ev-over") is True


async def test_a_distant_redis_is_no_broken_one(publisher: Publisher, proxy: FaultProxy) -> None:
    proxy.latency_s, proxy.jitter_s = 0.1, 0.1
    connections = proxy.accepted
    for batch in range(3):
        sends = [publisher.publish(STREAM, entry(f"Ev{batch}-{n}")) for n in range(50)]
        assert await asyncio.gather(*sends) == [True] * 50
    assert proxy.accepted == connections
