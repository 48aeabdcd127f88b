"""Promises 4 and 7: Slack answers late, never, with nonsense, or that it is too much."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest

from dev.slack.api import Call
from dev.slack.faults import Kind
from tests.promises.house import House
from tests.promises.reckoning import reckon

POST = "chat.postMessage"


@dataclass(frozen=True)
class Trouble:
    """A fault of one post, and how often the post is made altogether."""

    kind: Kind
    calls: int
    options: dict[str, Any] = field(default_factory=dict)


TROUBLES = [
    Trouble("drop_before", 2),
    Trouble("drop_after", 1),
    Trouble("status", 2),
    Trouble("status_after", 1, {"status": 502}),
    Trouble("error", 2, {"error": "internal_error"}),
    Trouble("ratelimited", 2, {"retry_after_s": 1}),
    Trouble("malformed", 1),
    Trouble("slow_drip", 1, {"seconds": 2}),
    Trouble("hang", 1, {"seconds": 2}),
    Trouble("hang", 1, {"seconds": 6}),  # the caller has given up, and Slack posts all the same
    Trouble("hang_after", 1, {"seconds": 20}),
]


async def test_post_that_meets_trouble_is_made_once_whatever_the_trouble(house: House) -> None:
    await house.staff(2)
    channels = [house.slack.create_channel(f"t-{n}", with_bot=True) for n in range(len(TROUBLES))]
    for channel, trouble in zip(channels, TROUBLES, strict=True):
        house.slack.fault(POST, trouble.kind, channel=channel, **trouble.options)
    said = [house.say(f"echo {place}", channel=place) for place in channels]
    events = await asyncio.gather(*said)
    await house.answered(events, 25)
    await reckon(house, timeout_s=25, reruns=1)
    assert [house.answers_to(one) for one in events] == [[place] for place in channels]
    calls = [len(calls_in(house, channel)) for channel in channels]
    assert calls == [trouble.calls for trouble in TROUBLES]
    assert house.lines("entry.dead") == []


def calls_in(house: House, channel: str) -> list[Call]:
    """Return the posts to a channel that were tried."""
    return [call for call in house.slack.calls(POST) if call.args["channel"] == channel]


async def test_slack_that_stays_down_is_not_stormed(house: House) -> None:
    await house.staff(2)
    house.slack.fault(POST, "status", times=2)
    event_id = await house.say("echo howdy")
    await house.answered([event_id], 25)
    await reckon(house, reruns=2)
    times = [call.time for call in house.slack.calls(POST)]
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert len(times) == 3
    assert min(pauses) > 2.5  # 3 s, for Slack to show what it may have posted


async def test_429_keeps_every_process_from_the_channel_until_it_is_over(house: House) -> None:
    await house.staff(2)
    quiet = house.slack.create_channel("quiet", with_bot=True)
    other = house.slack.create_channel("other", with_bot=True)
    house.slack.fault(POST, "ratelimited", channel=quiet, retry_after_s=3)
    first = await house.say("echo first", channel=quiet)
    await house.until(lambda: calls_in(house, quiet))
    refused_s = calls_in(house, quiet)[0].time
    sent = await asyncio.gather(*(house.say(f"echo {n}", channel=quiet) for n in range(10)))
    elsewhere = await house.say("echo elsewhere", channel=other)
    await house.answered([elsewhere], 2)
    assert len(calls_in(house, quiet)) == 1
    await house.answered([first, *sent])
    await reckon(house, reruns=2)
    assert min(call.time for call in calls_in(house, quiet)[1:]) >= refused_s + 3
    busy = {line["consumer"] for line in house.lines("process.started")}
    assert len(busy) == 2


async def test_burst_of_30_to_one_channel_is_spaced_under_slacks_limit(house: House) -> None:
    await house.staff(2, BUSY_PACE="0.2")
    house.slack.limits.set(posts_per_s=5.2, post_burst=6)
    sent = await asyncio.gather(*(house.say(f"echo {n}") for n in range(30)))
    await house.answered(sent, 20)
    await reckon(house, reruns=3)
    times = sorted(call.time for call in house.slack.calls(POST))
    assert [call.status for call in house.slack.calls(POST)] == [200] * 30
    assert times[-1] - times[0] > 24 * 0.2  # a burst of 5, then one each fifth of a second
    assert sorted(text for texts in house.answers().values() for text in texts) == sorted(
        str(n) for n in range(30)
    )


async def test_thread_shows_the_parts_of_an_answer_in_order(house: House) -> None:
    await house.staff(2, BUSY_PACE="0.1")
    sent = await asyncio.gather(*(house.say("again 0.3") for _ in range(5)))
    await house.until(lambda: sum(map(len, house.answers().values())) == 10)
    await reckon(house, reruns=3)
    assert [house.answers_to(one) for one in sent] == [["first part", "second part"]] * 5


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found"])
async def test_refusal_that_will_not_change_is_buried_at_once(house: House, error: str) -> None:
    await house.staff()
    house.slack.fault(POST, "error", error=error)
    event_id = await house.say("echo howdy")
    letters = await house.until(lambda: house.lines("entry.dead"))
    await reckon(house)
    assert [(line["event_id"], error in line["reason"]) for line in letters] == [(event_id, True)]
    assert len(house.slack.calls(POST)) == 1
