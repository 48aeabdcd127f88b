"""Promise 3: an entry that harms whoever works on it ends in the dead letters, alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.promises.house import House
from tests.promises.reckoning import dead, reckon
from tests.promises.sender import DM, GENERAL

HASTY = {"lease_s": 1, "renew_s": 0.2, "sweep_s": 0.1}
STUCK_STATUS = 70
MEGABYTE = 2**20


async def outlive(house: House, event_id: str, status: int, **timings: float) -> None:
    """Replace each consumer that the event kills, until it is buried."""
    while event_id not in dead(house.db):
        if process := house.newly_dead():
            assert process.status() == status
            house.expected[process] = status
            house.disturbances += 1
            await house.consumer(timings=HASTY | timings)
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("neighbours_channel", [pytest.param(GENERAL, marks=pytest.mark.soak), DM])
async def test_poison_in_a_batch_of_20_is_buried_and_its_19_neighbours_are_answered(
    house: House, neighbours_channel: str
) -> None:
    await house.gateway()
    said = [house.say(f"echo {n}", channel=neighbours_channel) for n in range(19)]
    poison, *neighbours = await asyncio.gather(house.say("die"), *said)
    await house.consumer(timings=HASTY, wait=False)
    await asyncio.wait_for(outlive(house, poison, -9), 30)
    await house.answered(neighbours)
    await reckon(house)
    assert dead(house.db).keys() == {poison}
    assert dead(house.db)[poison]["dead_reason"] == "its consumer died at each of 5 deliveries"
    assert house.runs()["die", poison] == 5
    assert sorted(map(len, house.answers().values())) == [1] * 19


async def test_handler_that_raises_is_buried_after_5_deliveries_with_the_error(
    house: House,
) -> None:
    [consumer] = await house.staff(timings=HASTY)
    raises, eats = await house.say("fail"), await house.say("eat")
    await house.until(lambda: len(dead(house.db)) == 2, 20)
    letters = dead(house.db)
    await reckon(house, reruns=4)
    assert "ZeroDivisionError: on purpose at busy_consumer.py" in letters[raises]["dead_reason"]
    assert "MemoryError: 209715200 bytes" in letters[eats]["dead_reason"]
    assert {letter["dead_deliveries"] for letter in letters.values()} == {"5"}
    assert house.runs() == {("fail", raises): 5, ("eat", eats): 5}
    assert resident_bytes(consumer.pid) < 200 * MEGABYTE  # which it took five times


async def test_handler_that_raises_keeps_no_other_from_answering_once(house: House) -> None:
    await house.staff(timings=HASTY)
    event_id = await house.say("isolated")
    await house.until(lambda: dead(house.db), 15)
    await reckon(house)
    assert house.answers_to(event_id) == ["still here"]
    assert "failing_neighbour: ZeroDivisionError" in dead(house.db)[event_id]["dead_reason"]


async def test_handler_that_never_awaits_ends_its_process_with_the_stack_logged(
    house: House,
) -> None:
    timings = {"stuck_s": 0.8, "max_deliveries": 2}
    [first] = await house.staff(timings=HASTY | timings)
    innocent = await house.say("slow 0.1")
    event_id = await house.say("spin")
    await asyncio.wait_for(outlive(house, event_id, STUCK_STATUS, **timings), 30)
    await house.answered([innocent])
    await reckon(house)
    [report] = first.lines("loop.stuck")
    assert "busy_consumer.py" in report["stack"]
    assert "in spin" in report["stack"]
    assert dead(house.db).keys() == {event_id}


def resident_bytes(pid: int) -> int:
    """Return the memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096


async def test_rejected_event_is_buried_at_its_first_delivery(house: House) -> None:
    await house.staff()
    event_id = await house.say("reject")
    await house.until(lambda: dead(house.db))
    await reckon(house)
    assert dead(house.db)[event_id]["dead_deliveries"] == "1"
    assert house.runs()["reject", event_id] == 1


async def test_event_that_asks_for_a_retry_is_parked_and_repeats_nothing(house: House) -> None:
    await house.staff(2)
    event_id = await house.say("again 0.5")
    await house.until(lambda: len(house.answers_to(event_id)) == 2)
    await reckon(house, reruns=1)
    assert house.answers_to(event_id) == ["first part", "second part"]
    assert house.runs()["again", event_id] == 2
    assert [line["reason"] for line in house.lines("entry.parked")] == ["on purpose"]


async def test_entry_that_is_no_event_is_buried_with_what_is_missing(house: House) -> None:
    await house.staff()
    fields = {"request_id": "", "gateway_ts": 1, "event_ts": 1, "event_id": "Ev0NOTHING"}
    house.db.xadd("slack_message_public", fields)
    letters = await house.until(lambda: dead(house.db))
    await reckon(house)
    assert letters["Ev0NOTHING"]["dead_reason"] == "field json is missing"
