"""What a command takes, as its usage says it, and how a person's words become values.

| in the usage      | kind    | value                                                      |
|-------------------|---------|------------------------------------------------------------|
| `<name>`, last    | line    | the rest, mentions kept as `<@U7>`                         |
| `<name:text>`     | text    | the same; in a form it has several lines                   |
| `<name>`, before  | word    | one word; so is `<name:word>`                              |
| others            |         |                                                            |
| `<number:int>`    | int     | a whole number; a dot behind it ends the sentence          |
| `<who:user>`      | user    | the id of somebody who is mentioned                        |
| `<where:channel>` | channel | the id of a channel that is mentioned                      |
| `<side:on|off>`   | choice  | one of these words, in any case                            |
| `[…]`             |         | may be left out: the value is then None                    |

Whoever calls a command by a slash command or a button, and says nothing of all that it needs, is
shown a form with a field for each: consumer/forms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from consumer.forms.fields import Field, Kind, complaint, strange
from shared import mentions
from shared.errors import BadArguments
from shared.text import shown

FIRST_PARAMETER = re.compile(r"\s+(?=[<\[])")
PARAMETER = re.compile(r"\s*(?:<([^<>\[\]]+)>|\[([^<>\[\]]+)\])")
NAME = re.compile(r"[a-z][a-z_ ]*", re.IGNORECASE)
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")  # int() would take other digits, and `1_000`
KINDS: Mapping[str, Kind] = {
    kind: kind for kind in ("text", "line", "word", "int", "user", "channel")
}
REST = frozenset({"text", "line"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a command."""

    name: str
    kind: Kind
    required: bool
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = "|".join(self.choices) or self.name
        return f"<{shown}>" if self.required else f"[{shown}]"

    def missing(self) -> str:
        """Say that there is nothing for it."""
        choices = f": {' or '.join(self.choices)}" if self.choices else ""
        return f"The {self.name} is missing{choices}"

    def value_of(self, given: str) -> Any:
        """Return what somebody's word means.

        Raises:
            BadArguments: it does not fit; the message says what would.
        """
        if self.kind == "int":
            whole = given.rstrip(".")  # Slackbot ends the text of a reminder with a dot
            if WHOLE_NUMBER.fullmatch(whole):
                return int(whole)
            raise self._misfit(given, "a whole number")
        if self.kind in {"user", "channel"}:
            return self._mentioned(given)
        if self.kind == "choice":
            return self._choice(given)
        if self.kind == "word" and len(given.split()) != 1:  # nobody types it, but a form has it
            raise self._misfit(given, "one word")
        return given

    def problem_with(self, given: str) -> str:
        """Return why this does not fit, or nothing."""
        if not given:
            return self.missing() if self.required else ""
        return complaint(self.value_of, given)

    @property
    def field(self) -> Field:
        """What there is to fill in."""
        hint = "" if self.required else "May be left empty."
        return Field(self.name, self.kind, self.required, self.choices, hint=hint)

    def _choice(self, given: str) -> str:
        for choice in self.choices:
            if choice.casefold() == given.casefold():
                return choice
        raise self._misfit(given, f"one of {', '.join(self.choices)}")

    def _mentioned(self, given: str) -> str:
        found = mentions.find(given)
        if len(found) == 1 and found[0].kind == self.kind and not mentions.cut(given, found):
            return found[0].id
        sign = "@" if self.kind == "user" else "#"
        raise self._misfit(given, f"a {self.kind}, mentioned with {sign}")

    def _misfit(self, given: str, wanted: str) -> BadArguments:
        return BadArguments(f"{shown(given)} is not {wanted}")


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters of a command, in order."""

    each: tuple[Parameter, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.each)

    def __str__(self) -> str:
        return " ".join(map(str, self.each))

    def split(self, text: str) -> dict[str, str]:
        """Return what stands for each parameter in the text behind a command.

        Raises:
            BadArguments: there are more words than parameters.
        """
        given: dict[str, str] = {}
        rest = text.strip()
        for parameter in self.each:
            if parameter.kind in REST:
                word, rest = rest, ""
            else:
                word, rest = (*rest.split(maxsplit=1), "", "")[:2]
            if word:
                given[parameter.name] = word
        if rest:
            raise BadArguments(f"{shown(rest)} is more than I take")
        return given

    def values(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the values of all parameters.

        Raises:
            BadArguments: one is missing, unknown or does not fit.
        """
        if strange := given.keys() - {one.name for one in self.each}:
            raise BadArguments(f"{shown(min(strange))} is not a parameter")
        values: dict[str, Any] = {}
        for parameter in self.each:
            word = given.get(parameter.name, "")
            if parameter.required and not word:
                raise BadArguments(parameter.missing())
            values[parameter.name] = parameter.value_of(word) if word else None
        return values

    @property
    def fields(self) -> tuple[Field, ...]:
        """What there is to fill in, in order."""
        return tuple(parameter.field for parameter in self.each)

    def problems(self, given: Mapping[str, str], now_ms: int) -> dict[str, str]:
        """Return what is wrong with each parameter, in words for who gave it."""
        known = {parameter.name: parameter for parameter in self.each}
        found = {name: one.problem_with(given.get(name, "")) for name, one in known.items()}
        return strange(given, known) | {name: why for name, why in found.items() if why}


def parse(usage: str) -> tuple[str, Parameters]:
    """Return the trigger and the parameters that a usage shows.

    Raises:
        ValueError: it cannot be read; the message says what to write instead.
    """
    trigger, rest = (*FIRST_PARAMETER.split(usage, maxsplit=1), "")[:2]
    found: list[Parameter] = []
    place = 0
    while match := PARAMETER.match(rest, place):
        place = match.end()
        last = not rest[place:].strip()
        found.append(declared(match[1] or match[2], required=bool(match[1]), last=last))
    if rest[place:].strip():
        raise ValueError(f"write '{rest[place:].strip()}' as <name> or [name]")
    in_order(found)
    return trigger, Parameters(tuple(found))


def declared(text: str, *, required: bool, last: bool) -> Parameter:
    """Read what stands inside the brackets."""
    name, colon, kind = text.partition(":")
    if not NAME.fullmatch(name):
        raise ValueError(f"'{name}' is no name of a parameter: use letters")
    if "|" in kind:
        choices = tuple(kind.split("|"))
        if len({one.casefold() for one in choices}) < len(choices) or not all(
            map(is_word, choices)
        ):
            raise ValueError(f"'{kind}' is no choice: write different words, such as on|off")
        return Parameter(name, "choice", required, choices)
    if colon and kind not in KINDS:
        raise ValueError(f"'{kind}' is no kind: use {', '.join(sorted(KINDS))} or one|other")
    return Parameter(name, KINDS.get(kind) or ("line" if last else "word"), required)


def is_word(choice: str) -> bool:
    """Return whether somebody can choose this."""
    return len(choice.split()) == 1


def in_order(found: Sequence[Parameter]) -> None:
    """Refuse what could never be told apart."""
    for one, behind in pairwise(found):
        if one.kind in REST:
            raise ValueError(f"{one} takes the rest: put it last")
        if behind.required and not one.required:
            raise ValueError(f"{one} may be left out: put it behind {behind}")
    if len({one.name for one in found}) < len(found):
        raise ValueError("two parameters have one name: rename one")
