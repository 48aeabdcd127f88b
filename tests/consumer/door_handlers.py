"""Handlers that answer in every way, and what it takes to come in by a door."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import SecretStr

from consumer.interaction import Interaction
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from dev.slack.reply_urls import ReplyUrl
from shared import keys
from shared.sealing import Sealer
from tests.consumer.bot import Bot, Write
from tests.consumer.door_bodies import ALICE, GENERAL, TEAM

KEY = "a key of at least thirty-two characters"
PARKED = keys.parked("slack_command")
SEALER = Sealer([SecretStr(KEY)])
VIEW = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Ask"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "what?"}}],
}
given: list[Any] = []
router = Router()


@router.command("hello", help="says hello")
async def hello(message: Message, reply: Reply) -> None:
    await reply.react("wave")
    await reply.to_author("hello")


@router.command("many", help="answers seven times")
async def many(message: Message, reply: Reply) -> None:
    for number in range(7):
        await reply.text(f"{number}")


@router.command("post", help="posts what can be changed later")
async def write_one(message: Message, reply: Reply) -> None:
    given.append(await reply.post("a question"))


@router.command("form", help="opens a form")
async def form(message: Message, reply: Reply) -> None:
    given.append(await reply.open(VIEW))


@router.command("slow", help="takes its time")
async def slow(message: Message, reply: Reply) -> None:
    await asyncio.sleep(1.5)


@router.otherwise()
async def otherwise(message: Message, reply: Reply) -> None:
    await reply.ephemeral(f"what is {message.text}?")


@router.action("press")
async def press(interaction: Interaction, reply: Reply) -> None:
    given.append((interaction.tail, interaction.value))
    await reply.replace("pressed")


@router.action("tell")
async def tell(interaction: Interaction, reply: Reply) -> None:
    await reply.text("only you")


@router.submission("ask")
async def sent(interaction: Interaction, reply: Reply) -> None:
    given.append(interaction.view and interaction.view.values)
    await reply.text("done")


def url_of(bot: Bot, kind: Any = "commands", at_s: float | None = None) -> str:
    """Return a sealed address for answers to alice in #general."""
    reply_url = ReplyUrl(
        kind, ALICE, GENERAL, bot.slack.workspace.clock() if at_s is None else at_s
    )
    path = bot.slack.workspace.reply_urls.issue(TEAM, reply_url)
    return SEALER.seal(bot.slack.url.rstrip("/") + path)


async def settled(bot: Bot) -> None:
    """Wait until no slash command waits for anything, parked ones included."""
    async with asyncio.timeout(10):
        while await bot.redis.xlen("slack_command") or await bot.redis.zcard(PARKED):  # noqa: ASYNC110  polled from outside
            await asyncio.sleep(0.05)


def answer(text: str) -> Write:
    """Return an answer at Slack's address, as it is compared."""
    return "response_url", {"response_type": "ephemeral", "replace_original": False, "text": text}
