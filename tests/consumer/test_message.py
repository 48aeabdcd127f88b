"""What a message is: its text, its mentions, whom it is for. No text and no field raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumer.arguments import text_behind
from consumer.handlers import load
from consumer.message import Message, read_message
from shared.events import Event
from shared.slack import Identity

ME = Identity("U0BOT", "B0BOT", "T0TEAM")
REGISTRY = load()

TEXTS: list[tuple[str, str, str, tuple[str, ...], bool]] = [
    # raw, text, the same without mentions, who is mentioned, is the bot
    ("plain text", "plain text", "plain text", (), False),
    ("<@U0BOT> books", "books", "books", (), True),
    ("books <@U0BOT>", "books", "books", (), True),
    ("<@U0BOT|burrow>: books", "books", "books", (), True),
    ("bo<@U0BOT>oks", "books", "books", (), True),
    ("<@U0BOT> flip <@W2> a coin", "flip <@W2> a coin", "flip  a coin", ("W2",), True),
    ("<@U1|bob> hi <@U1> <@U2>", "<@U1> hi <@U1> <@U2>", "hi", ("U1", "U1", "U2"), False),
    ("<@u0bot> hi", "<@u0bot> hi", "<@u0bot> hi", (), False),
    ("<@B0BOT> hi", "<@B0BOT> hi", "<@B0BOT> hi", (), False),
    ("<@U0BOTANIST> hi", "<@U0BOTANIST> hi", "hi", ("U0BOTANIST",), False),
    ("&lt;@U0BOT&gt; hi", "<@U0BOT> hi", "<@U0BOT> hi", (), False),
    ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d", "a < b && c > d", (), False),
    ("&amp;lt;", "&lt;", "&lt;", (), False),
    (
        "<https://e.org/x?a=1&amp;b=2>",
        "https://e.org/x?a=1&b=2",
        "https://e.org/x?a=1&b=2",
        (),
        False,
    ),
    ("<https://example.org|example.org> it", "example.org it", "example.org it", (), False),
    ("<mailto:a@example.org|a@example.org>", "a@example.org", "a@example.org", (), False),
    ("<#C12|general> x <!here>", "<#C12> x <!here>", "x", (), False),
    ("<@U0BOT> x <!subteam^S1|@all>", "x <!subteam^S1>", "x", (), True),
    ("don’t “ask”", 'don\'t "ask"', 'don\'t "ask"', (), False),
    ("a\u00a0b\u202fc", "a b c", "a b c", (), False),
    ("z\u200bero\u2060 \ufeffwidth", "zero width", "zero width", (), False),
    ("cafe\u0301", "café", "café", (), False),
    (": colon", ": colon", ": colon", (), False),
    ("<@U0BOT>, books", "books", "books", (), True),
    ("<@U0BOT> :books:", ":books:", ":books:", (), True),
    ("<@U0BOT>:books: x", ":books: x", ":books: x", (), True),
    ("<@U0BOT>:books", "books", "books", (), True),
    (":wave: <@U0BOT>", ":wave:", ":wave:", (), True),
    (", really <@U0BOT>", ", really", ", really", (), True),
    ("<@U7>: hi <@U0BOT>", "<@U7>: hi", "hi", ("U7",), True),
    ("", "", "", (), False),
]


def read(body: dict[str, Any]) -> Message | None:
    kind = str(body.get("type", ""))
    return read_message(Event("slack_message_public", "1-0", "Ev1", 1, 1, body, kind), ME)


def said(text: str) -> Message:
    message = read({"type": "message", "user": "U0ALICE", "text": text, "channel": "C1"})
    assert message is not None
    return message


@pytest.mark.parametrize(("raw", "text", "bare", "mentions", "mentioned"), TEXTS)
def test_text_is_what_the_person_typed_with_and_without_mentions(
    raw: str, text: str, bare: str, mentions: tuple[str, ...], mentioned: bool
) -> None:
    message = said(raw)
    assert (message.text, message.bare) == (text, bare)
    assert (message.mentions, message.mentioned) == (mentions, mentioned)
    assert message.raw == raw


def test_folded_text_is_one_line_without_case() -> None:
    assert said("  Grüße\n\n an\tSTRASSE ").folded == "grüsse an strasse"


@pytest.mark.parametrize("event_type", ["reaction_added", "team_join", "", 7])
def test_other_events_are_no_messages(event_type: object) -> None:
    assert read({"type": event_type, "user": "U0ALICE", "text": "help"}) is None


MARKS = st.sampled_from(
    ["<@U0BOT>", "<@", "<", ">", "|", "&lt;", "&", ";", ": ", "help", "define "]
)
SLACKISH = st.lists(st.one_of(MARKS, st.text(max_size=5)), max_size=12).map("".join)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=3,
)
NAMES = (
    "text",
    "user",
    "ts",
    "channel",
    "channel_type",
    "subtype",
    "thread_ts",
    "hidden",
    "app_id",
)


@settings(deadline=None)  # the machine may be busy
@given(st.one_of(st.text(), SLACKISH))
def test_no_text_raises_and_every_command_has_its_arguments(text: str) -> None:
    message = said(text)
    command = REGISTRY.matcher.command_in(message.folded)
    behind = text_behind(command, message) if command else ""
    assert behind == behind.strip()
    assert REGISTRY.for_message(message) is not None


@settings(deadline=None)  # the machine may be busy
@given(st.dictionaries(st.sampled_from(NAMES), ODD))
def test_no_field_of_any_type_raises(fields: dict[str, Any]) -> None:
    message = read({"type": "message"} | fields)
    user = message.place.user if message else ""
    assert isinstance(user, str)
