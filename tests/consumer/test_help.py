"""`help`: the list of what the bot can do, by page, topic and command."""

from __future__ import annotations

import pytest

from consumer.handlers import help as help_handler
from consumer.handlers import load
from consumer.handlers.coin import router as coin
from consumer.registry import Registry
from consumer.router import Router
from shared.text import split
from tests.consumer.bot import BOB, Bot, Write, post
from tests.consumer.conftest import OpenBot
from tests.consumer.test_registry import function

BY_TOPIC = "By topic: `help basics`, `help go`."
OPENING = "Here is what I can do. Mention me in a channel, or write to me directly. " + BY_TOPIC
BASICS = """\
*basics*
• `flip a coin` heads or tails (also `flip coin`, `coin flip`)
• `help [about]` lists what I can do, or tells about one topic or command (also `commands`)"""
GO = """\
*go*
• `books` worth reading
• `d/…` links a package
• `find &lt;term&gt;` finds it (also `f&amp;f`)"""


def shown(text: str, attachment: str) -> list[Write]:
    """Return an answer with an attachment as it is compared."""
    attached = {"text": attachment, "fallback": split(attachment, 200)[0], "mrkdwn_in": ["text"]}
    return [post(text, attachments=[attached])]


@pytest.fixture
def go() -> Router:
    """A topic."""
    router = Router(topic="go")
    router.command("find <term>", aliases=("f&f",), help="finds it", example="find me")(
        function("find")
    )
    router.command("books", help="worth reading")(function("books"))
    router.prefix("d/", help="links a package", example="d/net/http")(function("d"))
    return router


@pytest.fixture
async def bot(open_bot: OpenBot, go: Router) -> Bot:
    """A bot with two topics."""
    return await open_bot(Registry([*go.handlers, *coin.handlers, *help_handler.router.handlers]))


@pytest.mark.parametrize(
    "words", ["help", "HELP", "commands", "help 1", "help page 1", "help!", "help all"]
)
async def test_help_lists_everything_by_topic_with_aliases(bot: Bot, words: str) -> None:
    assert await bot.hear(bot.say(f"<@bot> {words}")) == shown(OPENING, f"{BASICS}\n{GO}")


@pytest.mark.parametrize("words", ["help go", "HELP Go", "commands go", "help go 3"])
async def test_help_about_a_topic_lists_it(bot: Bot, words: str) -> None:
    assert await bot.hear(bot.say(f"<@bot> {words}")) == shown(
        "About *go*:", GO.removeprefix("*go*\n")
    )


COMMANDS = [
    ("help books", "`books` worth reading"),
    ("help find", "`find &lt;term&gt;` finds it\nAlso: `f&amp;f`\nFor example: `find me`"),
    (
        "help f&amp;f x",
        "`find &lt;term&gt;` finds it\nAlso: `f&amp;f`\nFor example: `find me`",
    ),
    (
        "help d/",
        "`d/…` links a package\nIt works in any channel, at the start of a message; you "
        "need not mention me.\nFor example: `d/net/http`",
    ),
    (
        "help d/…",
        "`d/…` links a package\nIt works in any channel, at the start of a message; you "
        "need not mention me.\nFor example: `d/net/http`",
    ),
    ("help Flip Coin", "`flip a coin` heads or tails\nAlso: `flip coin`, `coin flip`"),
    (
        "help boks",
        f"I know no topic or command of that name. Did you mean `help books`? {BY_TOPIC}",
    ),
    (
        "help basic",
        f"I know no topic or command of that name. Did you mean `help basics`? {BY_TOPIC}",
    ),
    ("help `books`", "`books` worth reading"),
    ("help &lt;b&gt;zzz", f"I know no topic or command of that name. {BY_TOPIC}"),
]


@pytest.mark.parametrize(("words", "answer"), COMMANDS)
async def test_help_about_a_command_shows_usage_aliases_and_an_example(
    bot: Bot, words: str, answer: str
) -> None:
    assert await bot.hear(bot.say(f"<@bot> {words}")) == [post(answer)]


async def test_help_for_somebody_mentions_them(bot: Bot) -> None:
    writes = await bot.hear(bot.say("<@bot> help <@bob>"))
    assert writes == shown(f"<@{BOB}> {OPENING}", f"{BASICS}\n{GO}")


@pytest.fixture
async def wordy(open_bot: OpenBot, go: Router) -> Bot:
    """A bot with 40 commands and prefixes: 2 basic ones, 38 of one topic."""
    for number in range(10, 45):
        go.command(f"word {number}", help="says it")(function(f"word_{number}"))
    return await open_bot(Registry([*go.handlers, *coin.handlers, *help_handler.router.handlers]))


PAGES = [
    ("help", "*basics*", "`flip a coin`", "Page 1 of 3. Type `help 2` for the next."),
    ("help 2", "*go*", "`word 20`", "Page 2 of 3. Type `help 3` for the next."),
    ("help 3", "*go*", "`word 35`", "Page 3 of 3."),
    ("help 99", "*go*", "`word 35`", "Page 3 of 3."),
    ("help 0", "*basics*", "`flip a coin`", "Page 1 of 3. Type `help 2` for the next."),
    (
        "help go 2",
        "• `word 22` says it",
        "`word 23`",
        "Page 2 of 3. Type `help go 3` for the next.",
    ),
]


@pytest.mark.parametrize(("words", "topic", "first", "last"), PAGES)
async def test_long_list_comes_page_by_page_each_with_its_topic(
    wordy: Bot, words: str, topic: str, first: str, last: str
) -> None:
    [(_, arguments)] = await wordy.hear(wordy.say(f"<@bot> {words}"))
    lines = arguments["attachments"][0]["text"].splitlines()
    assert (lines[0], lines[-1]) == (topic, last)
    assert lines[1].startswith(f"• {first} ")


def test_every_command_and_prefix_stands_under_a_topic() -> None:
    registry = load()
    listed = [one.name for handlers in registry.topics.values() for one in handlers]
    expected = [one.name for one in registry.of_kind("command") + registry.of_kind("prefix")]
    assert sorted(listed) == sorted(expected)
