"""What a job takes, and which values fit.

| type      | value that the job gets                                                           |
|-----------|-----------------------------------------------------------------------------------|
| `text`    | what was said                                                                     |
| `word`    | what was said, one word                                                           |
| `int`     | a whole number, as it was written                                                 |
| `user`    | the id of somebody who is mentioned (`<@U7>` becomes `U7`)                        |
| `channel` | the id of a channel that is mentioned                                             |

`choices` fit in any case, and the job gets them as the definition spells them. A value that begins
with `-` would be an option to most programs: it is refused, unless `allow_dash`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from shared import mentions
from shared.errors import BadArguments
from shared.text import folded, shown

Kind = Literal["text", "word", "int", "user", "channel"]

# Linux takes 131,071 bytes in one argument or variable; quoting makes it five times as long.
VALUE_BYTES = 16_384
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
IDS = {"user": re.compile(r"[UW][A-Z0-9]{1,63}"), "channel": re.compile(r"[CGD][A-Z0-9]{1,63}")}


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a job."""

    name: str
    type: Kind = "text"
    choices: tuple[str, ...] = ()
    default: str | None = None
    pattern: str = ""
    allow_dash: bool = False

    @property
    def bounded(self) -> bool:
        """Whether its values are known beforehand, so that a program may read them as code."""
        return bool(self.choices or self.pattern) or self.type in {"int", "user", "channel"}

    @property
    def variable(self) -> str:
        """The name of the variable that holds its value while the job runs."""
        return f"BURROW_ARG_{self.name.upper()}"

    def value_of(self, given: str) -> str:
        """Return what somebody's words mean.

        Raises:
            BadArguments: they do not fit; the message says what would.
        """
        self._refuse_unpassable(given)
        if given.startswith("-") and not self.allow_dash:
            raise self._misfit(given, "begins with a dash, and would be taken for an option")
        if self.choices:
            return self._choice(given)
        value = self._typed(given)
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise self._misfit(given, f"is not like {shown(self.default or self.pattern)}")
        return value

    def _typed(self, given: str) -> str:
        if self.type == "int" and not WHOLE_NUMBER.fullmatch(given):
            raise self._misfit(given, "is not a whole number")
        if self.type == "word" and len(given.split()) != 1:
            raise self._misfit(given, "is not one word")
        return self._mentioned(given) if self.type in IDS else given

    def _mentioned(self, given: str) -> str:
        if IDS[self.type].fullmatch(given):
            return given
        found = mentions.find(given)
        if len(found) == 1 and found[0].kind == self.type and not mentions.cut(given, found):
            return found[0].id
        sign = "@" if self.type == "user" else "#"
        raise self._misfit(given, f"is not a {self.type}, mentioned with {sign}")

    def _choice(self, given: str) -> str:
        for choice in self.choices:
            if folded(choice) == folded(given):
                return choice
        raise self._misfit(given, f"is not one of {', '.join(map(shown, self.choices))}")

    def _refuse_unpassable(self, given: str) -> None:
        """Refuse what no process can be given."""
        if "\0" in given:
            raise self._misfit(given, "has a NUL, which no program takes")
        try:
            size = len(given.encode())
        except UnicodeEncodeError:
            raise self._misfit("?", "has half a character in it") from None
        if size > VALUE_BYTES:
            raise self._misfit(given, f"is too long: {size:,} bytes, at most {VALUE_BYTES:,}")

    def _misfit(self, given: str, reason: str) -> BadArguments:
        return BadArguments(f"{shown(given)} {reason} (for {self.name})")
