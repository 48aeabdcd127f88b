"""`xkcd:` anywhere, and the command."""

from __future__ import annotations

import pytest

from tests.consumer.bot import ALICE, BOB, Bot, post

HINT = "Nearly: I need the comic's number, as in `xkcd:1234`, or a name, as in `xkcd:standards`."

COMICS = [
    ("xkcd:1234", "https://xkcd.com/1234"),
    ("xkcd:1234 is good", "https://xkcd.com/1234"),
    ("xkcd:1234\nfoo", "https://xkcd.com/1234"),
    ("xkcd:007", "https://xkcd.com/7"),
    ("XKCD:standards", "https://xkcd.com/927"),
    ("XKCD:Standards", "https://xkcd.com/927"),
    ("xkcd:compiling", "https://xkcd.com/303"),
    ("xkcd:ballmer", "https://xkcd.com/323"),
    ("xkcd:optimization", "https://xkcd.com/1691"),
    ("x\u212acd:5", "https://xkcd.com/5"),
    ("xkcd:1234 :smile:", "https://xkcd.com/1234"),
    ("xkcd:1 xkcd:2", "https://xkcd.com/1"),
    ("<@bob> xkcd:927", f"<@{BOB}> https://xkcd.com/927"),
    ("xkcd:927 <@bob>", f"<@{BOB}> https://xkcd.com/927"),
    ("xkcd:", HINT),
    ("xkcd: 1234", HINT),
    ("xkcd:-1", HINT),
    ("xkcd:soon", HINT),
    ("xkcd:18446744073709551616", HINT),
    ("<@bot> xkcd:", HINT),
    ("<@bot> xkcd:5", "https://xkcd.com/5"),
    ("<@bot> xkcd 1234", "https://xkcd.com/1234"),
    ("<@bot> xkcd -5", HINT),
    ("<@bot> xkcd", "https://xkcd.com/"),
    (
        "<@bot> xkcd soon",
        f"<@{ALICE}> `soon` is not a whole number. Type `xkcd [number]`, for example `xkcd 927`.",
    ),
]


@pytest.mark.parametrize(("text", "answer"), COMICS)
async def test_comic_is_linked_or_the_form_is_explained(bot: Bot, text: str, answer: str) -> None:
    assert await bot.hear(bot.say(text)) == [post(answer)]


async def test_link_may_be_previewed_and_the_hint_may_not(bot: Bot) -> None:
    await bot.hear(bot.say("xkcd:1234"))
    await bot.hear(bot.say("xkcd:"))
    linked, hint = (call.args for call in bot.slack.calls("chat.postMessage"))
    assert (linked["unfurl_links"], "unfurl_media" in linked) == (True, False)
    assert (hint["unfurl_links"], hint["unfurl_media"]) == (False, False)


async def test_prefix_inside_a_text_is_none(bot: Bot) -> None:
    assert await bot.hear(bot.say("see xkcd:927")) == []
