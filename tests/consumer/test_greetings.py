"""Greetings of those who join a channel, and the channel cache that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.content import greetings
from consumer.registry import Registry
from shared.channels import Channels
from shared.errors import ContentError
from tests.consumer.bot import ALICE, BOT, GENERAL, NEWBIES, Bot, Event, ephemeral
from tests.consumer.conftest import OpenBot
from tests.waiting import until

TABLE = "[[greeting]]\nchannel = '{}'\ntext = '{}'"
WELCOME = (
    f"<@{ALICE}> Welcome to <#{NEWBIES}>, where we learn Go together. "
    "Nobody minds a first question here, so ask away. "
    "We would love to hear who you are: please introduce yourself.\n\n"
    f"Type <@{BOT}> newbie resources for good places to start, "
    f"and <@{BOT}> help for all that I can do. :gopherdance:"
)
BAD = [
    ("text = 'hello'", "greeting.0.channel", "is missing: add it"),
    ("channel = '#x'\ntext = 'hello'", "greeting.0.channel", "write x, without the #"),
    ("channel = ''\ntext = 'hello'", "greeting.0.channel", "is blank: write something"),
    ("channel = 'x'\ntext = ''", "greeting.0.text", "is blank: write something"),
    ("channel = 'No Way'\ntext = 'hello'", "greeting.0.channel", "'No Way' is no channel"),
    ("channel = 'x'\ntext = '{usr}'", "greeting.0.text", "{usr} is no place: use {user}, {bot}"),
    ("channel = 'x'\ntext = '{user.id}'", "greeting.0.text", "or write { user.id }"),
    ("channel = 'x'\ntxt = 'hello'", "greeting.0.txt", "the keys are channel, text"),
]


def joined(user: str, channel: str) -> Event:
    """Return the event of somebody joining a channel."""
    return {"type": "member_joined_channel", "user": user, "channel": channel, "channel_type": "C"}


async def greeter(open_bot: OpenBot, folder: Path, channel: str) -> Bot:
    """Return a bot with one greeting."""
    file = folder / "greetings.toml"
    file.write_text(TABLE.format(channel, "Hi {user} {}"))
    return await open_bot(Registry(greetings.load(file).handlers))


async def test_newcomer_is_greeted_by_the_name_that_is_cached(bot: Bot) -> None:
    await Channels(bot.redis, "burrow").put(NEWBIES, "newbies")
    bot.slack.join("alice", "newbies")
    assert await bot.hear(joined(ALICE, NEWBIES)) == [ephemeral(WELCOME, NEWBIES)]
    assert bot.slack.calls("conversations.info") == []


async def test_channel_newer_than_the_cache_is_asked_for_once(bot: Bot) -> None:
    bot.slack.join("alice", "newbies")
    assert await bot.hear(joined(ALICE, NEWBIES)) == [ephemeral(WELCOME, NEWBIES)]
    assert await bot.hear(joined(ALICE, NEWBIES)) == [ephemeral(WELCOME, NEWBIES)]
    assert len(bot.slack.calls("conversations.info")) == 1


async def test_greeting_may_name_its_channel_by_id(open_bot: OpenBot, tmp_path: Path) -> None:
    bot = await greeter(open_bot, tmp_path, GENERAL)
    assert await bot.hear(joined(ALICE, GENERAL)) == [ephemeral(f"Hi <@{ALICE}> {{}}")]


@pytest.mark.parametrize(
    ("user", "channel"), [(BOT, NEWBIES), (ALICE, GENERAL)], ids=["the bot itself", "elsewhere"]
)
async def test_others_are_not_greeted(bot: Bot, user: str, channel: str) -> None:
    bot.slack.join("alice", "newbies")
    assert await bot.hear(joined(user, channel)) == []


async def test_greeting_comes_again_when_slack_did_not_know_of_the_join_yet(bot: Bot) -> None:
    assert await bot.hear(joined(ALICE, NEWBIES)) == [ephemeral(WELCOME, NEWBIES)]  # refused
    bot.slack.join("alice", "newbies")
    await until(lambda: bot.writes() == [ephemeral(WELCOME, NEWBIES)] * 2)


async def test_each_greeting_of_a_channel_is_shown_and_keeps_its_name(
    open_bot: OpenBot, tmp_path: Path
) -> None:
    file = tmp_path / "greetings.toml"
    tables = [(GENERAL, "one"), ("newbies", "elsewhere"), (GENERAL, "two")]
    file.write_text("\n".join(TABLE.format(*table) for table in tables))
    registry = Registry(greetings.load(file).handlers)
    assert [handler.name for handler in registry.handlers] == [
        "greetings.c0general01",
        "greetings.newbies",
        "greetings.c0general01_2",
    ]
    bot = await open_bot(registry)
    assert await bot.hear(joined(ALICE, GENERAL)) == [ephemeral("one"), ephemeral("two")]


@pytest.mark.parametrize(("table", "key", "cure"), BAD)
def test_bad_greeting_is_refused_with_key_and_cure(
    tmp_path: Path, table: str, key: str, cure: str
) -> None:
    file = tmp_path / "greetings.toml"
    file.write_text(f"[[greeting]]\n{table}")
    with pytest.raises(ContentError) as caught:
        greetings.load(file)
    assert (caught.value.file, caught.value.key) == (str(file), key)
    assert cure in caught.value.cure
