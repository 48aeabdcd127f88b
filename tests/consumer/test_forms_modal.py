"""The form of a command, as Slack is given it."""

from __future__ import annotations

from typing import Any

import pytest

from consumer.forms import filled, modal, ticket
from consumer.forms.elements import element
from consumer.forms.fields import Field
from consumer.forms.ticket import Ticket, ticket_for
from consumer.handler import Handler
from consumer.message import Place
from consumer.parameters import parse
from jobs.patterns import parse as parse_pattern

TICKET = Ticket("people.tell", "tell", "C0GENERAL01")
MANY = tuple(f"choice-{at}" for at in range(101))


def command(usage: str, **facts: Any) -> Handler:
    """Return a command that takes what its usage says."""

    async def run(*_: object) -> None:
        raise AssertionError("nobody runs it here")

    trigger, parameters = parse(usage)
    return Handler("people.tell", "command", run, trigger, parameters=parameters, **facts)


def option(text: str) -> dict[str, Any]:
    """Return a choice as Slack has it."""
    return {"text": {"type": "plain_text", "text": text, "emoji": True}, "value": text}


LINE = {"type": "plain_text_input", "multiline": False, "max_length": 3000}
CHANNELS = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
SIDES = {"type": "static_select", "options": [option("on"), option("off")]}
NUMBER = {"type": "number_input", "is_decimal_allowed": False}
TYPED_CHOICE = Field("f", "choice", choices=("x" * 76,))
SIDE = Field("f", "choice", choices=("on", "off"))

ELEMENTS = [
    (Field("f", "text"), "", LINE | {"multiline": True}),
    (Field("f", "line"), "", LINE),
    (Field("f", "word"), "abc", LINE | {"initial_value": "abc"}),
    (Field("f", "word"), "x" * 3001, LINE),
    (Field("f", "int"), "", NUMBER),
    (Field("f", "int"), "-7", NUMBER | {"initial_value": "-7"}),
    (Field("f", "int"), "many", NUMBER),
    (Field("f", "user"), "", {"type": "users_select"}),
    (Field("f", "user"), "<@U7>", {"type": "users_select", "initial_user": "U7"}),
    (Field("f", "user"), "ann", {"type": "users_select"}),
    (Field("f", "channel"), "C7", CHANNELS | {"initial_conversation": "C7"}),
    (SIDE, "", SIDES),
    (SIDE, "OFF", SIDES | {"initial_option": option("off")}),
    (SIDE, "dim", SIDES),
    (TYPED_CHOICE, "", LINE),
    (
        Field("f", "choice", choices=MANY),
        "choice-100",
        {
            "type": "external_select",
            "min_query_length": 0,
            "initial_option": option("choice-100"),
        },
    ),
]
TITLES = [
    ("define", "define"),
    ("demo deploy the site now", "demo deploy the site now"),
    ("demo deploy the site at once", "demo deploy the site at…"),
    ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvw…"),
]
WORDS = [
    ("who", "user", "U7", "<@U7>"),
    ("where", "channel", "C7", "<#C7>"),
    ("who", "user", "ann", "ann"),
    ("text", "text", "  two\nlines ", "two\nlines"),
    ("text", "text", "“quoted”\u00a0&amp; <b>", '"quoted" &amp; <b>'),
    ("word", "word", "U7", "U7"),
]
WRITTEN = [
    (
        "tell <who:user> <text>",
        {"who": "<@U7>", "text": "hi <!here>"},
        "tell <@U7> hi &lt;!here&gt;",
    ),
    ("xkcd [number:int]", {"number": "9"}, "xkcd 9"),
    ("put <what> [where]", {"what": "it"}, "put it"),
    ("help", {}, "help"),
]


@pytest.mark.parametrize(("field", "given", "made"), ELEMENTS)
def test_each_kind_of_field_has_its_element(field: Field, given: str, made: dict[str, Any]) -> None:
    assert element(field, given) == made | {"action_id": "form:f"}


