"""A command that fails for good: its author is told, but not what went wrong inside."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from shared.errors import Reject, Retry
from tests.consumer import bot as bots
from tests.consumer.bot import Bot, Write, reaction
from tests.consumer.conftest import OpenBot

SAID = (
    "Something went wrong on my side, and what you asked for is not done, or not whole. "
    "Those who run me can see why (event `{}`); you may try it again."
)


@pytest.fixture
async def bot(open_bot: OpenBot, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """A bot that gives up at once, some of whose commands fail."""
    router = Router()

    @router.command("break", help="fails")
    async def fail(message: Message, reply: Reply) -> None:
        raise RuntimeError("the secret is 42")

    @router.command("refuse", help="refuses")
    async def refuse(message: Message, reply: Reply) -> None:
        raise Reject("never")

    @router.command("postpone", help="wants to try again for ever")
    async def postpone(message: Message, reply: Reply) -> None:
        raise Retry("not now", 0)

    @router.contains("crack")
    async def crack(message: Message, reply: Reply) -> None:
        raise RuntimeError("cracked")

    timings = dataclasses.replace(bots.OPTIONS.timings, max_deliveries=1, max_retries=0)
    monkeypatch.setattr(bots, "OPTIONS", dataclasses.replace(bots.OPTIONS, timings=timings))
    return await open_bot(Registry(router.handlers))


@pytest.mark.parametrize("command", ["break", "postpone"])
async def test_author_is_told_in_the_thread_and_not_why(bot: Bot, command: str) -> None:
    event = bot.say(f"<@bot> {command}")
    reacted, (method, arguments) = await bot.hear(event)
    assert reacted == reaction("x", event)
    assert (method, arguments["thread_ts"]) == ("chat.postMessage", event["ts"])
    letters: Any = await bot.redis.xrange("dead:{slack_message_public}")
    [letter] = letters
    assert arguments["text"] == SAID.format(letter[1][b"event_id"].decode())


@pytest.mark.parametrize("text", ["<@bot> crack", "crack", "<@bot> refuse"])
async def test_nothing_is_said_of_what_nobody_asked_for_or_what_refused(
    bot: Bot, text: str
) -> None:
    nothing: list[Write] = []
    assert await bot.hear(bot.say(text)) == nothing
    assert await bot.redis.xlen("dead:{slack_message_public}") == 1


async def test_telling_is_worth_one_try(bot: Bot) -> None:
    bot.slack.fault("reactions.add", "error", error="is_archived")
    event = bot.say("<@bot> break")
    assert await bot.hear(event) == [reaction("x", event)]
    assert await bot.redis.xlen("dead:{slack_message_public}") == 1
