"""The element of Slack's in which a field is filled in.

| kind       | element                                                                        |
|------------|--------------------------------------------------------------------------------|
| text       | plain_text_input of several lines                                              |
| line, word | plain_text_input                                                               |
| int        | number_input                                                                   |
| user       | users_select                                                                   |
| channel    | conversations_select: the public ones, and the private ones that one is in     |
| choice     | static_select; external_select if there are more than 100; where one of them   |
|            | is too long for a menu, it is typed                                            |

Source: https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from consumer import blocks
from consumer.forms.fields import Field
from shared import mentions

FORM = "form"  # callback_id of forms; action_ids are `form:<name of the field>`
INPUT_CHARS = 3_000  # Slack takes no more in one input, and refuses a form that offers more
PLACEHOLDER_CHARS = 150
NUMBER = re.compile(r"-?[0-9]{1,18}")
ID = re.compile(r"[UWCGD][A-Z0-9]{1,63}")

Element = dict[str, Any]


def element(field: Field, given: str) -> Element:
    """Return the element of a field.

    Args:
        given: what stands in it at first, as somebody would type it.
    """
    made = ELEMENTS[field.kind](field, given)
    shown = blocks.plain(field.example, PLACEHOLDER_CHARS) if field.example else None
    return made | {"action_id": f"{FORM}:{field.name}"} | ({"placeholder": shown} if shown else {})


def typed(field: Field, given: str) -> Element:
    """Return an input for text."""
    made = {"type": "plain_text_input", "multiline": field.kind == "text"}
    if 0 < len(given) <= INPUT_CHARS:  # cut, it would be something else
        made["initial_value"] = given
    return made | {"max_length": INPUT_CHARS}


def number(field: Field, given: str) -> Element:
    """Return an input for a whole number."""
    initial = {"initial_value": given} if NUMBER.fullmatch(given) else {}
    return {"type": "number_input", "is_decimal_allowed": False} | initial


def somebody(field: Field, given: str) -> Element:
    """Return a menu of all people."""
    return {"type": "users_select"} | initial_id("initial_user", given)


def channel(field: Field, given: str) -> Element:
    """Return a menu of channels."""
    kinds = {"include": ["public", "private"]}
    made = {"type": "conversations_select", "filter": kinds}
    return made | initial_id("initial_conversation", given)


def initial_id(name: str, given: str) -> Element:
    """Return who or what is chosen at first, of a mention or an id."""
    found = mentions.find(given)
    chosen = found[0].id if found else given
    return {name: chosen} if ID.fullmatch(chosen) else {}


def choice(field: Field, given: str) -> Element:
    """Return a menu of choices, or an input where no menu takes them."""
    if not fits_menu(field):
        return typed(field, given)
    chosen = [option(one) for one in field.choices if one.casefold() == given.casefold()]
    initial = {"initial_option": chosen[0]} if chosen else {}
    if len(field.choices) > blocks.MOST_OPTIONS:
        return {"type": "external_select", "min_query_length": 0} | initial
    return {"type": "static_select", "options": options(field.choices)} | initial


def fits_menu(field: Field) -> bool:
    """Return whether a menu shows every choice as it is."""
    return all(len(one) <= blocks.OPTION_CHARS for one in field.choices)


def options(choices: Iterable[str]) -> list[dict[str, Any]]:
    """Return what there is to choose."""
    return [option(one) for one in choices]


def option(one: str) -> dict[str, Any]:
    """Return one choice."""
    return blocks.option(one, one)


ELEMENTS: dict[str, Callable[[Field, str], Element]] = {
    "text": typed,
    "line": typed,
    "word": typed,
    "int": number,
    "user": somebody,
    "channel": channel,
    "choice": choice,
}