def test_form_has_an_introduction_and_a_block_for_each_field() -> None:
    made = modal.form(
        command("tell <who:user> [note]", help="tells <somebody>", example="tell @ann"), TICKET
    )
    assert {key: made[key] for key in made.keys() - {"blocks"}} == {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "tell", "emoji": True},
        "submit": {"type": "plain_text", "text": "Run", "emoji": True},
        "close": {"type": "plain_text", "text": "Cancel", "emoji": True},
        "private_metadata": '{"command":"people.tell","trigger":"tell","channel":"C0GENERAL01"}',
    }
    intro, who, note = made["blocks"]
    assert intro["text"]["text"] == (
        "Tells &lt;somebody&gt;\n"
        "You can type it to me, too: `tell &lt;who&gt; [note]`, for example `tell @ann`."
    )
    assert who == {
        "type": "input",
        "block_id": "who",
        "label": {"type": "plain_text", "text": "Who", "emoji": True},
        "element": {"type": "users_select", "action_id": "form:who", "focus_on_load": True},
        "optional": False,
    }
    assert (note["optional"], note["hint"]["text"]) == (True, "May be left empty.")


def test_form_shows_what_was_said_already_and_a_note() -> None:
    made = modal.form(command("tell <who:user> <text>"), TICKET, {"text": "hi"}, "Look again.")
    _, note, who, text = made["blocks"]
    assert note["elements"][0]["text"] == "Look again."
    assert who["element"]["type"] == "users_select"
    assert text["element"]["initial_value"] == "hi"


def test_element_shows_an_example_where_it_is_empty() -> None:
    shown = element(Field("f", "line", example="09:00"), "")
    assert shown["placeholder"] == {"type": "plain_text", "text": "09:00", "emoji": True}


def test_choices_that_no_menu_takes_are_named() -> None:
    field = Field("side", "choice", False, ("left", "r" * 76), hint="May be left empty.")
    made = modal.field_block(field, "")
    assert made["hint"]["text"] == f"One of: left, {'r' * 76}. May be left empty."


@pytest.mark.parametrize(("trigger", "title"), TITLES)
def test_title_has_as_many_words_as_slack_takes(trigger: str, title: str) -> None:
    assert modal.title(trigger) == title


@pytest.mark.parametrize(("name", "kind", "value", "word"), WORDS)
def test_what_was_filled_in_is_what_one_would_type(
    name: str, kind: Any, value: str, word: str
) -> None:
    assert filled.given((Field(name, kind),), {name: value}) == {name: word}


def test_what_was_left_empty_is_not_given_and_the_rest_is_in_order() -> None:
    fields = (Field("a", "line"), Field("b", "line"), Field("c", "line"))
    given = filled.given(fields, {"d": "4", "c": "3", "b": "  ", "a": "1"})
    assert list(given.items()) == [("a", "1"), ("c", "3"), ("d", "4")]


@pytest.mark.parametrize(("usage", "given", "text"), WRITTEN)
def test_command_is_written_as_if_it_were_typed(
    usage: str, given: dict[str, str], text: str
) -> None:
    assert filled.written(command(usage), given) == text


def test_command_of_a_job_is_written_with_its_words_between() -> None:
    pattern = parse_pattern("ops hold from [start] to [end]", ())
    one = command("ops hold from <start> <end>", pattern=pattern)
    assert filled.written(one, {"start": "1", "end": "2"}) == "ops hold from 1 to 2"


def test_ticket_says_where_the_form_was_asked_for() -> None:
    place = Place("C0GENERAL01", "U7", ts="1.2", thread_ts="1.1", is_group_dm=True)
    written = str(ticket_for(command("tell <text>"), place))
    read = ticket.read(written)
    assert read
    assert (read.command, read.trigger) == ("people.tell", "tell")
    assert read.place("U8") == Place("C0GENERAL01", "U8", thread_ts="1.1", is_group_dm=True)


@pytest.mark.parametrize("written", ["", "{", "[]", '{"command": 7, "trigger": "", "channel": ""}'])
def test_metadata_of_somebody_else_is_no_ticket(written: str) -> None:
    assert ticket.read(written) is None
