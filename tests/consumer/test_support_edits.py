"""Edits call for support too: once, and only those of people."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.consumer.bot import Bot, Event
from tests.consumer.calling import edited, hear, shown, support


async def test_edit_that_brings_the_word_in_calls(helpful: Bot) -> None:
    event = helpful.say("call tec-support")
    assert await hear(helpful, event) == []
    written = await hear(helpful, edited(helpful, event, "call tech-support"))
    assert written == shown(helpful, event, support(helpful), "sos")


async def test_edit_of_a_message_of_yesterday_calls(helpful: Bot) -> None:
    helpful.slack.workspace.clock = lambda: time.time() - 24 * 60 * 60
    event = helpful.say("call tec-support")
    helpful.slack.workspace.clock = time.time
    written = await hear(helpful, edited(helpful, event, "call tech-support"))
    assert written == shown(helpful, event, support(helpful), "sos")


async def test_call_that_is_edited_calls_nobody_again(helpful: Bot) -> None:
    event = helpful.say("tech-support")
    await helpful.hear(event)
    for text in ("Tech-Support!", "never mind", "no, tech-support after all"):
        assert await hear(helpful, edited(helpful, event, text)) == []


async def test_edit_that_adds_the_other_word_calls_the_others(helpful: Bot) -> None:
    event = helpful.say("tech-support")
    await helpful.hear(event)
    written = await hear(helpful, edited(helpful, event, "tech-support, bot-admins"))
    assert written == shown(helpful, event, "C0ADMINHELP", "flamingo")


async def test_old_call_whose_mark_is_gone_is_not_passed_on_by_an_edit(helpful: Bot) -> None:
    event = helpful.say("tech-support")
    assert await hear(helpful, edited(helpful, event, "tech-support, please")) == []


QUIET_EDITS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a bot's own", {}, {"bot_id": "B0OTHER"}),
    ("our own", {}, {"user": "U0BURROWBOT"}),
    ("a reminder's", {}, {"user": "USLACKBOT"}),
    ("of no message", {"message": None}, {}),
    ("of an odd message", {"message": [1]}, {}),
    ("a deletion", {"subtype": "message_deleted"}, {}),
]


@pytest.mark.parametrize(
    ("outer", "inner"), [row[1:] for row in QUIET_EDITS], ids=[row[0] for row in QUIET_EDITS]
)
async def test_edit_that_is_no_persons_is_left(helpful: Bot, outer: Event, inner: Event) -> None:
    event = edited(helpful, helpful.say("x"), "tech-support")
    event["message"] = event["message"] | inner
    assert await hear(helpful, event | outer) == []


async def test_preview_that_slack_adds_is_no_edit(helpful: Bot) -> None:
    event = edited(helpful, helpful.say("x"), "tech-support")
    event["previous_message"] = event["message"]
    assert await hear(helpful, event) == []


async def test_edit_runs_no_command_and_gets_no_apology(helpful: Bot) -> None:
    event = helpful.say("define")
    await helpful.hear(event)
    for text in ("<@bot> define", "<@bot> what is this"):
        assert await hear(helpful, edited(helpful, event, text)) == []


async def test_edit_that_calls_nobody_since_no_channel_is_set_gets_no_apology(bot: Bot) -> None:
    event = bot.say("hello")
    assert await hear(bot, edited(bot, event, "<@bot> tech-support")) == []
