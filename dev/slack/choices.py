"""What a person chooses or types, in the words of the element that they use.

| element                                 | the person gives                | field              |
|-----------------------------------------|---------------------------------|--------------------|
| selects, radio buttons, overflow        | an option's value or text       | `selected_option`  |
| their `multi_` kinds, checkboxes        | a list of them, or with commas  | `selected_options` |
| users_, channels_, conversations_select | a name or an id                 | `selected_user`, … |
| datepicker, timepicker, datetimepicker  | `2026-11-22`, `09:30`, a second | `selected_date`, … |
| text, e-mail, URL and number inputs     | text                            | `value`            |
| buttons                                 | nothing                         | none               |

An initial value has the same field's name, with `initial` for `selected`.

Source: https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from dev.slack.elements import Element
from dev.slack.filled import FIELDS, Chosen
from dev.slack.places import NotAllowed
from dev.slack.rich_text import rich_text
from dev.slack.workspace import Workspace

Option = dict[str, Any]

PATTERNS = {
    "selected_date": re.compile(r"\d{4}-\d\d-\d\d"),
    "selected_time": re.compile(r"\d\d:\d\d"),
    "selected_date_time": re.compile(r"\d{10}"),
}


def chosen(
    workspace: Workspace, element: Element, value: object, offered: Sequence[Option]
) -> Chosen:
    """Return what an element holds once a person gave it a value.

    Args:
        offered: the options that the app last gave this person for it.

    Raises:
        NotAllowed: there is no such option, nobody is called so, it is no date.
    """
    kind = element["type"]
    if kind == "button":
        return {"type": kind}
    if kind not in FIELDS:
        raise NotAllowed(f"a {kind} cannot be used here")
    field = FIELDS[kind]
    if field.endswith("s"):
        one = _one(workspace, element, field[:-1], offered)
        return {"type": kind, field: [one(part) for part in _several(value)]}
    given = None if value in (None, "") else _one(workspace, element, field, offered)(value)
    return {"type": kind, field: given}


def options_of(element: Element) -> list[Option]:
    """Return the options that an element names itself, those of its groups too."""
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group.get("options", [])
    return options


def _one(
    workspace: Workspace, element: Element, field: str, offered: Sequence[Option]
) -> Callable[[object], Any]:
    def one(value: object) -> Any:
        if field == "selected_option":
            return _option([*options_of(element), *_initials(element), *offered], value)
        if field == "selected_user":
            return workspace.user(str(value)).id
        if field in ("selected_channel", "selected_conversation"):
            return workspace.channel(str(value)).id
        if field == "rich_text_value":
            return {k: v for k, v in rich_text(str(value))[0].items() if k != "block_id"}
        return _written(field, str(value))

    return one


def _written(field: str, value: str) -> str | int:
    pattern = PATTERNS.get(field)
    if pattern is not None and not pattern.fullmatch(value):
        raise NotAllowed(f"{value!r} does not look like {pattern.pattern}")
    return int(value) if field == "selected_date_time" else value


def _option(options: Sequence[Option], value: object) -> Option:
    for option in options:
        if value == option["value"]:
            return option
    for option in options:
        if value == option["text"]["text"]:
            return option
    there = ", ".join(repr(option["value"]) for option in options) or "none yet: let it suggest"
    raise NotAllowed(f"no option {value!r}; there are {there}")


def _initials(element: Element) -> list[Option]:
    one = element.get("initial_option")
    return [*([one] if one else []), *(element.get("initial_options") or [])]


def _several(value: object) -> list[object]:
    if isinstance(value, list | tuple):
        return list(value)
    return [part.strip() for part in str(value or "").split(",") if part.strip()]
