"""`d/` and `ghd/`."""

from __future__ import annotations

import pytest

from tests.consumer.bot import Bot, post

LINKS = [
    ("d/net/http", "<https://godoc.org/net/http>"),
    ("D/net/http is nice", "<https://godoc.org/net/http>"),
    ("d/net/http\nnice", "<https://godoc.org/net/http>"),
    ("<@bob> ghd/pkg/errors#Wrap see", "<https://godoc.org/github.com/pkg/errors#Wrap>"),
    ("d/&lt;!channel&gt;", "<https://godoc.org/%3C!channel%3E>"),
    ("d/a|b&amp;c", "<https://godoc.org/a%7Cb&amp;c>"),
]
NOTHING = ["d/", "d/ net/http", "ghd/", "see d/net/http"]


@pytest.mark.parametrize(("text", "link"), LINKS)
async def test_package_is_linked(bot: Bot, text: str, link: str) -> None:
    assert await bot.hear(bot.say(text)) == [post(link)]


@pytest.mark.parametrize("text", ["d/", "ghd/", "d/ net/http"])
async def test_who_asked_for_no_package_learns_how(bot: Bot, text: str) -> None:
    [(method, arguments)] = await bot.slash(text)
    assert method == "chat.postEphemeral"
    assert arguments["text"].startswith("I found no command in that.")
    [heard] = await bot.hear(bot.say(text, "alice"))
    assert heard[1]["text"] == arguments["text"]


@pytest.mark.parametrize("text", NOTHING)
async def test_text_without_a_package_gets_nothing(bot: Bot, text: str) -> None:
    assert await bot.hear(bot.say(text)) == []
