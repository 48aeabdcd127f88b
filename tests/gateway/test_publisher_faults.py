"""The packed Redis writer, with its connection broken in every way that a proxy can."""

from __future__ import annotations

import asyncio
import time

import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from gateway.publisher import DEADLINE_S, LOOK_S, Publisher
from shared.errors import SettingsError, StoreUnavailable
from tests.faults import FaultProxy
from tests.gateway.conftest import eventually
from tests.gateway.publishing import STREAM, entry, ids, publish_until_accepted, publishing


async def test_a_lost_connection_fails_all_that_wait_at_once_and_is_replaced(
    publisher: Publisher, proxy: FaultProxy, redis: Redis
) -> None:
    proxy.blackhole = True
    sends = [asyncio.create_task(publisher.publish(STREAM, entry(f"Ev{n}"))) for n in range(50)]
    await asyncio.sleep(0)
    began_s = time.monotonic()
    proxy.cut(reset=True)
    outcomes = await asyncio.gather(*sends, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {StoreUnavailable}
    assert time.monotonic() - began_s < 0.5
    proxy.blackhole = False
    assert await publish_until_accepted(publisher, "Ev0") is True


async def test_killed_connections_under_load_lose_and_double_nothing(
    redis_server: RedisServer, redis: Redis
) -> None:
    async with publishing(redis_server.port) as publisher:
        sends = [
            asyncio.create_task(publish_until_accepted(publisher, f"Ev{n:03}")) for n in range(300)
        ]
        kills = 0
        while kills < 5:
            await asyncio.sleep(0.003)
            kills += await redis.client_kill_filter(_type="normal", skipme=True)
        await asyncio.gather(*sends)
    assert await ids(redis) == [f"Ev{n:03}" for n in range(300)]


async def test_an_overdue_reply_ends_the_wait_and_never_reaches_another_waiter(
    publisher: Publisher, proxy: FaultProxy, redis: Redis
) -> None:
    proxy.blackhole = True
    began_s = time.monotonic()
    with pytest.raises(StoreUnavailable, match=r"did not answer within 1\.5 s"):
        await publisher.publish(STREAM, entry("Ev-late"))
    assert DEADLINE_S <= time.monotonic() - began_s <= DEADLINE_S + LOOK_S + 0.3
    proxy.blackhole = False
    # Carried out after all, or not: what counts is that each answer is that of its own event.
    assert await publish_until_accepted(publisher, "Ev-new") is True
    assert await publisher.publish(STREAM, entry("Ev-new")) is False
    await publish_until_accepted(publisher, "Ev-late")
    assert await ids(redis) == ["Ev-late", "Ev-new"]


async def test_a_reply_that_was_lost_does_not_double_the_event(
    publisher: Publisher, proxy: FaultProxy, redis: Redis
) -> None:
    proxy.lose_reply_to(b"Ev-lost")
    with pytest.raises(StoreUnavailable, match="connection lost"):
        await publisher.publish(STREAM, entry("Ev-lost"))
    assert await publish_until_accepted(publisher, "Ev-lost") is False
    assert await ids(redis) == ["Ev-lost"]


@pytest.mark.parametrize("offset_bytes", [0, 1, 4, 7, 12, 30, 100, 500])
async def test_a_reply_broken_off_anywhere_crosses_no_answers(
    publisher: Publisher, proxy: FaultProxy, redis: Redis, offset_bytes: int
) -> None:
    proxy.reset_reply_at(offset_bytes)
    sends = [publish_until_accepted(publisher, f"Ev{n:02}") for n in range(50)]
    await asyncio.gather(*sends)
    assert await ids(redis) == [f"Ev{n:02}" for n in range(50)]
    again = [publisher.publish(STREAM, entry(f"Ev{n:02}")) for n in range(50)]
    assert await asyncio.gather(*again) == [False] * 50


@pytest.mark.parametrize(
    ("garbage", "reason"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "nonsense: ProtocolError"),
        (b"\x00\xff\xfe", "nonsense: ProtocolError"),
        (b":1\r\n:2\r\n:3\r\n", "refused: 1"),
        (b"+OK\r\n", "refused: b'OK'"),
        (b":1\r\n", "refused: 1"),
        (b"*-1\r\n", "refused: None"),
        (b"*0\r\n", r"refused: \[\]"),
        (b"*2\r\n:1\r\n:1\r\n", r"refused: \[1, 1\]"),
        (b"*2\r\n:7\r\n$3\r\n1-0\r\n", r"refused: \[7, b'1-0'\]"),
        (b"#f\r\n", "refused: False"),
        (b"-ERR something new\r\n", "refused: ERR something new"),
        (b"$99999999999999999999\r\n", "nonsense: ProtocolError"),
        (b"*3\r\n" * 10, "nonsense: ProtocolError|did not answer"),
    ],
)
async def test_a_redis_that_answers_nonsense_is_no_store_until_it_makes_sense(
    publisher: Publisher, proxy: FaultProxy, garbage: bytes, reason: str
) -> None:
    proxy.answer_with(garbage)
    with pytest.raises(StoreUnavailable, match=reason):
        await publisher.publish(STREAM, entry("Ev1"))
    await publish_until_accepted(publisher, "Ev2")
    assert await publisher.publish(STREAM, entry("Ev2")) is False


async def test_an_idle_connection_that_died_silently_is_replaced_before_an_event_comes(
    publisher: Publisher, proxy: FaultProxy
) -> None:
    connections = proxy.accepted
    proxy.blackhole = True
    await eventually(lambda: proxy.accepted > connections)
    proxy.blackhole = False
    assert await publish_until_accepted(publisher, "Ev1") is True


async def test_connecting_again_is_slowed_down(publisher: Publisher, proxy: FaultProxy) -> None:
    proxy.refusing = True
    proxy.cut()
    connections = proxy.accepted
    await asyncio.sleep(1.0)
    assert 3 <= proxy.accepted - connections <= 12
    proxy.refusing = False
    assert await publish_until_accepted(publisher, "Ev1") is True


async def test_a_server_that_would_lose_events_is_refused_at_start_and_later(
    proxy: FaultProxy,
) -> None:
    bad = False

    async def check() -> None:
        if bad:
            raise SettingsError("REDIS_URL: maxmemory-policy is allkeys-lru")

    async with publishing(proxy.port, check) as publisher:
        bad = True
        proxy.cut()
        await eventually(lambda: publisher.pipeline.transport is None)
        connections = proxy.accepted
        await eventually(lambda: proxy.accepted > connections + 1)
        with pytest.raises(StoreUnavailable):
            await publisher.publish(STREAM, entry("Ev1"))
        with pytest.raises(SettingsError, match="allkeys-lru"):
            await Publisher(publisher.address, check).start()
        bad = False
        assert await publish_until_accepted(publisher, "Ev1") is True
