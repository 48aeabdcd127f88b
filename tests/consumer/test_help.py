"""`help`: the list of what the bot can do."""

from __future__ import annotations

import pytest

from consumer.handlers import load
from consumer.message import Message
from consumer.registry import Registry, Router
from consumer.reply import Reply
from tests.consumer.bot import BOB, Bot, post
from tests.consumer.conftest import OpenBot

LIST = """\
Here is what I can do. Mention me in a channel, or write to me directly:
• `define &lt;term&gt;` explains a term from the glossary
• `flip a coin` heads or tails (also `flip coin`, `coin flip`)
• `help` shows this list (also `commands`)"""


async def nothing(message: Message, reply: Reply) -> None:
    """Do nothing."""


@pytest.mark.parametrize("words", ["help", "HELP", "commands"])
async def test_help_lists_every_command_with_its_aliases(bot: Bot, words: str) -> None:
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(LIST)]


def test_every_command_is_in_the_list() -> None:
    shown = [one.trigger for one in load().of_kind("command")]
    assert [trigger for trigger in shown if f"• `{trigger}" not in LIST] == []


async def test_help_for_somebody_mentions_them(bot: Bot) -> None:
    writes = await bot.hear(bot.say("<@bot> help <@bob>"))
    assert writes == [post(f"<@{BOB}> {LIST}")]


async def test_help_lists_prefixes_apart(open_bot: OpenBot) -> None:
    router = Router()
    router.prefix("issue:", help="links an issue")(nothing)
    bot = await open_bot(Registry([*load().handlers, *router.handlers]))
    more = "\n\nThese work anywhere at the start of a message:\n• `issue:` links an issue"
    assert await bot.hear(bot.say("<@bot> help")) == [post(LIST + more)]
