"""`define <term>`: the glossary."""

from __future__ import annotations

import pytest

import glossary
from tests.consumer.bot import ALICE, BOB, Bot, post

DI = glossary.load().by_word["di"].definition.strip()

KNOWN = [
    ("define dependency injection", f"*dependency injection*: {DI}"),
    ("define Dependency  Injection", f"*dependency injection*: {DI}"),
    ("DEFINE di", f"*dependency injection* (`di`): {DI}"),
    ("define <@bob> DI", f"<@{BOB}> *dependency injection* (`DI`): {DI}"),
    ("define\ndi", f"*dependency injection* (`di`): {DI}"),
]
UNKNOWN = [
    ("define Flux Capacitor", "flux-capacitor"),
    ("define <!channel>", "channel"),
    ("define &lt;!channel&gt;", "channel"),
    ("define <!subteam^S0TEAM|@all>", "subteam-s0team-all"),
    ("define ../../etc/passwd", "etc-passwd"),
    ("define `rm`", "rm"),
    ("define naïveté", "naïveté"),
    ("define ???", "your-term"),
]


@pytest.mark.parametrize(("words", "answer"), KNOWN)
async def test_known_term_is_explained(bot: Bot, words: str, answer: str) -> None:
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(answer)]


@pytest.mark.parametrize(("words", "file"), UNKNOWN)
async def test_unknown_term_names_its_file_and_alerts_nobody(
    bot: Bot, words: str, file: str
) -> None:
    answer = (
        f"<@{ALICE}> I have no definition of that yet. Adding one is a single file: "
        f"`glossary/terms/{file}.toml`."
    )
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(answer)]


async def test_define_alone_asks_for_the_term(bot: Bot) -> None:
    asked = f"<@{ALICE}> which term? Try `define idempotent`."
    assert await bot.hear(bot.say("<@bot> define")) == [post(asked)]
