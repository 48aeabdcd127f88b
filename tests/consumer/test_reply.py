"""What a handler can answer with, and how it reaches Slack."""

from __future__ import annotations

from typing import Any, cast

import pytest

from consumer.message import Place
from consumer.reply import Reply, addressed
from shared.text import POST_CHARS
from shared.writes import Writer

Write = tuple[str, str, dict[str, Any]]
PREVIEWS = {"unfurl_links": False, "unfurl_media": False}
CHANNEL, THREAD = Place("C1", "U1", "1.2"), Place("C1", "U1", "1.2", "1.1")
DM = Place("D1", "U1", "1.2", is_dm=True)


class RecordingWriter:
    """Notes what is written."""

    def __init__(self) -> None:
        self.writes: list[Write] = []

    async def write(self, name: str, method: str, arguments: dict[str, Any]) -> None:
        """Note one write."""
        self.writes.append((name, method, arguments))


@pytest.fixture
def writer() -> RecordingWriter:
    return RecordingWriter()


def replying(writer: RecordingWriter, place: Place, *, speaks: bool = True) -> Reply:
    return Reply(cast(Writer, writer), "a.b", place, speaks=speaks)


async def test_text_goes_to_the_channel(writer: RecordingWriter) -> None:
    await replying(writer, CHANNEL).text("hi")
    assert writer.writes == [
        ("a.b:0", "chat.postMessage", {"channel": "C1", "text": "hi"} | PREVIEWS)
    ]


async def test_long_text_goes_in_parts_that_begin_with_the_mentions(
    writer: RecordingWriter,
) -> None:
    await replying(writer, THREAD).text("x" * POST_CHARS + " y", mentions=("U2", "U3"))
    parts = [arguments["text"] for _, _, arguments in writer.writes]
    assert [name for name, _, _ in writer.writes] == ["a.b:0", "a.b:1"]
    assert " ".join(parts).split() == ["<@U2>", "<@U3>", *" ".join(parts).split()[2:]]
    assert {arguments["thread_ts"] for _, _, arguments in writer.writes} == {"1.1"}


@pytest.mark.parametrize(
    ("place", "method", "where"),
    [
        (CHANNEL, "chat.postEphemeral", {"channel": "C1", "user": "U1"}),
        (THREAD, "chat.postEphemeral", {"channel": "C1", "user": "U1", "thread_ts": "1.1"}),
        (DM, "chat.postMessage", {"channel": "D1"} | PREVIEWS),
    ],
)
async def test_ephemeral_is_for_the_author_and_plain_where_nobody_else_is(
    writer: RecordingWriter, place: Place, method: str, where: dict[str, Any]
) -> None:
    await replying(writer, place).ephemeral("psst")
    assert writer.writes == [("a.b:0", method, where | {"text": "psst"})]


async def test_direct_goes_to_the_author(writer: RecordingWriter) -> None:
    await replying(writer, THREAD).direct("hi")
    expected = {"channel": "U1", "text": "hi"} | PREVIEWS
    assert writer.writes == [("a.b:0", "chat.postMessage", expected)]


async def test_answer_to_the_author_mentions_them(writer: RecordingWriter) -> None:
    await replying(writer, CHANNEL).to_author("hi")
    assert writer.writes[0][2]["text"] == "<@U1> hi"


async def test_reactions_are_put_on_the_message_one_by_one(writer: RecordingWriter) -> None:
    await replying(writer, THREAD).react("one", "two")
    where = {"channel": "C1", "timestamp": "1.2"}
    assert writer.writes == [
        ("a.b:0", "reactions.add", where | {"name": "one"}),
        ("a.b:1", "reactions.add", where | {"name": "two"}),
    ]


async def test_emoji_that_another_handler_put_there_is_not_sent_again(
    writer: RecordingWriter,
) -> None:
    reply = Reply(cast(Writer, writer), "a.b", CHANNEL, reacted={"one"})
    await reply.react("one", "two", "two")
    # The ordinal is that of a run in which nothing was there.
    assert [(name, args["name"]) for name, _, args in writer.writes] == [("a.b:1", "two")]
    assert reply.reacted == {"one", "two"}


def attachment(text: str, fallback: str = "") -> dict[str, Any]:
    return {"text": text, "fallback": fallback or text, "mrkdwn_in": ["text"]}


ATTACHED = [
    ("hi", "below", [{"text": "hi", "attachments": [attachment("below")]}]),
    ("hi", "", [{"text": "hi"}]),
    (
        "hi",
        "x" * POST_CHARS + " y",
        [
            {"text": "hi", "attachments": [attachment("x" * POST_CHARS, "x" * 200)]},
            {"text": "…", "attachments": [attachment("y")]},
        ],
    ),
]


@pytest.mark.parametrize(("text", "below", "posts"), ATTACHED)
async def test_attachment_stands_below_the_text(
    writer: RecordingWriter, text: str, below: str, posts: list[dict[str, Any]]
) -> None:
    await replying(writer, CHANNEL).text(text, attachment=below)
    shown = [
        {key: args[key] for key in ("text", "attachments") if key in args}
        for _, _, args in writer.writes
    ]
    assert shown == posts


async def test_private_answers_may_have_attachments_too(writer: RecordingWriter) -> None:
    await replying(writer, CHANNEL).ephemeral("hi", attachment="below")
    await replying(writer, CHANNEL).direct("hi", attachment="below")
    assert [args["attachments"] for _, _, args in writer.writes] == [[attachment("below")]] * 2


async def test_preview_lets_slack_show_links(writer: RecordingWriter) -> None:
    await replying(writer, CHANNEL).text("https://example.org", preview=True)
    [(_, _, arguments)] = writer.writes
    assert arguments == {"channel": "C1", "text": "https://example.org", "unfurl_links": True}


async def test_silent_reply_writes_nothing(writer: RecordingWriter) -> None:
    reply = replying(writer, CHANNEL, speaks=False)
    await reply.text("hi")
    await reply.react("one")
    await reply.ephemeral("psst")
    await reply.direct("hi")
    assert writer.writes == []


@pytest.mark.parametrize(
    ("users", "text"),
    [
        ((), "hi"),
        (("U1", "", "U2"), "<@U1> <@U2> hi"),
        (("",), "hi"),
        (("U1",) * 99, "<@U1> " * 20 + "hi"),
    ],
)
def test_users_are_mentioned_if_there_are_any_and_not_thousands_of_them(
    users: tuple[str, ...], text: str
) -> None:
    assert addressed("hi", users) == text
