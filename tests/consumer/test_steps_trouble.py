"""Questions in chat in trouble: too late, forgotten, refused, and continuations that fail."""

from __future__ import annotations

from typing import Any

import pytest

from shared import keys
from shared.errors import BadArguments, Retry
from shared.events import INTERACTIONS
from tests.consumer.asking import Inquiry, asked, hint, newest
from tests.consumer.bot import ALICE, Bot, ephemeral, post
from tests.consumer.conftest import OpenBot

MANY = [(f"number {n}", str(n)) for n in range(6)]
OVER = 0.001  # over before anybody can click


@pytest.fixture
def inquiry() -> Inquiry:
    """What the bot asks with."""
    return Inquiry()


@pytest.fixture
async def bot(open_bot: OpenBot, inquiry: Inquiry) -> Bot:
    """A consumer that asks."""
    return await open_bot(inquiry.registry(), JOBS_CONCURRENCY="0")


async def test_click_that_comes_too_late_says_so_below_the_question(
    bot: Bot, inquiry: Inquiry
) -> None:
    inquiry.options = {"expires_s": OVER}
    question = await asked(bot, "sure")
    assert await question.click("Do it") == [await question.update()]
    assert hint(question).startswith("Nobody answered by <!date^")
    assert hint(question).endswith(", so I did nothing.")
    assert inquiry.went_on == []


async def test_question_that_is_forgotten_is_closed(bot: Bot, inquiry: Inquiry) -> None:
    question = await asked(bot, "sure")
    await bot.redis.flushall()
    await bot.worker.streams.ensure_groups(["slack_interaction"])
    await question.click("Do it")
    gone = "I do not remember this question any more, so I did nothing. Please ask again."
    assert question.now["text"] == f"Sure?\n{gone}"
    assert question.now["blocks"] == []
    assert inquiry.went_on == []


async def test_continuation_runs_again_for_the_same_answer_until_it_is_done(
    bot: Bot, inquiry: Inquiry
) -> None:
    inquiry.failures = [Retry("not now", 0.01)]
    question = await asked(bot, "sure")
    await bot.click("", **question.body("Do it"))
    await bot.slack.eventually(lambda: len(inquiry.went_on) == 2)
    assert [value for value, _, _ in inquiry.went_on] == ["yes", "yes"]
    assert bot.writes().count(post("I go on with yes")) == 1


async def test_answer_that_does_not_fit_is_told_and_not_tried_again(
    bot: Bot, inquiry: Inquiry
) -> None:
    inquiry.failures = [BadArguments("That does not fit")]
    wrote = await (await asked(bot, "sure")).click("Do it")
    assert wrote[-1] == post(f"<@{ALICE}> That does not fit")


async def test_continuation_that_a_newer_release_has_not_is_ephemeral(
    bot: Bot, inquiry: Inquiry
) -> None:
    question = await asked(bot, "sure")
    del bot.worker.registry.by_id["step", "go.on"]
    [_, answer] = await question.click("Do it")
    assert answer == ephemeral(
        "I was updated since this was asked, and do not know any more how to go on, so I did "
        "nothing. Please ask again."
    )


@pytest.mark.parametrize(
    ("fault", "error"), [("error", "message_not_found"), ("error", "is_archived")]
)
async def test_message_that_cannot_be_changed_keeps_nothing_from_going_on(
    bot: Bot, inquiry: Inquiry, fault: Any, error: str
) -> None:
    question = await asked(bot, "sure")
    bot.slack.fault("chat.update", fault, error=error)
    assert (await question.click("Do it"))[1] == post("I go on with yes")
    assert (await question.record()).state == "answered"


@pytest.mark.parametrize("fault", ["ratelimited", "status"])
async def test_message_that_slack_cannot_change_now_is_left_to_bgtasks(
    bot: Bot, inquiry: Inquiry, fault: Any
) -> None:
    question = await asked(bot, "sure")
    bot.slack.fault("chat.update", fault)
    assert (await question.click("Do it"))[-1] == post("I go on with yes")
    # Done with, and not parked: the continuation would run twice.
    assert await bot.redis.zcard(keys.parked(INTERACTIONS)) == 0
    assert [value for value, _, _ in inquiry.went_on] == ["yes"]
    due = await bot.redis.zrangebyscore(keys.steps("burrow"), 0, 0)
    assert due == [question.step_id.encode()]


async def test_question_that_cannot_be_posted_is_withdrawn(bot: Bot) -> None:
    bot.slack.fault("chat.postMessage", "error", error="is_archived")
    await bot.hear(bot.say("<@bot> sure"))
    [step_key] = [key async for key in bot.redis.scan_iter("{burrow}:steps:*")]
    assert await bot.redis.hget(step_key, "state") == b"withdrawn"


async def test_question_is_posted_once_and_as_it_was_first_asked(
    bot: Bot, inquiry: Inquiry
) -> None:
    inquiry.options = {"arguments": {"runs": [1]}}
    bot.slack.fault("chat.postMessage", "ratelimited", retry_after_s=1)
    await bot.hear(bot.say("<@bot> sure"))
    inquiry.options = {"arguments": {"runs": [1, 2]}, "yes": "Do that"}
    question = await bot.slack.eventually(lambda: newest(bot))
    assert question
    await question.click("Do it")
    assert inquiry.went_on == [("yes", {"runs": [1]}, ALICE)]


@pytest.mark.parametrize(
    ("command", "options", "problem"),
    [
        ("sure", {"then": "no.such"}, "no @router.step('no.such') is registered"),
        ("sure", {"if_not": "no.such"}, "no @router.step('no.such') is registered"),
        ("sure", {"arguments": {"a": "x" * 20_000}}, "arguments of 20008 bytes, at most 16384"),
        ("which", {"offered": []}, "0 options: give 1 to 100"),
        ("which", {"offered": MANY * 20}, "120 options: give 1 to 100"),
    ],
)
async def test_question_that_could_not_go_on_is_not_asked(
    bot: Bot, inquiry: Inquiry, command: str, options: dict[str, Any], problem: str
) -> None:
    inquiry.options = options
    assert await bot.hear(bot.say(f"<@bot> {command}")) == []
    assert inquiry.problems == [problem]
