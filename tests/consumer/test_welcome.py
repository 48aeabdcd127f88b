"""The direct message to a new member."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consumer.content import recommended, welcome
from consumer.registry import Registry
from shared.channels import Channels
from shared.errors import ContentError
from tests.consumer.bot import BOT, Bot, Event, Write, post
from tests.consumer.conftest import OpenBot
from tests.consumer.test_recommended import CHANNELS

# In this order, each after the one before it.
PARTS = [
    ":simple_smile:",
    "<http://coc.golangbridge.org",
    "<#C0ADMINHELP>",
    f"<@{BOT}>",
    "```\n@burrow help\n```",
    "<https://forum.golangbridge.org",
    "<#C0GENERAL>",
    "<https://go.dev/play/",
    "These channels are good ones to begin with:\n- <#C0GENERAL> -&gt; ",
    "\n- <#C0NEWBIES> -&gt; ",
    "\n- <#C0GOTIMEFM> -&gt; ",
    "\n- <#C0JOBS> -&gt; ",
    "\n- <#C0REVIEWS> -&gt; ",
    "\n- <#C0GOREVIEWS> -&gt; ",
    "\n- <#C0REMOTEMEETUP> -&gt; ",
    "\n- <#C0ADMINHELP> -&gt; ",
    "`recommended channels`",
    ":heavy_plus_sign:",
    "<https://www.manning.com/books/go-in-action",
    "<https://gopherize.me/>",
    ":gopher:",
]
LIST = """
text = '''
Hi {user}.

{channels}

Bye, says @{bot_name}.
'''
above_channels = "See:"
"""
BAD = [
    (
        "text = '{usr}'",
        "text",
        "use {user}, {bot}, {bot_name}, {channels}, {#usr}, or write { usr }",
    ),
    ("text = '{channel}'", "text", "{channel} is no place"),
    ("text = ' '", "text", "is blank: write something"),
    (f"text = '{'x' * 3501}'", "text", "at most 3500 fit"),
    ("text = 'x'\nabove_channels = '{channels}'", "above_channels", "{channels} is no place"),
    ("txt = 'x'", "txt", "the keys are text, above_channels"),
]


def joined(user_id: str, **more: object) -> Event:
    """Return the event of a new member."""
    return {"type": "team_join", "user": {"id": user_id, "name": "new", **more}}


def direct(user_id: str, text: str) -> list[Write]:
    """Return a direct message as it is compared."""
    return [post(text, user_id)]


async def greeter(open_bot: OpenBot, folder: Path, content: str) -> Bot:
    """Return a bot with a welcome of its own, which knows one recommended channel."""
    file = folder / "welcome.toml"
    file.write_text(content)
    return await open_bot(Registry(welcome.load(file).handlers))


async def test_new_member_gets_all_parts_in_their_order(bot: Bot) -> None:
    for name, _ in CHANNELS:
        await Channels(bot.redis, "burrow").put(f"C0{name.replace('-', '').upper()}", name)
    newcomer = bot.slack.new_member("Nora New")
    [(method, arguments)] = await bot.hear(joined(newcomer))
    assert (method, arguments["channel"]) == ("chat.postMessage", newcomer)
    assert re.search(".*".join(map(re.escape, PARTS)), arguments["text"], re.DOTALL)
    assert arguments["text"].count("\n- <#") == 8
    assert f"<@{newcomer}>" in arguments["text"]


async def test_empty_cache_leaves_no_hole_in_the_welcome(bot: Bot) -> None:
    [(_, arguments)] = await bot.hear(joined(bot.slack.new_member("Nora New")))
    text = arguments["text"]
    assert re.findall(r"<#|\n{3}|begin with|#[\w-]+", text) == ["#admin-help", "#general"]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), "Hi <@{}>.\n\nBye, says @burrow."),
        (("aws",), "Hi <@{}>.\n\nBye, says @burrow."),
        (
            ("newbies",),
            "Hi <@{}>.\n\nSee:\n- <#C0newbies> -&gt; learning Go, with links to start from"
            "\n\nBye, says @burrow.",
        ),
    ],
    ids=["nothing known", "only another known", "one known"],
)
async def test_channels_of_the_welcome_stand_below_their_sentence(
    open_bot: OpenBot, tmp_path: Path, names: tuple[str, ...], text: str
) -> None:
    bot = await greeter(open_bot, tmp_path, LIST)
    for name in names:
        await Channels(bot.redis, "burrow").put(f"C0{name}", name)
    newcomer = bot.slack.new_member("Nora New")
    assert await bot.hear(joined(newcomer)) == direct(newcomer, text.format(newcomer))


@pytest.mark.parametrize(
    "event",
    [joined(BOT), joined("U0OTHERBOT", is_bot=True), {"type": "team_join"}],
    ids=["the bot itself", "another bot", "nobody"],
)
async def test_bots_are_not_welcomed(bot: Bot, event: Event) -> None:
    assert await bot.hear(event) == []


async def test_nobody_is_welcomed_in_shadow_mode(open_bot: OpenBot) -> None:
    bot = await open_bot(ENV="staging")
    assert await bot.hear(joined(bot.slack.new_member("Nora New"))) == []


def test_without_a_text_there_is_no_handler(tmp_path: Path) -> None:
    file = tmp_path / "welcome.toml"
    file.write_text("")
    assert welcome.load(file, recommended.FILE).handlers == []


@pytest.mark.parametrize(("content", "key", "cure"), BAD)
def test_bad_welcome_is_refused_with_key_and_cure(
    tmp_path: Path, content: str, key: str, cure: str
) -> None:
    file = tmp_path / "welcome.toml"
    file.write_text(content)
    with pytest.raises(ContentError) as caught:
        welcome.load(file)
    assert (caught.value.file, caught.value.key) == (str(file), key)
    assert cure in caught.value.cure
