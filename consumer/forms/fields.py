"""What a command takes, as fields that somebody can fill in.

| kind    | what one fills in                              | what the command gets           |
|---------|------------------------------------------------|---------------------------------|
| text    | several lines                                  | the text                        |
| line    | one line                                       | the text                        |
| word    | one word                                       | the word                        |
| int     | a whole number                                 | its digits                      |
| user    | somebody, from a list                          | a mention: `<@U7>`              |
| channel | a channel, from a list                         | a mention: `<#C7>`              |
| choice  | one of some, from a list                       | the choice                      |
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from shared.errors import BadArguments

Kind = Literal["text", "line", "word", "int", "user", "channel", "choice"]


@dataclass(frozen=True, slots=True)
class Field:
    """One of the things that a command takes.

    Args:
        name: of the parameter; the field is known by it.
        default: what the command takes where nothing is filled in.
        hint: what fits, in plain words.
        example: shown where nothing is filled in yet.
    """

    name: str
    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()
    default: str = ""
    hint: str = ""
    example: str = ""

    @property
    def label(self) -> str:
        """Its name as people read it."""
        words = self.name.replace("_", " ").strip()
        return words[:1].upper() + words[1:]


def complaint(check: Callable[[str], object], given: str) -> str:
    """Return why a check refuses what was given, or nothing."""
    try:
        check(given)
    except BadArguments as error:
        return str(error)
    return ""


def strange(given: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """Return a problem for each thing that is given and not taken."""
    return {name: f"There is no {name} any more" for name in given if name not in names}
