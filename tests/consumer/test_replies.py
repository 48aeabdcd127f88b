"""Commands whose answer is always the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.content import replies
from consumer.registry import Registry
from shared.channels import Channels
from shared.errors import ContentError
from shared.text import split
from shared.toml import read
from tests.consumer.bot import ALICE, BOB, NEWBIES, Bot, Write, post
from tests.consumer.conftest import OpenBot

TOUR = (
    "The tour takes you through the language, and you try everything as you go: "
    "<https://tour.golang.org/welcome/1>"
)
RESOURCES = "Here is what has helped others to learn Go:"
AWAY = "Whoever is new to Go is in good company in {}."

FIRST = """
topic = "first"

[[reply]]
command = "rules"
aliases = ["the rules", "don't do this"]
help = "what holds here"
text = "{user}, see {#rules}"
attachment = "1. Be kind in {channel}."
preview = true

[[reply]]
command = "where am i"
help = "tells it"
text = "Here."
home = "C0NEWBIES01"
away_from_home = "Not there."
"""
SECOND = """
topic = "second"

[[reply]]
command = "The Rules"
help = "other ones"
text = "None."
"""
REPLY = "command = 'x'\nhelp = 'x'\ntext = 'x'\n"
BAD = [
    ("command = 'x'\nhelp = 'x'", "reply.0.text", "is missing: add it"),
    ("command = 'x'\ntext = 'x'", "reply.0.help", "is missing: add it"),
    (REPLY + "alias = ['y']", "reply.0.alias", "the keys are command, aliases, help, text"),
    (REPLY + "aliases = ['']", "reply.0.aliases.0", "is blank: write something"),
    (REPLY.replace("'x'", "' '", 1), "reply.0.command", "is blank: write something"),
    (REPLY.replace("'x'", "'x <y>'", 1), "reply.0.command", "takes no parameters"),
    ("command='x'\ntext='x'\nhelp='a\\nb'".replace("'", '"'), "reply.0.help", "write one line"),
    (f"command='x'\ntext='x'\nhelp='{'a' * 101}'", "reply.0.help", "at most 100 characters"),
    (f"command='x'\nhelp='x'\ntext='{'a' * 3501}'", "reply.0.text", "has 3501 characters"),
    ("command='x'\nhelp='x'\ntext='{usr}'", "reply.0.text", "or write { usr }"),
    (REPLY + "attachment = '{usr}'", "reply.0.attachment", "or write { usr }"),
    (REPLY + "home = 'x'", "reply.0", "home and away_from_home belong together"),
    (REPLY + "home = '#x'\naway_from_home = 'y'", "reply.0.home", "write x, without the #"),
]


def attached(write: Write, attachment: str) -> Write:
    """Return a post with an attachment as it is compared."""
    shown = {"text": attachment, "fallback": split(attachment, 200)[0], "mrkdwn_in": ["text"]}
    return write[0], write[1] | {"attachments": [shown]}


def attachment_of(command: str) -> str:
    """Return what a reply of the community has attached."""
    found = read(replies.FOLDER / "learning.toml", replies.Replies).reply
    [text] = [one.attachment for one in found if one.command == command]
    return text


@pytest.fixture
async def ruled(open_bot: OpenBot, tmp_path: Path) -> Bot:
    """A bot with the first file alone."""
    (tmp_path / "first.toml").write_text(FIRST)
    [router] = replies.load(tmp_path)
    return await open_bot(Registry(router.handlers))


@pytest.mark.parametrize(
    ("text", "channel", "answers"),
    [
        ("<@bot> go tour", "general", [post(TOUR)]),
        ("<@bot> Tour", "general", [post(TOUR)]),
        ("<@bot> tour <@bob>", "general", [post(f"<@{BOB}> {TOUR}")]),
        ("tour", "alice", [post(TOUR, "D0ALICE0001")]),
        ("go tour", "general", []),
    ],
)
async def test_reply_is_given_to_those_who_are_mentioned(
    bot: Bot, text: str, channel: str, answers: list[Write]
) -> None:
    assert await bot.hear(bot.say(text, channel)) == answers


@pytest.mark.parametrize("words", ["rules", "The Rules", "don’t do this", "rules."])
async def test_reply_has_its_places_filled_its_attachment_and_its_preview(
    ruled: Bot, words: str
) -> None:
    await Channels(ruled.redis, "burrow").put("C0RULES", "rules")
    event = ruled.say(f"<@bot> {words}")
    text, attachment = f"<@{ALICE}>, see <#C0RULES>", f"1. Be kind in <#{event['channel']}>."
    assert await ruled.hear(event) == [attached(post(text), attachment)]
    [call] = ruled.slack.calls("chat.postMessage")
    assert call.args["unfurl_links"] is True


@pytest.mark.parametrize(
    ("cached", "channel", "text"),
    [
        (True, "general", f"{AWAY.format(f'<#{NEWBIES}>')}\n\n{RESOURCES}"),
        (True, "newbies", RESOURCES),
        (False, "general", f"{AWAY.format('#newbies')}\n\n{RESOURCES}"),
    ],
    ids=["away", "at home", "away, with an empty cache"],
)
async def test_newbie_resources_name_their_channel_anywhere_else(
    bot: Bot, cached: bool, channel: str, text: str
) -> None:
    if cached:
        await Channels(bot.redis, "burrow").put(NEWBIES, "newbies")
    bot.slack.join("alice", "newbies")
    event = bot.say("<@bot> newbie resources <@bob>", channel)
    answer = attached(post(f"<@{BOB}> {text}", event["channel"]), attachment_of("newbie resources"))
    assert await bot.hear(event) == [answer]


@pytest.mark.parametrize(
    ("channel", "text"), [("newbies", "Here."), ("general", "Not there.\n\nHere.")]
)
async def test_home_may_be_named_by_its_id(ruled: Bot, channel: str, text: str) -> None:
    ruled.slack.join("alice", "newbies")
    event = ruled.say("<@bot> where am I", channel)
    assert await ruled.hear(event) == [post(text, event["channel"])]


def test_names_of_replies_stay_when_a_file_is_edited(tmp_path: Path) -> None:
    (tmp_path / "first.toml").write_text(
        FIRST.replace("[[reply]]", "[[reply]]\n" + REPLY + "[[reply]]", 1)
    )
    [router] = replies.load(tmp_path)
    names = [handler.name for handler in router.handlers]
    assert names == ["replies.x", "replies.rules", "replies.where_am_i"]


def test_files_are_read_by_the_alphabet_each_under_its_topic(tmp_path: Path) -> None:
    for name in "fbdaec":
        (tmp_path / f"{name}.toml").write_text(f"topic = 'about{name}'")
    (tmp_path / "notes.md").write_text("not read")
    routers = replies.load(tmp_path)
    assert [router.topic for router in routers] == [f"about{name}" for name in "abcdef"]


def test_trigger_of_two_files_is_refused_with_both_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(FIRST)
    (tmp_path / "b.toml").write_text(SECOND)
    handlers = [handler for router in replies.load(tmp_path) for handler in router.handlers]
    with pytest.raises(ContentError) as caught:
        Registry(handlers)
    assert (caught.value.file, caught.value.key) == (str(tmp_path / "b.toml"), "The Rules")
    assert f"is already taken by {tmp_path / 'a.toml'}" in caught.value.cure


@pytest.mark.parametrize(("table", "key", "cure"), BAD)
def test_bad_reply_is_refused_with_key_and_cure(
    tmp_path: Path, table: str, key: str, cure: str
) -> None:
    file = tmp_path / "go.toml"
    file.write_text(f"topic = 'go'\n[[reply]]\n{table}")
    with pytest.raises(ContentError) as caught:
        replies.load(tmp_path)
    assert (caught.value.file, caught.value.key) == (str(file), key)
    assert cure in caught.value.cure


@pytest.mark.parametrize("topic", ["Go", "two words", ""])
def test_topic_that_nobody_could_ask_for_is_refused(tmp_path: Path, topic: str) -> None:
    (tmp_path / "go.toml").write_text(f"topic = '{topic}'")
    with pytest.raises(ContentError, match="topic: write one word in small letters"):
        replies.load(tmp_path)
