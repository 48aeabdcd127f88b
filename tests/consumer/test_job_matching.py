"""Which command of a job a message is, and what it says: from Slack's text to values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.matching import HOSTILE, took_us
from consumer.arguments import text_behind
from consumer.handler import Handler
from consumer.message import Message, read_message
from consumer.registry import Registry
from consumer.reply import Reply
from jobs.patterns import Pattern, parse
from shared.events import Event
from shared.slack import Identity

ME = Identity("U0BOT", "B0BOT", "T0TEAM")
LIMIT_US = 10_000

ADDRESSED = [
    ("<@U0BOT> demo hi", "demo hi"),
    ("Hey <@U0BOT> demo hi", "demo hi"),
    ("Reminder: <@U0BOT|bot> demo hi", "demo hi"),
    ("Reminder: <@U0BOT|bot> demo hi.", "demo hi"),
    ("glued<@U0BOT>demo hi", "demo hi"),
    ("<@U0BOT>: demo hi", "demo hi"),
    ("<@U0BOT>, Demo  HI...", "demo hi"),
    ("<@U0BOT>\u00a0demo\u200b hi…", "demo hi"),
    ("demo hi <@U0BOT>", "demo hi"),
    ("hello\n<@U0BOT> demo hi", "demo hi"),
    ("hello\nyou <@U0BOT> demo hi\nand the rest", "demo hi"),
    ("<@U0BOT>\ndemo hi", "demo hi"),
    ("<@U0BOT>\n\n  demo hi\nmore", "demo hi"),
    ("<@U7> <@U0BOT> demo hi", "demo hi"),
    ("<@U0BOT> please, <@U0BOT> demo hi", "demo hi"),
    ("<@U0BOT> demo hi cc <@U0BOT>", None),
    ("ask <@U0BOT> about <@U0BOT> demo hi\nor <@U0BOT>", "demo hi"),
    ("Hey <@U0BOT> flip a coin", "flip a coin"),
    ("<@U0BOT> demo hello", None),
    ("<@U0BOT> demo hi there", None),
    ("<@U0BOT> demo hi?", None),
    ("<@U0BOT> demo", None),
    ("<@U0BOT> please demo hi", None),
    ("U0BOT demo hi", None),
    ("<@U0BOT> U0BOT demo hi", None),
    ("<@U7> demo hi", None),
    ("demo hi", None),
]
VALUES: list[tuple[str, str, dict[str, Any]]] = [
    ("<@U0BOT> demo say a b; touch x", "demo say <w>", {"w": "a b; touch x"}),
    ("<@U0BOT> demo say  a \n b", "demo say <w>", {"w": "a"}),
    ("<@U0BOT> demo say 5\nmore", "demo say <w>", {"w": "5"}),
    ("<@U0BOT> demo say 5 cc <@U0BOT>", "demo say <w>", {"w": "5 cc"}),
    ("<@U0BOT> demo say <http://x.org|x.org>", "demo say <w>", {"w": "http://x.org"}),
    (
        "<@U0BOT> demo say see <https://x.org/a?b=1&amp;c=2|this> now",
        "demo say <w>",
        {"w": "see https://x.org/a?b=1&c=2 now"},
    ),
    ("<@U0BOT|bot> demo say <http://x.org>", "demo say <w>", {"w": "http://x.org"}),
    ("<@U0BOT> demo say <mailto:a@x.org|a@x.org>", "demo say <w>", {"w": "a@x.org"}),
    ("<@U0BOT> demo say <tel:+4420|call>", "demo say <w>", {"w": "+4420"}),
    ("<@U0BOT> demo say a &lt; b &amp;&amp; c", "demo say <w>", {"w": "a < b && c"}),
    ("<@U0BOT> demo say &amp;lt;", "demo say <w>", {"w": "&lt;"}),
    ("<@U0BOT> demo say “It’s”", "demo say <w>", {"w": '"It\'s"'}),
    ("<@U0BOT> demo say <@U7|bob> in <#C2|dev>", "demo say <w>", {"w": "<@U7> in <#C2>"}),
    ("<@U0BOT> demo say Hello World.", "demo say <w>", {"w": "Hello World"}),
    ("<@U0BOT> demo greet", "demo greet", {}),
    ("<@U0BOT> demo greet Ann", "demo greet <name>", {"name": "Ann"}),
    ("<@U0BOT> demo greet <@U7>", "demo greet <name>", {"name": "<@U7>"}),
    ("<@U0BOT> demo 1 against 2", "demo <a> against <b>", {"a": "1", "b": "2"}),
    (
        "<@U0BOT> demo 1 AGAINST 2 against 3",
        "demo <a> against <b>",
        {"a": "1", "b": "2 against 3"},
    ),
    ("<@U0BOT> demo say against all", "demo say <w>", {"w": "against all"}),
    (
        "<@U0BOT> demo praise <@U7|bob> in <#C2|dev>",
        "demo praise <who> in <where> [how]",
        {"who": "U7", "where": "C2", "how": "much"},
    ),
    (
        "<@U0BOT> demo praise <@U7> in <#C2> LITTLE",
        "demo praise <who> in <where> [how]",
        {"who": "U7", "where": "C2", "how": "little"},
    ),
    (
        "<@U0BOT> demo dep hold from tomorrow 09:00 to tomorrow 11:00",
        "demo dep hold from <start_at> to <end_at>",
        {"start_at": "tomorrow 09:00", "end_at": "tomorrow 11:00"},
    ),
]
DIRECT = [
    ("demo  hi.", "demo hi"),
    ("demo say two\nlines", "demo say <w>"),
    ("hey demo hi", None),
    ("hey <@U0BOT> demo hi", "demo hi"),
]


def said(text: str, kind: str = "channel") -> Message:
    body = {"type": "message", "user": "U1", "channel": "C1", "ts": "1.2", "text": text}
    event = Event("s", "1-0", "Ev1", 1, 1, body | {"channel_type": kind}, "message")
    message = read_message(event, ME)
    assert message is not None
    return message


def usage(registry: Registry, message: Message) -> str | None:
    """Return the command that runs for a message."""
    handlers = [one for one in registry.for_message(message) if one.kind == "command"]
    return handlers[0].usage if handlers else None


@pytest.mark.parametrize(("text", "expected"), ADDRESSED)
def test_command_is_found_wherever_the_bot_is_mentioned(
    demo_registry: Registry, text: str, expected: str | None
) -> None:
    assert usage(demo_registry, said(text)) == expected


@pytest.mark.parametrize(("text", "expected"), DIRECT)
def test_direct_message_is_a_command_as_a_whole(
    demo_registry: Registry, text: str, expected: str | None
) -> None:
    assert usage(demo_registry, said(text, "im")) == expected


@pytest.mark.parametrize(("text", "command", "values"), VALUES)
def test_values_are_what_the_person_meant_without_slacks_markup(
    demo_registry: Registry, text: str, command: str, values: dict[str, Any]
) -> None:
    asked = demo_registry.asked(said(text))
    assert asked is not None
    handler, part = asked
    given = handler.parameters.split(text_behind(handler, part))
    assert (handler.usage, handler.parameters.values(given)) == (command, values)


async def nothing(message: Message, reply: Reply) -> None:
    """Do nothing."""


def command(text: str, optional: tuple[str, ...] = ()) -> Handler:
    pattern: Pattern = parse(text, optional)
    holes: Any = pattern.names
    return Handler(
        text, "command", nothing, pattern.trigger, parameters=holes, namespace="x", pattern=pattern
    )


OVERLAPPING = Registry(
    [
        command("x [any]"),
        command("x wave [who]", ("who",)),
        command("x wave"),
        command("x pick [one] and [other]"),
        command("x pick [one] or [other]"),
    ]
)
PREFERRED = [
    ("x wave", "x wave"),
    ("x wave bob", "x wave [who]"),
    ("x waves bob", "x [any]"),
    ("x pick a or b and c", "x pick [one] and [other]"),
    ("x pick", "x [any]"),
]


@pytest.mark.parametrize(("text", "name"), PREFERRED)
def test_longest_beginning_wins_then_the_literal_one_then_the_first(text: str, name: str) -> None:
    asked = OVERLAPPING.asked(said(text, "im"))
    assert asked is not None
    assert asked[0].name == name


TEXTS = {
    "a command": "x name7 what is this",
    "no command": "x nobody knows what this is",
    "chatter": "does anybody know whether the new release breaks what we built",
} | HOSTILE


@pytest.fixture(scope="module")
def sizes() -> tuple[Registry, Registry]:
    """A registry of 100 commands of jobs, and one of 10,000."""
    few, many = (
        Registry([command(f"x name{n} [a] and [b]") for n in range(count)])
        for count in (100, 10_000)
    )
    return few, many


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_cost_grows_neither_with_the_number_of_commands_nor_beyond_the_text(
    sizes: tuple[Registry, Registry], text: str
) -> None:
    few, many = (min(took_us(one, text, times=1) for _ in range(10)) for one in sizes)
    assert many < 2 * few + 20
    assert many < LIMIT_US


@pytest.mark.parametrize("text", ["<@U0BOT> x name1 " * 2_000, "<@U0BOT>\n" * 4_000])
def test_thousands_of_mentions_of_the_bot_take_no_longer(
    sizes: tuple[Registry, Registry], text: str
) -> None:
    assert min(took_us(sizes[1], text, times=1) for _ in range(10)) < LIMIT_US


PIECES = st.sampled_from(
    [
        "<@U0BOT>",
        "<@U7>",
        "<#C1|x y>",
        "demo",
        "say",
        "hi",
        "against",
        "\n",
        " ",
        ":",
        ".",
        "<",
        "a",
    ]
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_text_raises_and_the_bots_mention_is_no_part_of_a_value(text: str) -> None:
    asked = FUZZED.asked(said(text))
    behind = text_behind(*asked) if asked else ""
    assert "<@U0BOT>" not in behind


FUZZED = Registry([command("demo say [w]"), command("demo hi"), command("demo [a] against [b]")])
