"""Promises 1 and 9: Redis is killed, slow to come back, frozen, emptied, or somebody's replica."""

from __future__ import annotations

import asyncio
import time

import pytest
import redis

from tests.promises.conftest import OpenHouse
from tests.promises.house import House
from tests.promises.load import under_load
from tests.promises.reckoning import reckon
from tests.promises.sender import said

SLACKS_PATIENCE_S = 3.0
# µs for each key, and how often it looks at its clients meanwhile: 3,000 keys take 2 s.
SLOW_TO_LOAD = {"key-load-delay": "700", "loading-process-events-interval-bytes": "1024"}


async def test_redis_killed_under_load_loses_nothing_that_was_accepted(
    open_house: OpenHouse,
) -> None:
    house = await open_house(appendonly="yes", appendfsync="always")
    await house.staff(2)
    async with under_load(house, 80):
        for _ in range(4):
            await asyncio.sleep(0.5)
            house.kill_redis()
            await asyncio.sleep(0.3)
            await house.start_redis()
    await reckon(house, timeout_s=20)
    assert house.sender.statuses[503] > 0
    assert house.sender.statuses.keys() <= {200, 503}
    assert house.sender.slowest_s < SLACKS_PATIENCE_S
    assert house.answers().keys() == house.sender.accepted


async def test_redis_that_comes_back_empty_is_worked_with_again_within_3_s(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    await house.staff(2)
    lost = await house.say("slow 1")
    await house.until(lambda: house.runs()["slow", lost] == 1)
    house.kill_redis()
    await house.start_redis()
    event_id = await house.say("echo howdy")
    await house.answered([event_id], 3)
    await reckon(house, lost=[lost])


async def test_redis_that_is_still_loading_is_waited_for(house: House) -> None:
    await house.staff(2)
    pipe = house.db.pipeline(transaction=False)
    for n in range(3_000):
        pipe.set(f"filling:{n}", n)
    pipe.execute()
    await house.answered([await house.say("echo before")])
    house.db.bgrewriteaof()
    await house.until(lambda: not house.db.info("persistence")["aof_rewrite_in_progress"])
    house.kill_redis()
    house.redis.options |= SLOW_TO_LOAD
    starting = asyncio.create_task(house.start_redis())
    await house.until(lambda: is_loading(house))
    event_id = await house.say("echo howdy")
    await starting
    await house.answered([event_id])
    await reckon(house)
    assert house.sender.statuses[503] > 5
    assert house.sender.statuses.keys() == {200, 503}


def is_loading(house: House) -> bool:
    """Return whether Redis takes connections and says that it is not ready."""
    try:
        house.db.ping()
    except redis.BusyLoadingError:
        return True
    except redis.ConnectionError:
        pass
    return False


async def test_frozen_redis_is_a_503_in_time_and_then_goes_on(house: House) -> None:
    await house.staff(2)
    running = await house.say("slow 0.5")
    await house.until(lambda: house.runs()["slow", running] == 1)
    envelopes = [house.slack.envelope(said("<@U0BURROWBOT> echo howdy")) for _ in range(20)]
    async with house.frozen(house.redis):
        statuses = await asyncio.gather(*map(house.sender.post, envelopes))
        await asyncio.sleep(2)
    await asyncio.gather(*map(house.sender.insist, envelopes))
    await house.answered([str(one["event_id"]) for one in envelopes])
    await reckon(house)
    assert statuses == [503] * 20
    assert house.sender.slowest_s < SLACKS_PATIENCE_S
    assert house.answers_to(running) == ["waited 0.5"]


@pytest.mark.usefixtures("each_server")
@pytest.mark.parametrize("command", ["FLUSHALL", "DEL"])
async def test_streams_that_vanish_under_a_blocked_read_are_made_again(
    house: House, command: str
) -> None:
    await house.staff(2)
    await house.answered([await house.say("echo before")])
    words = {"FLUSHALL": ["FLUSHALL"], "DEL": ["DEL", *house.db.keys("slack_*")]}
    house.db.execute_command(*words[command])
    began_s = time.monotonic()
    event_id = await house.say("echo howdy")
    await house.answered([event_id])
    assert time.monotonic() - began_s < 3
    await reckon(house)


async def test_redis_that_becomes_a_replica_is_a_503_until_it_is_the_primary_again(
    house: House,
) -> None:
    await house.staff(2)
    running = await house.say("slow 0.5")
    await house.until(lambda: house.runs()["slow", running] == 1)
    house.db.replicaof("127.0.0.1", "1")  # nobody is there: it keeps what it has, read-only
    envelope = house.slack.envelope(said("<@U0BURROWBOT> echo howdy"))
    refused = await house.sender.post(envelope)
    await asyncio.sleep(1)
    house.disturbances += 1
    house.db.replicaof("NO", "ONE")
    await house.sender.insist(envelope)
    await house.answered([running, str(envelope["event_id"])])
    await reckon(house)
    assert refused == 503


async def test_redis_that_is_away_for_long_is_told_once_as_a_warning_and_once_as_an_error(
    house: House,
) -> None:
    [consumer] = await house.staff()
    house.kill_redis()
    await house.until(lambda: len(consumer.lines("redis.silent")) == 2, 12)
    await house.start_redis()
    await house.until(lambda: consumer.lines("redis.back"))
    await house.answered([await house.say("echo howdy")])
    await reckon(house)
    told = consumer.lines("redis.silent")
    assert [(line["level"], int(line["silent_s"])) for line in told] == [
        ("warning", 4),
        ("error", 8),
    ]
