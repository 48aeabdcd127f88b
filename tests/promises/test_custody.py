"""Promises 3 and 9: whose entry it is when a consumer stops, is stopped, or loses its reader."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import Any

from tests.processes import Process
from tests.promises.house import House
from tests.promises.reckoning import reckon
from tests.promises.sender import said

PUBLIC = "slack_message_public"
FORGETFUL = {"renew_s": 60}  # so that it learns of its loss only by what it is refused
LASTING = {"lease_s": 60, "renew_s": 5}  # only what is meant to can make an entry come back


async def test_consumer_that_was_stopped_longer_than_its_lease_writes_nothing(
    house: House,
) -> None:
    [first] = await house.staff(timings=FORGETFUL)
    event_id = await house.say("slow 2")
    await house.until(lambda: house.runs()["slow", event_id] == 1)
    async with house.frozen(first):
        second = await house.consumer()
        await house.until(lambda: house.runs()["slow", event_id] == 2)
    await house.until(lambda: first.lines("entry.lost"))
    assert house.answers_to(event_id) == []
    await reckon(house)
    assert house.answers_to(event_id) == ["waited 2"]
    assert [line["event_id"] for line in second.lines("entry.done")] == [event_id]
    assert first.lines("entry.done") == []


async def test_consumer_that_was_stopped_longer_than_its_lease_acknowledges_nothing(
    house: House,
) -> None:
    [first] = await house.staff(timings=FORGETFUL)
    event_id = await house.say("nap 2")
    await house.until(lambda: house.runs()["nap", event_id] == 1)
    async with house.frozen(first):
        second = await house.consumer()
        await house.until(lambda: house.runs()["nap", event_id] == 2)
    await house.until(lambda: first.lines("entry.lost"))
    assert (pending(house), second.lines("entry.done")) == (1, [])
    await reckon(house)
    assert [line["event_id"] for line in second.lines("entry.done")] == [event_id]


async def test_consumer_that_wakes_stops_at_its_first_renewal_what_is_another_ones_now(
    house: House,
) -> None:
    [first] = await house.staff()
    event_id = await house.say("slow 5")
    await house.until(lambda: house.runs()["slow", event_id] == 1)
    async with house.frozen(first):
        second = await house.consumer()
        await house.until(lambda: house.runs()["slow", event_id] == 2)
    await house.until(lambda: first.lines("entry.lost"), 1.5)
    await reckon(house)
    assert house.answers_to(event_id) == ["waited 5"]
    assert [line["event_id"] for line in second.lines("entry.done")] == [event_id]


async def test_consumer_told_to_stop_finishes_its_20_entries_and_reads_no_more(
    house: House,
) -> None:
    [first] = await house.staff(timings=LASTING)
    begun = await asyncio.gather(*(house.say("slow 1.5") for _ in range(20)))
    await house.until(lambda: len(house.runs()) == 20)
    stopping = asyncio.create_task(house.stop(first))
    await house.until(lambda: reads_no_more(house), 0.7)
    later = await asyncio.gather(*(house.say("echo later") for _ in range(5)))
    assert not stopping.done()
    assert await stopping == 0
    assert house.answers().keys() == set(begun)
    assert pending(house) == 0
    await house.consumer(timings=LASTING)
    await house.answered(later)
    await reckon(house)


def reads_no_more(house: House) -> bool:
    """Return whether no consumer waits for new entries."""
    return not waiting_readers(house)


def waiting_readers(house: House) -> list[dict[str, str]]:
    """Return the connections on which a consumer waits for new entries."""
    clients = house.db.client_list()  # `cmd` is the last command, over or not
    return [one for one in clients if one["cmd"] == "xreadgroup" and "b" in one["flags"]]


def pending(house: House) -> int:
    """Return how many entries are read and not acknowledged."""
    return int(house.db.xpending(PUBLIC, "burrow")["pending"])


async def test_handler_longer_than_the_drain_is_handed_back_and_taken_over_at_once(
    house: House,
) -> None:
    [first] = await house.staff(timings=LASTING | {"drain_s": 0.5})
    second = await house.consumer(timings=LASTING)
    async with house.frozen(second):
        event_id = await house.say("slow 3")
        await house.until(lambda: house.runs()["slow", event_id] == 1)
    assert await house.stop(first) == 0
    await house.until(lambda: house.runs()["slow", event_id] == 2, 2)
    assert [line["entries"] for line in first.lines("process.handed_back")] == [1]
    await house.answered([event_id])
    await reckon(house)
    assert house.answers_to(event_id) == ["waited 3"]
    assert [line["event_id"] for line in second.lines("entry.done")] == [event_id]


async def test_1000_events_are_answered_once_while_4_consumers_are_rolled(house: House) -> None:
    channels = [house.slack.create_channel(f"load-{n}", with_bot=True) for n in range(200)]
    await house.staff(4)
    rolling = asyncio.create_task(roll(house))
    said_in = itertools.cycle(channels)
    sent: list[str] = []
    for _ in range(40):
        began_s = time.monotonic()
        sent += await asyncio.gather(
            *(house.say("echo howdy", channel=next(said_in)) for _ in range(25))
        )
        await asyncio.sleep(max(0.0, began_s + 0.1 - time.monotonic()))
    await rolling
    await house.answered(sent, 30)
    await reckon(house)
    assert len(sent) == 1000
    assert {len(texts) for texts in house.answers().values()} == {1}
    assert len(house.posts()) == 1000
    assert len(house.consumers) == 8


async def roll(house: House) -> None:
    """Replace every consumer, as a deploy does: the new one first."""
    for old in list(house.consumers):
        await house.consumer()
        assert await house.stop(old) == 0


async def test_entries_given_to_a_connection_that_dies_are_found_within_two_sweeps(
    house: House,
) -> None:
    [consumer] = await house.staff(timings=LASTING)
    sent: list[str] = []
    for n in range(10):
        await house.until(lambda: not reads_no_more(house))
        batch = [hidden(house, f"echo {n}-{one}") for one in range(30)]
        publish_and_cut(house, batch)
        sent += [event["event_id"] for event in batch]
        # Half a second is the pause after the error; the sweeps are 0.2 s apart.
        await house.answered(sent, 0.5 + 3 * 0.2 + 1)
    await reckon(house)
    assert len(consumer.lines("entry.found")) >= 10
    assert {len(texts) for texts in house.answers().values()} == {1}


def hidden(house: House, text: str) -> dict[str, Any]:
    """Return the fields of an entry."""
    envelope = house.slack.envelope(said(f"<@{house.slack.workspace.bot.id}> {text}"))
    house.sender.accepted.add(envelope["event_id"])
    return {
        "request_id": "",
        "gateway_ts": int(time.time() * 1000),
        "event_ts": envelope["event_time"],
        "event_id": envelope["event_id"],
        "json": house.sender.encoded(envelope["event"]),
    }


def publish_and_cut(house: House, batch: list[dict[str, Any]]) -> None:
    """Publish, and end the readers' connections before Redis has sent one of them what it read.

    Redis serves the blocked read with the first entry, and closes its connection in the same turn:
    it takes 16 KiB at a time, so the two commands must stand together.
    """
    readers = waiting_readers(house)
    pipe = house.db.pipeline(transaction=False)
    pipe.xadd(PUBLIC, batch[0])
    for reader in readers:
        pipe.client_kill_filter(_id=reader["id"])
    for fields in batch[1:]:
        pipe.xadd(PUBLIC, fields)
    pipe.execute()


async def test_consumer_stopped_while_redis_is_away_ends_in_order(house: House) -> None:
    consumer: Process = (await house.staff())[0]
    await house.answered([await house.say("echo howdy")])
    house.kill_redis()
    assert await house.stop(consumer) == 0
    await house.start_redis()
    await house.consumer()
    await reckon(house)
