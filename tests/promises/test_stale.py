"""Promise 5: old is dropped, and said so; Redis's clock decides, never the consumer's."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.promises.house import House
from tests.promises.reckoning import reckon
from tests.promises.sender import DM, GENERAL, said

# Preloaded rather than by its command, which starts a child that outlives it.
FAKETIME = next(map(str, Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), "")


@dataclass(frozen=True)
class Case:
    """A message and what becomes of it.

    Args:
        reason: why it is dropped; empty if it is answered.
        notices: how many ephemeral notices its author sees.
        posts: what is posted, the notice in a DM shortened to its first word.
    """

    name: str
    age_s: float
    reason: str
    notices: int
    posts: tuple[str, ...]
    channel: str = GENERAL
    text: str = "<@U0BURROWBOT> echo howdy"


CASES = [
    Case("29 s old", 29, "", 0, ("howdy",)),
    Case("31 s old", 31, "stale", 1, ()),
    Case("31 s old, in a DM", 31, "stale", 0, ("Your",), DM),
    Case("31 s old, to nobody", 31, "stale", 0, (), text="isolated"),
    Case("590 s old", 590, "stale", 1, ()),
    Case("601 s old", 601, "stale", 0, ()),
    Case("601 s old, in a DM", 601, "stale", 0, (), DM),
    Case("59 s ahead", -59, "", 0, ("howdy",)),
    Case("62 s ahead", -62, "future", 0, ()),
]


async def outcome(house: House, case: Case) -> Case:
    """Let a message of this age come, and return what became of it as a case."""
    before = len(house.slack.ephemerals("general"))
    envelope = house.slack.envelope(said(case.text, case.channel, case.age_s))
    await house.sender.insist(envelope)
    event_id = str(envelope["event_id"])
    line = await house.until(lambda: line_of(house, event_id), what=case.name)
    posts = tuple(text.split()[0] for text in house.answers_to(event_id))
    notices = len(house.slack.ephemerals("general")) - before
    reason = str(line.get("reason", ""))
    return Case(case.name, case.age_s, reason, notices, posts, case.channel, case.text)


def line_of(house: House, event_id: str) -> dict[str, object] | None:
    """Return the log line that says what became of an event."""
    lines = [*house.lines("entry.done"), *house.lines("entry.dropped")]
    return next((line for line in lines if line["event_id"] == event_id), None)


async def test_message_is_answered_dropped_or_told_by_its_age(house: House) -> None:
    [consumer] = await house.staff()
    assert [await outcome(house, case) for case in CASES] == CASES
    await reckon(house)
    dropped = 'burrow_consumer_dropped_total{reason="%s"}'
    assert await house.metric(consumer, dropped % "future") == 1
    assert await house.metric(consumer, dropped % "stale") == 6
    assert await house.metric(consumer, "burrow_consumer_stale_notices_total") == 3


async def test_late_message_that_comes_under_two_events_is_told_once(house: House) -> None:
    await house.staff()
    spoken = said("<@U0BURROWBOT> echo howdy", age_s=31)
    called = said(spoken["text"], kind="app_mention", ts=spoken["ts"])
    both = [house.slack.envelope(spoken), house.slack.envelope(called)]
    await asyncio.gather(*map(house.sender.insist, both))
    await reckon(house)
    [notice] = house.slack.ephemerals("general")
    assert notice["text"].startswith("Your message reached me 31 seconds late")
    assert house.answers() == {}


async def test_message_that_was_begun_goes_on_whatever_its_age(house: House) -> None:
    await house.staff(2, timings={"message_s": 1})
    event_id = await house.say("die before howdy")
    await house.died()
    await house.answered([event_id])
    await reckon(house)
    [line] = house.lines("entry.done")
    assert line["age_ms"] > 1000
    assert house.answers_to(event_id) == ["howdy"]
    assert house.slack.ephemerals("general") == []


@pytest.mark.skipif(not FAKETIME, reason="needs faketime (apt install faketime)")
@pytest.mark.parametrize("shift", ["-60s", "+60s"])
async def test_consumer_with_a_wrong_clock_decides_as_any_other(house: House, shift: str) -> None:
    await house.gateway()
    consumer = await house.consumer(
        LD_PRELOAD=FAKETIME, FAKETIME=shift, FAKETIME_DONT_FAKE_MONOTONIC="1"
    )
    cases = [case for case in CASES if abs(case.age_s) in {29, 31, 59, 62}]
    assert [await outcome(house, case) for case in cases] == cases
    await reckon(house)
    [line] = consumer.lines("process.started")
    wrong_by_s = datetime.fromisoformat(line["timestamp"]).timestamp() - time.time()
    assert 50 < abs(wrong_by_s) < 70
