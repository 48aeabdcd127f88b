"""`define <term>`: the glossary."""

from __future__ import annotations

import pytest

import glossary
from tests.consumer.bot import ALICE, BOB, Bot, post

TERMS = glossary.load()
DI = TERMS.by_word["di"].definition.strip()
BLANK = TERMS.by_word["blank"].definition.strip()
DIRECT = "D0ALICE0001"

KNOWN = [
    ("define dependency injection", f"*dependency injection*: {DI}"),
    ("define Dependency  Injection", f"*dependency injection*: {DI}"),
    ("DEFINE di", f"*dependency injection* (`di`): {DI}"),
    ("define   di", f"*dependency injection* (`di`): {DI}"),
    ("define\ndi", f"*dependency injection* (`di`): {DI}"),
    ("define di?", f"*dependency injection* (`di`): {DI}"),
    ("define “DI”!", f"*dependency injection* (`DI`): {DI}"),
    ("define `dependency-injection`", f"*dependency injection* (`dependency-injection`): {DI}"),
    ("define <@bob> DI", f"<@{BOB}> *dependency injection* (`DI`): {DI}"),
    ("define blank <@bob>", f"<@{BOB}> *blank identifier* (`blank`): {BLANK}"),
    ("define blank <@bob>?", f"<@{BOB}> *blank identifier* (`blank`): {BLANK}"),
    ("define <@bob> blank <@alice>", f"<@{BOB}> <@{ALICE}> *blank identifier* (`blank`): {BLANK}"),
    ("define _", f"*blank identifier* (`_`): {BLANK}"),
]
MISSING = [
    ("define Flux Capacitor", "flux-capacitor"),
    ("define ../../etc/passwd", "etc-passwd"),
    ("define `rm`", "rm"),
    ("define naïveté", "naïveté"),
    ("define ???", "your-term"),
    ("define <https://example.org|x`y>", "x-y"),
    ("define &lt;!chan&gt; &amp;amp;", "chan-amp"),
    (f"define {'long ' * 500}", "your-term"),
]
MISTYPED = [
    ("define gorutine", "`goroutine`", "gorutine"),
    ("define chanels?", "`channel`", "chanels"),
    ("define blank identifer <@bob>", "`blank identifier`", "blank-identifer"),
    ("define fan-out/fan-on", "`fan-out/fan-in`", "fan-out-fan-on"),
    ("define pinter", "`pointer` or `linter`", "pinter"),
]
NO_TERM = [
    "define <@bob>",
    "define <!channel>",
    "define <!subteam^S0TEAM|@all> <@bob> <#C0GENERAL>",
]


def adding(file: str) -> str:
    return f"Adding one is a single file: `glossary/terms/{file}.toml`."


@pytest.mark.parametrize(("words", "answer"), KNOWN)
async def test_known_term_is_explained(bot: Bot, words: str, answer: str) -> None:
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(answer)]


async def test_direct_message_needs_no_mention(bot: Bot) -> None:
    answer = f"*dependency injection* (`di`): {DI}"
    assert await bot.hear(bot.say("define di", "alice")) == [post(answer, DIRECT)]


async def test_channel_is_not_answered_without_a_mention(bot: Bot) -> None:
    assert await bot.hear(bot.say("define di")) == []


async def test_code_in_a_definition_reaches_slack_escaped(bot: Bot) -> None:
    [(_, arguments)] = await bot.hear(bot.say("<@bot> define channel"))
    assert "`v := &lt;-ch`" in arguments["text"]
    assert "<https://go.dev/" in arguments["text"]


async def test_alias_is_shown_escaped(bot: Bot) -> None:
    answer = f"*channel* (`&lt;-`): {TERMS.by_word['<-'].mrkdwn}"
    assert await bot.hear(bot.say("<@bot> define &lt;-")) == [post(answer)]


@pytest.mark.parametrize(("words", "file"), MISSING)
async def test_missing_term_names_its_file_and_alerts_nobody(
    bot: Bot, words: str, file: str
) -> None:
    answer = f"<@{ALICE}> I have no definition of that yet. {adding(file)}"
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(answer)]


@pytest.mark.parametrize(("words", "near", "file"), MISTYPED)
async def test_mistyped_term_is_told_what_it_may_have_been(
    bot: Bot, words: str, near: str, file: str
) -> None:
    meant = f"I have no definition of that yet. Did you mean {near}? {adding(file)}"
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(f"<@{ALICE}> {meant}")]


@pytest.mark.parametrize("words", ["define define", "define DEFINE?", "DEFINE `define` <@bob>"])
async def test_define_itself_gets_a_wink(bot: Bot, words: str) -> None:
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(f"<@{ALICE}> :notsureif:")]


@pytest.mark.parametrize("words", NO_TERM)
async def test_mentions_alone_are_asked_for_a_term(bot: Bot, words: str) -> None:
    asked = f"<@{ALICE}> which term? Try `define idempotent`."
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(asked)]


async def test_define_alone_is_told_how_it_is_written(bot: Bot) -> None:
    [(_, arguments)] = await bot.hear(bot.say("<@bot> define"))
    assert "`define &lt;term&gt;`, for example `define idempotent`" in arguments["text"]
