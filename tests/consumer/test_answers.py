"""Answers to words, whoever is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.content import answers
from consumer.registry import Registry
from shared.errors import ContentError
from tests.consumer.bot import ALICE, Bot, post
from tests.consumer.conftest import OpenBot

TABLE = "┬─┬ノ( º _ ºノ)"
PROVERBS = "<https://go-proverbs.github.io>"
SAID = [
    ("(╯°□°）╯︵ ┻━┻", [TABLE]),
    ("(ノಠ益ಠ)ノ彡┻━┻", [TABLE]),
    ("(╯°□°）╯︵ ┻━┻ 彡", [TABLE, TABLE]),
    ("︵︵︵", [TABLE]),
    ("go Proverbs", [PROVERBS]),
    ("<@bob> what do the proverbs say?", [PROVERBS]),
    ("a proverb", []),
]
BAD = [
    ("words = ['x']", "answer.0.text", "is missing: add it"),
    ("words = []\ntext = 'x'", "answer.0.words", "at least 1 item"),
    ("words = ['']\ntext = 'x'", "answer.0.words.0", "is blank: write something"),
    ("words = ['x']\ntext = ' '", "answer.0.text", "is blank: write something"),
    ("words = ['x']\ntext = '{usr}'", "answer.0.text", "{usr} is no place"),
    ("words = ['x']\ntext = 'x'\nword = 'y'", "answer.0.word", "the keys are words, text"),
]


@pytest.mark.parametrize(("text", "answered"), SAID)
async def test_words_are_answered_without_mentions(
    bot: Bot, text: str, answered: list[str]
) -> None:
    assert await bot.hear(bot.say(text)) == [post(answer) for answer in answered]


async def test_answer_stays_in_its_thread(bot: Bot) -> None:
    root = bot.say("a question")
    event = bot.say("proverbs", thread_ts=root["ts"])
    assert await bot.hear(event) == [post(PROVERBS, thread_ts=root["ts"])]


async def test_places_of_an_answer_are_filled(open_bot: OpenBot, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text("[[answer]]\nwords = ['lost', 'stuck']\ntext = '{user}, ask {bot} in {#help}'")
    bot = await open_bot(Registry(answers.load(file).handlers))
    await bot.worker.chain.tools.channels.put("C0HELP", "help")
    said = f"<@{ALICE}>, ask <@{bot.slack.workspace.bot.id}> in <#C0HELP>"
    assert await bot.hear(bot.say("I am lost and stuck")) == [post(said)]


@pytest.mark.parametrize(("table", "key", "cure"), BAD)
def test_bad_answer_is_refused_with_key_and_cure(
    tmp_path: Path, table: str, key: str, cure: str
) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(f"[[answer]]\n{table}")
    with pytest.raises(ContentError) as caught:
        answers.load(file)
    assert (caught.value.file, caught.value.key) == (str(file), key)
    assert cure in caught.value.cure
