"""Promises 3 and 4: what a consumer leaves behind when it is killed."""

from __future__ import annotations

import time

from tests.promises.house import House
from tests.promises.reckoning import reckon

PRODUCT = {"lease_s": 10, "renew_s": 2, "sweep_s": 1}


async def test_event_whose_consumer_is_killed_in_its_handler_is_answered_by_another(
    house: House,
) -> None:
    await house.staff(2)
    event_id = await house.say("die before howdy")
    await house.died()
    await house.answered([event_id])
    assert house.answers_to(event_id) == ["howdy"]
    assert house.runs()["die_before", event_id] == 2
    await reckon(house)


async def test_event_of_a_killed_consumer_is_claimed_within_12_s_at_the_products_timings(
    house: House,
) -> None:
    await house.staff(2, timings=PRODUCT)
    event_id = await house.say("die before howdy")
    await house.died()
    died_s = time.monotonic()
    await house.answered([event_id], 20)
    assert time.monotonic() - died_s < 12.5  # half a second for the answer itself
    await reckon(house)


async def test_consumer_killed_between_its_post_and_the_acknowledgement_posts_once(
    house: House,
) -> None:
    await house.staff(2)
    event_id = await house.say("die after howdy")
    await house.died()
    await house.until(lambda: house.runs()["die_after", event_id] == 2)
    await reckon(house)
    assert house.answers_to(event_id) == ["howdy"]


async def test_post_whose_answer_was_never_noted_is_found_by_its_metadata(house: House) -> None:
    [first] = await house.staff()
    house.slack.fault("chat.postMessage", "hang_after", seconds=20)
    event_id = await house.say("echo howdy")
    await house.answered([event_id])
    house.kill(first)
    second = await house.consumer()
    await reckon(house)
    assert house.answers_to(event_id) == ["howdy"]
    assert [line["outcome"] for line in second.lines("slack.unknown_fate")] == ["found"]


async def test_post_that_slack_never_got_is_made_after_looking_for_it(house: House) -> None:
    [first] = await house.staff()
    house.slack.fault("chat.postMessage", "drop_before")
    event_id = await house.say("echo howdy")
    await house.until(lambda: house.slack.calls("chat.postMessage"))
    house.kill(first)
    await house.consumer()
    await house.answered([event_id], 15)
    assert house.slack.calls("conversations.history") != []
    await reckon(house)
    assert house.answers_to(event_id) == ["howdy"]


async def test_handler_that_finished_before_the_crash_is_not_run_again(house: House) -> None:
    await house.staff(2)
    event_id = await house.say("both")
    await house.died()
    await house.until(lambda: len(house.answers_to(event_id)) == 2)
    assert house.answers_to(event_id) == ["first", "second"]
    assert house.runs()["first", event_id] == 1
    assert house.runs()["second", event_id] == 2
    await reckon(house)


async def test_reaction_is_repeated_after_a_crash_and_shows_once(house: House) -> None:
    [first] = await house.staff()
    house.slack.fault("reactions.add", "hang_after", seconds=20)
    ts = house.slack.say("alice", "general", "my rubber duck")
    event_id = await house.say("rubber duck", ts=ts)
    await house.until(lambda: house.slack.reactions("general", ts))
    house.kill(first)
    second = await house.consumer()
    await reckon(house)
    assert [line["event_id"] for line in second.lines("entry.done")] == [event_id]
    assert list(house.slack.reactions("general", ts).values()) == [[house.slack.workspace.bot.id]]
