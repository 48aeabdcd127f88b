"""Questions in chat: how they look, whose answer counts, and what goes on, once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.consumer.asking import Asked, Inquiry, asked, hint, newest
from tests.consumer.bot import ALICE, BOB, Bot, ephemeral, post
from tests.consumer.conftest import OpenBot

MANY = [(f"number {n}", str(n)) for n in range(6)]


@pytest.fixture
def inquiry() -> Inquiry:
    """What the bot asks with."""
    return Inquiry()


@pytest.fixture
async def bot(open_bot: OpenBot, inquiry: Inquiry) -> Bot:
    """A consumer that asks."""
    return await open_bot(inquiry.registry(), JOBS_CONCURRENCY="0")


def looks(question: Asked) -> list[tuple[str, str, str]]:
    """Return type, label and style of what can be clicked."""
    return [
        (one["type"], (one.get("text") or one["placeholder"])["text"], one.get("style", ""))
        for one in question.elements
    ]


@pytest.mark.parametrize(
    ("command", "options", "expected"),
    [
        ("sure", {}, [("button", "Do it", "primary"), ("button", "Leave it", "")]),
        ("sure", {"danger": True}, [("button", "Do it", "danger"), ("button", "Leave it", "")]),
        ("which", {}, [("button", "one", ""), ("button", "two", "")]),
        ("which", {"offered": MANY}, [("static_select", "Choose…", "")]),
        ("why", {}, [("button", "Answer…", "primary")]),
    ],
)
async def test_question_has_buttons_or_a_menu(
    bot: Bot,
    inquiry: Inquiry,
    command: str,
    options: dict[str, Any],
    expected: list[tuple[str, str, str]],
) -> None:
    inquiry.options = options
    assert looks(await asked(bot, command)) == expected


@pytest.mark.parametrize(
    ("options", "channel", "expected"),
    [
        ({}, "general", f"Only <@{ALICE}> can answer within 10 min."),
        ({"expires_s": 90}, "alice", "Please answer within 1 min 30 s."),
        ({"who": "others"}, "general", f"Anybody but <@{ALICE}> can answer within 10 min."),
        ({"who": "anybody"}, "general", "Anybody can answer within 10 min."),
        (
            {"who": "others", "among": (ALICE, BOB)},
            "general",
            f"Only <@{BOB}> can answer within 10 min.",
        ),
    ],
)
async def test_question_says_who_can_answer_and_how_long(
    bot: Bot, inquiry: Inquiry, options: dict[str, Any], channel: str, expected: str
) -> None:
    inquiry.options = options
    assert hint(await asked(bot, "sure", channel)) == expected


@pytest.mark.parametrize(
    ("command", "offered", "label", "value", "mark"),
    [
        ("sure", [], "Do it", "yes", "✓"),
        ("which", [("<one>", "1"), ("two", "2")], "<one>", "1", "✓"),
        ("which", MANY, "number 5", "5", "✓"),
    ],
)
async def test_click_takes_the_buttons_away_and_goes_on(
    bot: Bot,
    inquiry: Inquiry,
    command: str,
    offered: list[tuple[str, str]],
    label: str,
    value: str,
    mark: str,
) -> None:
    inquiry.options = {"arguments": {"runs": [1, 2]}} | ({"offered": offered} if offered else {})
    question = await asked(bot, command)
    wrote = await question.click(label)
    assert wrote == [await question.update(), post(f"I go on with {value}")]
    assert inquiry.went_on == [(value, {"runs": [1, 2]}, ALICE)]
    assert [one["type"] for one in question.now["blocks"]] == ["section", "context"]
    escaped = label.replace("<", "&lt;").replace(">", "&gt;")
    assert hint(question) == f"{mark} *{escaped}*, <@{ALICE}>"


async def test_no_goes_on_nowhere(bot: Bot, inquiry: Inquiry) -> None:
    question = await asked(bot, "sure")
    assert await question.click("Leave it") == [await question.update()]
    assert hint(question) == f"✗ *Leave it*, <@{ALICE}>"
    assert inquiry.went_on == []


async def test_no_goes_on_where_the_question_says_so(bot: Bot, inquiry: Inquiry) -> None:
    inquiry.options = {"if_not": "go.on"}
    await (await asked(bot, "sure")).click("Leave it")
    assert inquiry.went_on == [("no", {}, ALICE)]


@pytest.mark.parametrize(
    ("options", "user", "expected"),
    [
        ({}, BOB, f"Sorry, I cannot take your answer. Only <@{ALICE}> can answer this."),
        ({"who": "others"}, ALICE, "You asked for this, so somebody else has to answer it."),
        (
            {"who": "anybody", "among": (BOB,)},
            ALICE,
            f"Sorry, I cannot take your answer. Only <@{BOB}> can answer this.",
        ),
    ],
)
async def test_who_may_not_answer_is_told_for_whom_it_is(
    bot: Bot, inquiry: Inquiry, options: dict[str, Any], user: str, expected: str
) -> None:
    inquiry.options = options
    question = await asked(bot, "sure")
    assert await question.click("Do it", user) == [ephemeral(expected, user=user)]
    assert inquiry.went_on == []
    assert question.now["blocks"] == question.message["blocks"]


async def test_somebody_else_approves_and_the_requester_is_still_the_principal(
    bot: Bot, inquiry: Inquiry
) -> None:
    inquiry.options = {"who": "others"}
    question = await asked(bot, "sure")
    await question.click("Do it", BOB)
    assert inquiry.went_on == [("yes", {}, ALICE)]
    assert hint(question) == f"✓ *Do it*, <@{BOB}>"


async def test_second_click_on_the_same_button_is_passed_over(bot: Bot, inquiry: Inquiry) -> None:
    question = await asked(bot, "sure")
    await question.click("Do it")
    assert await question.click("Do it") == [await question.update()]
    assert len(inquiry.went_on) == 1


async def test_click_on_the_other_button_is_told_what_was_answered(
    bot: Bot, inquiry: Inquiry
) -> None:
    question = await asked(bot, "sure")
    await question.click("Do it")
    [_, answer] = await question.click("Leave it")
    assert answer == ephemeral(f"This was answered already: ✓ *Do it*, <@{ALICE}>.")
    assert [value for value, _, _ in inquiry.went_on] == ["yes"]


async def test_of_clicks_at_once_at_two_consumers_one_goes_on(
    open_bot: OpenBot, bot: Bot, inquiry: Inquiry
) -> None:
    await open_bot(inquiry.registry(), JOBS_CONCURRENCY="0")
    question = await asked(bot, "which")
    clicks = [question.click(label) for label in ("one", "two") * 5]
    await asyncio.gather(*clicks)
    assert len(inquiry.went_on) == 1
    [(value, _, _)] = inquiry.went_on
    assert (await question.record()).value == value


async def test_question_in_a_thread_is_asked_and_answered_there(bot: Bot) -> None:
    root = bot.say("let us see")["ts"]
    question = await asked(bot, "sure", thread_ts=root)
    assert question.message["thread_ts"] == root
    assert (await question.click("Do it"))[1] == post("I go on with yes", thread_ts=root)


async def test_question_of_a_slash_command_is_asked_and_answered_in_direct_messages(
    bot: Bot, inquiry: Inquiry
) -> None:
    wrote = await bot.slash("sure")
    assert wrote[1] == ephemeral("I have a question for you: please look at our direct messages.")
    direct = next(
        one.id
        for one in bot.slack.workspace.channels.values()
        if one.kind == "im" and ALICE in one.members
    )
    question = newest(bot, direct)
    assert question
    assert hint(question) == "Please answer within 10 min."
    assert (await question.click("Do it"))[1] == post("I go on with yes", direct)
