"""Reactions to words."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.content import reactions
from consumer.registry import Registry
from shared.errors import ContentError
from tests.consumer.bot import Bot, reaction
from tests.consumer.conftest import OpenBot

DUCKS = [
    "I need a rubberduck",
    "Rubber Duck, please listen",
    "a RUBBER-DUCK?",
    "rubberducking",
    "rubber\nduck",
    "rubber\u00a0duck",
    "<@bot> rubber duck",
    "<https://example.org/rubber-duck|this one>: rubber duck",
]
NO_DUCKS = ["a duck made of rubber", "rubber", "rubber  ,duck"]

TWO = """
[[reaction]]
words = ["ship it"]
emoji = ["rocket", "ship", "tada"]

[[reaction]]
words = ["thanks", "thank you"]
emoji = ["pray"]
mentioned_only = true
"""
BAD = [
    ("words = ['x']", "reaction.0.emoji", "is missing: add it"),
    ("words = []\nemoji = ['x']", "reaction.0.words", "at least 1 item"),
    ("words = [' ']\nemoji = ['x']", "reaction.0.words.0", "is blank: write something"),
    ("words = ['x']\nemoji = [':duck:']", "reaction.0.emoji.0", "without colons, such as duck"),
    ("words = ['x']\nemoji = ['x']\nonein = 3", "reaction.0.onein", "the keys are words, emoji"),
    ("words = ['x']\nemoji = ['x']\none_in = 0", "reaction.0.one_in", "greater than or equal to 1"),
]


@pytest.mark.parametrize("text", DUCKS)
async def test_word_anywhere_in_a_message_gets_a_reaction(bot: Bot, text: str) -> None:
    event = bot.say(text)
    assert await bot.hear(event) == [reaction("duck", event)]


@pytest.mark.parametrize("text", NO_DUCKS)
async def test_message_without_the_word_gets_no_reaction(bot: Bot, text: str) -> None:
    assert await bot.hear(bot.say(text)) == []


async def test_message_with_the_word_twice_gets_one_reaction(bot: Bot) -> None:
    event = bot.say("a rubber duck is a rubber-duck")
    assert await bot.hear(event) == [reaction("duck", event)]


async def test_reaction_goes_to_the_message_itself_in_a_thread(bot: Bot) -> None:
    root = bot.say("a question")
    event = bot.say("rubber duck", thread_ts=root["ts"])
    assert await bot.hear(event) == [reaction("duck", event)]


@pytest.fixture
async def two(open_bot: OpenBot, tmp_path: Path) -> Bot:
    """A bot with two reactions."""
    file = tmp_path / "reactions.toml"
    file.write_text(TWO)
    return await open_bot(Registry(reactions.load(file).handlers))


async def test_emoji_are_put_in_their_order(two: Bot) -> None:
    event = two.say("ship it")
    assert await two.hear(event) == [reaction(name, event) for name in ("rocket", "ship", "tada")]


async def test_mentioned_only_is_silent_without_a_mention(two: Bot) -> None:
    assert await two.hear(two.say("thanks")) == []
    assert await two.hear(two.say("thanks", "alice")) == []  # a DM alone is no mention
    event = two.say("thank you <@bot>")
    assert await two.hear(event) == [reaction("pray", event)]


async def test_reaction_by_chance_comes_to_some_messages_and_not_to_others(
    open_bot: OpenBot, tmp_path: Path
) -> None:
    file = tmp_path / "reactions.toml"
    file.write_text("[[reaction]]\nwords = ['go']\nemoji = ['dog']\none_in = 2")
    bot = await open_bot(Registry(reactions.load(file).handlers))
    heard = [len(await bot.hear(bot.say("go"))) for _ in range(40)]
    assert set(heard) == {0, 1}


@pytest.mark.parametrize(("table", "key", "cure"), BAD)
def test_bad_reaction_is_refused_with_key_and_cure(
    tmp_path: Path, table: str, key: str, cure: str
) -> None:
    file = tmp_path / "reactions.toml"
    file.write_text(f"[[reaction]]\n{table}")
    with pytest.raises(ContentError) as caught:
        reactions.load(file)
    assert (caught.value.file, caught.value.key) == (str(file), key)
    assert cure in caught.value.cure
