"""What follows a command, wherever in the message people are mentioned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.arguments import text_behind
from consumer.handler import Handler
from consumer.message import read_message
from consumer.parameters import parse
from shared.events import Event
from shared.slack import Identity
from tests.consumer.test_registry import function

ME = Identity("U0BOT", "B0BOT", "T0TEAM")
TRIGGER, PARAMETERS = parse("praise much <who:user> <text>")
PRAISE = Handler("a.b", "command", function("praise"), TRIGGER, parameters=PARAMETERS)

TEXTS = [
    ("<@U0BOT> praise much <@U7> for it", "<@U7> for it"),
    ("<@U0BOT|burrow>: praise much <@U7|bob smith>  for\nit", "<@U7>  for\nit"),
    ("<@U7> <@U0BOT> praise much him", "him"),
    ("<@U7>: <@U0BOT> praise much <@U8>", "<@U8>"),
    ("<@U0BOT> praise <@U7> much <@U8>", "<@U8>"),
    ("<@U0BOT> pra<@U7>ise much <@U8> x<@U9>y", "<@U8> x<@U9>y"),
    ("praise much <@U7> <@U0BOT>", "<@U7>"),
    ("praise much <#C1|dev> <!subteam^S1|@all> <!here>", "<#C1> <!subteam^S1> <!here>"),
    ("<@U0BOT> praise much <@U7> ping &lt;!channel&gt; please", "<@U7> ping <!channel> please"),
    ("<@U0BOT> praise much &lt;@U8&gt; <@U7>", "<@U8> <@U7>"),
    ("<@U0BOT> praise much <https://x.org|the site> <@U7>", "the site <@U7>"),
    ("<@U0BOT> praise much \ue000 <@U7>", "\ue000"),
    ("praise much", ""),
    ("praise much <@U7>", "<@U7>"),
]


def behind(text: str) -> str:
    body = {"type": "message", "user": "U1", "channel": "C1", "text": text}
    message = read_message(Event("s", "1-0", "Ev1", 1, 1, body, "message"), ME)
    assert message is not None
    return text_behind(PRAISE, message)


@pytest.mark.parametrize(("text", "rest"), TEXTS)
def test_mentions_are_kept_where_they_stand_behind_the_command(text: str, rest: str) -> None:
    assert behind(text) == rest


def test_a_thousand_mentions_are_kept_in_their_order() -> None:
    people = "".join(f"<@U{number:03}>" for number in range(1_000))
    assert behind(f"praise much {people}") == people


PIECES = st.sampled_from(
    [
        "<@U0BOT>",
        "<@U7>",
        "<#C1|x y>",
        "praise",
        "much",
        "Praise",
        ":",
        " ",
        "\n",
        "&lt;@U8&gt;",
        "a",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_text_raises_and_the_bots_mention_is_never_left(text: str) -> None:
    assert "<@U0BOT>" not in behind(text)
