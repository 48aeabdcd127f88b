"""The list of recommended channels."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.content import recommended
from shared.channels import Channels
from shared.errors import ContentError
from shared.toml import read
from tests.consumer.bot import BOB, Bot, post
from tests.consumer.test_replies import attached

TEXT = "Here are some channels worth a look:"
NONE_KNOWN = (
    "I have a list of channels to recommend, but I find none of them in this workspace yet. "
    "Please ask me again in a few minutes."
)
CHANNELS = [
    ("general", True),
    ("newbies", True),
    ("gotimefm", True),
    ("jobs", True),
    ("modules", False),
    ("reviews", True),
    ("showandtell", False),
    ("aws", False),
    ("bbq", False),
    ("devops", False),
    ("golang-cls", False),
    ("goreviews", True),
    ("performance", False),
    ("remotemeetup", True),
    ("security", False),
    ("admin-help", True),
]
HEAD = "command = 'c'\nhelp = 'h'\ntopic = 't'\ntext = 't'\nnone_known = 'n'\n"
ROW = "[[channel]]\nname = 'x'\nabout = 'y'\n"
BAD = [
    (HEAD, "channel", "is missing: add it"),
    (ROW, "command", "is missing: add it"),
    (HEAD + ROW.replace("'x'", "'#x'"), "channel.0.name", "write x, without the #"),
    (HEAD + ROW.replace("'x'", "'C0ABC'"), "channel.0.name", "'C0ABC' is no channel"),
    (HEAD + ROW.replace("'x'", "''"), "channel.0.name", "is blank: write something"),
    (HEAD + ROW.replace("'y'", "''"), "channel.0.about", "is blank: write something"),
    (HEAD + ROW + "welcom = true", "channel.0.welcom", "the keys are name, about, welcome"),
    (HEAD.replace("text = 't'", "text = '{usr}'") + ROW, "text", "or write { usr }"),
]


def test_community_recommends_these_channels_in_this_order() -> None:
    found = read(recommended.FILE, recommended.Recommended).channel
    assert [(channel.name, channel.welcome) for channel in found] == CHANNELS


@pytest.mark.parametrize("words", ["recommended channels", "Channels"])
async def test_known_channels_are_listed_in_the_order_of_the_file(bot: Bot, words: str) -> None:
    cache = Channels(bot.redis, "burrow")
    await cache.put("C0ADMINHELP", "admin-help")
    await cache.put("C0AWS", "aws")
    await cache.put("C0OTHER", "other")
    listed = (
        "- <#C0AWS> -&gt; Go on AWS\n"
        "- <#C0ADMINHELP> -&gt; the moderators and admins, when you need one"
    )
    answer = await bot.hear(bot.say(f"<@bot> {words} <@bob>"))
    assert answer == [attached(post(f"<@{BOB}> {TEXT}"), listed)]


async def test_without_any_known_channel_the_answer_says_so(bot: Bot) -> None:
    assert await bot.hear(bot.say("<@bot> channels")) == [post(NONE_KNOWN)]


@pytest.mark.parametrize(("content", "key", "cure"), BAD)
def test_bad_list_is_refused_with_key_and_cure(
    tmp_path: Path, content: str, key: str, cure: str
) -> None:
    file = tmp_path / "recommended.toml"
    file.write_text(content)
    with pytest.raises(ContentError) as caught:
        recommended.load(file)
    assert (caught.value.file, caught.value.key) == (str(file), key)
    assert cure in caught.value.cure
