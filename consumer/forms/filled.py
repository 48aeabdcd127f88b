"""What somebody filled in, as words for the command's parameters.

| field        | Slack sends            | the command is given           |
|--------------|------------------------|--------------------------------|
| user         | `U7`                   | `<@U7>`                        |
| channel      | `C7`                   | `<#C7>`                        |
| all others   | the text, or nothing   | the text, without blanks       |
|              |                        | around it; nothing if empty    |
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from consumer.forms.fields import Field
from consumer.handler import Handler
from shared import mentions
from shared.text import composed, tidy

ID = re.compile(r"[A-Z][A-Z0-9]{1,63}")
MENTION = {"user": "<@{}>", "channel": "<#{}>"}


def given(fields: tuple[Field, ...], values: Mapping[str, str]) -> dict[str, str]:
    """Return what was filled in, in the order of the fields; what else a form has comes last."""
    kinds = {field.name: field.kind for field in fields}
    names = [*kinds, *(name for name in values if name not in kinds)]
    words = {name: word(kinds.get(name, "text"), values.get(name, "")) for name in names}
    return {name: said for name, said in words.items() if said}


def word(kind: str, value: str) -> str:
    """Return what somebody would type for what they filled in."""
    if kind in MENTION and ID.fullmatch(value):
        return MENTION[kind].format(value)
    # What people type into a form Slack does not escape; their quotes are as odd as elsewhere.
    return composed(tidy(value)).strip()


def written(command: Handler, words: Mapping[str, str]) -> str:
    """Return the command as Slack would write it down, had it been typed."""
    fields = command.parameters.fields
    literals = command.pattern.literals if command.pattern else [""] * len(fields)
    last = max((at for at, one in enumerate(fields) if one.name in words), default=-1)
    parts = [command.trigger]
    for field, literal in zip(fields[: last + 1], literals, strict=False):
        parts += [words.get(field.name, field.default), literal]
    return mentions.escaped(" ".join(part for part in parts if part))
