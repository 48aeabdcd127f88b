"""Reactions to words."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.content import reactions
from consumer.registry import Registry
from shared import toml
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
# What the community's file says, in its order; each emoji once on a message.
HEARD = [
    ("I love BBQ", ["bbqgopher"]),
    ("ghostbusters", ["ghost"]),
    ("SpaceX", ["rocket"]),
    ("buffalo", ["gobuffalo"]),
    ("gobuffalo", ["gobuffalo"]),
    ("spacemacs", ["spacemacs"]),
    ("oh my adorable little gophers", ["gopher"]),
    ("dragon dargon ermergerd ermahgerd", ["dragon"]),
    ("rubberduck rubber duck rubber-duck", ["rubberduck"]),
    ("beer me please", ["beer", "beers"]),
    ("ghost bbq spacex", ["bbqgopher", "ghost", "rocket"]),
    ("thanks", []),
    ("cheers, hello, wave", []),
    ("thanks <@bot>", ["gopher"]),
    ("<@bot> cheers", ["gopher"]),
    ("<@bot> hello", ["gopher"]),
    ("<@bot> :wave:", ["wave", "gopher"]),
    ("<@bot> hello wave", ["gopher", "wave"]),
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
    assert await bot.hear(event) == [reaction("rubberduck", event)]


@pytest.mark.parametrize("text", NO_DUCKS)
async def test_message_without_the_word_gets_no_reaction(bot: Bot, text: str) -> None:
    assert await bot.hear(bot.say(text)) == []


async def test_message_with_the_word_twice_gets_one_reaction(bot: Bot) -> None:
    event = bot.say("a rubber duck is a rubber-duck")
    assert await bot.hear(event) == [reaction("rubberduck", event)]


async def test_reaction_goes_to_the_message_itself_in_a_thread(bot: Bot) -> None:
    root = bot.say("a question")
    event = bot.say("rubber duck", thread_ts=root["ts"])
    assert await bot.hear(event) == [reaction("rubberduck", event)]


@pytest.mark.parametrize(("text", "emoji"), HEARD)
async def test_words_of_the_community_get_its_emoji(bot: Bot, text: str, emoji: list[str]) -> None:
    event = bot.say(text)
    assert await bot.hear(event) == [reaction(name, event) for name in emoji]


@pytest.mark.parametrize(("words", "emoji"), [("vim", "emacs"), ("emacs", "vim")])
def test_editors_are_answered_once_in_150(words: str, emoji: str) -> None:
    found = toml.read(reactions.FILE, reactions.Reactions).reaction
    [reaction] = [one for one in found if one.words == (words,)]
    assert (reaction.emoji, reaction.one_in, reaction.mentioned_only) == ((emoji,), 150, False)


def test_name_of_a_reaction_stays_when_another_is_put_before_it(tmp_path: Path) -> None:
    file = tmp_path / "reactions.toml"
    file.write_text("[[reaction]]\nwords = ['x']\nemoji = ['x']\n" + TWO)
    names = [handler.name for handler in reactions.load(file).handlers]
    assert names == [
        "reactions.x",
        "reactions.ship_it",
        "reactions.thanks",
        "reactions.thanks",
    ]


@pytest.fixture
async def two(open_bot: OpenBot, tmp_path: Path) -> Bot:
    """A bot with two reactions."""
    file = tmp_path / "reactions.toml"
    file.write_text(TWO)
    return await open_bot(Registry(reactions.load(file).handlers))


async def test_emoji_are_put_in_their_order(two: Bot) -> None:
    event = two.say("ship it")
    assert await two.hear(event) == [reaction(name, event) for name in ("rocket", "ship", "tada")]


@pytest.mark.parametrize(
    ("text", "channel", "emoji"),
    [
        ("thanks", "general", []),
        ("thanks <@bob>", "general", []),
        ("thank you <@bot>", "general", ["pray"]),
        ("Thanks", "alice", ["pray"]),
    ],
)
async def test_mentioned_only_waits_until_the_bot_is_spoken_to(
    two: Bot, text: str, channel: str, emoji: list[str]
) -> None:
    event = two.say(text, channel)
    assert await two.hear(event) == [reaction(name, event) for name in emoji]


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
