"""Promises 1, 3 and 6: Redis is full, evicts, has no connection to spare, or was trimmed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from dev.redis_server import free_port
from tests.processes import Process
from tests.promises.conftest import OpenHouse
from tests.promises.house import House
from tests.promises.reckoning import dead, reckon
from tests.promises.sender import said
from tests.promises.test_poison import HASTY

PUBLIC = "slack_message_public"
FILLING = "filling"
MEGABYTE = 2**20


def fill(house: House) -> None:
    """Write until Redis takes no more."""
    while True:
        house.db.append(FILLING, "x" * 50_000)


@contextmanager
def full(house: House) -> Iterator[None]:
    """Fill the memory of Redis for the length of the block."""
    used = int(house.db.info("memory")["used_memory"])
    house.db.config_set("maxmemory", used + MEGABYTE)
    with pytest.raises(redis.OutOfMemoryError):
        fill(house)
    house.db.config_set("maxmemory", int(house.db.info("memory")["used_memory"]) - MEGABYTE)
    yield
    house.db.config_set("maxmemory", 0)
    house.db.delete(FILLING)


@pytest.mark.usefixtures("each_server")
async def test_full_redis_is_a_503_and_consumers_go_on_by_themselves(house: House) -> None:
    await house.staff(CONSUMER_CONCURRENCY="10")
    sent = await asyncio.gather(*(house.say("slow 0.5") for _ in range(30)))
    await house.until(lambda: len(house.runs()) == 10)
    envelope = house.slack.envelope(said("<@U0BURROWBOT> echo howdy"))
    with full(house):
        assert await house.sender.post(envelope) == 503
        await asyncio.sleep(1)
    await house.sender.insist(envelope)
    await house.answered([*sent, str(envelope["event_id"])])
    await reckon(house, reruns=2)  # a full Redis 6.2 notes no intent: the handler begins again
    assert {len(texts) for texts in house.answers().values()} == {1}


async def test_consumers_of_a_full_redis_7_answer_what_is_there(house: House) -> None:
    await house.staff(CONSUMER_CONCURRENCY="10")
    sent = await asyncio.gather(*(house.say("slow 0.5") for _ in range(30)))
    parked = await house.say("again 0.5")
    await house.until(lambda: len(house.runs()) >= 10)
    with full(house):
        await house.answered(sent)
        await house.until(lambda: int(house.db.xpending(PUBLIC, "burrow")["pending"]) == 0)
    await house.until(lambda: house.answers_to(parked)[1:])
    await reckon(house, reruns=1)


async def test_letter_for_a_full_redis_is_buried_or_kept_and_never_lost(house: House) -> None:
    await house.staff(timings=HASTY)
    first = await house.say("slow 0.5")
    sent = [await house.say("reject"), await house.say("fail")]
    await house.until(lambda: house.runs()["slow", first] == 1)
    with full(house):
        await asyncio.sleep(1)
    await house.until(lambda: dead(house.db).keys() == set(sent), 15)
    await reckon(house, reruns=4)


@pytest.mark.parametrize("module", ["gateway", "consumer"])
async def test_redis_that_evicts_is_refused_by_name(open_house: OpenHouse, module: str) -> None:
    house = await open_house(**{"maxmemory": "50mb", "maxmemory-policy": "allkeys-lru"})
    process = Process(module, house.environment("", {"PORT": str(free_port())}), house.folder)
    process.start(wait=False)
    await house.until(lambda: process.status() is not None)
    assert process.status() == 1
    assert "maxmemory-policy is allkeys-lru, which would delete accepted events" in process.text()


async def test_house_of_two_gateways_and_two_consumers_fits_into_20_connections(
    open_house: OpenHouse,
) -> None:
    house = await open_house(appendonly="yes", maxclients="20")
    await asyncio.gather(house.staff(2, JOBS_CONCURRENCY="8"), house.gateway())
    sent = await asyncio.gather(*(house.say("echo howdy") for _ in range(100)))
    await house.answered(sent)
    await reckon(house)
    assert int(house.db.info("stats")["rejected_connections"]) == 0
    assert int(house.db.info("clients")["connected_clients"]) <= 15  # bgtasks needs its own


async def test_consumer_without_a_connection_waits_for_one_and_does_not_chatter(
    house: House,
) -> None:
    await house.gateway()
    house.db.ping()
    occupied = int(house.db.info("clients")["connected_clients"])
    house.db.config_set("maxclients", occupied)
    consumer = await house.consumer(wait=False)
    event_id = await house.say("echo howdy")
    await house.until(lambda: consumer.lines("redis.silent"), 12)
    house.db.config_set("maxclients", 100)
    await house.answered([event_id])
    await reckon(house)
    told = [line for line in consumer.lines() if line["level"] in {"warning", "error"}]
    assert len(told) == 1
    assert "max number of clients reached" in told[0]["reason"]


@pytest.mark.usefixtures("each_server")
async def test_entries_that_a_foreign_maxlen_trimmed_are_counted_and_harm_nobody(
    house: House,
) -> None:
    [first] = await house.staff()
    begun = await asyncio.gather(*(house.say("slow 5") for _ in range(5)))
    await house.until(lambda: len(house.runs()) == 5)
    house.kill(first)
    unread = await asyncio.gather(*(house.say("echo howdy") for _ in range(5)))
    house.db.xtrim(PUBLIC, maxlen=2, approximate=False)
    second = await house.consumer()
    await house.answered(list(unread[-2:]))
    await house.until(lambda: len(second.lines("entry.trimmed")) == 5)
    await reckon(house, lost=[*begun, *unread])
    trimmed = f'burrow_consumer_entries_total{{outcome="trimmed",stream="{PUBLIC}"}}'
    assert await house.metric(second, trimmed) == 5
    assert len(house.posts()) == 2
