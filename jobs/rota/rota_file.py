"""rota.toml, read and checked.

| key                          | type and meaning                                              |
|------------------------------|---------------------------------------------------------------|
| `time_zone`                  | IANA name; days begin at its midnight                         |
| `[people]`                   | name -> Slack's id                                            |
| `[rotas.<name>]` `members`   | names or ids, in the order of their turns                     |
| … `start`                    | day of the first turn, `YYYY-MM-DD`                           |
| … `turn`                     | `week` (Monday to Sunday) or `day` (see `weekends`)           |
| … `[[cover]]`                | from `first` to `last`, both included, `by` is on duty        |
| … `[[swap]]`                 | the turns that `one` and `other` are in are exchanged         |
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from jobs.cron import zone
from shared.toml import Content, Words, read

FILE = Path(__file__).with_name("rota.toml")
MEMBER_ID = r"[UW][A-Z0-9]{6,}"


def a_day(text: str) -> str:
    """Refuse what is no date as ISO 8601 writes it."""
    try:
        written = date.fromisoformat(text).isoformat()
    except ValueError:
        written = ""
    if written != text:
        raise ValueError('is no date: write it as "2026-01-05"')
    return text


def a_zone(text: str) -> str:
    """Refuse a name that no time zone has."""
    return zone(text).key


Day = Annotated[str, AfterValidator(a_day)]


class Cover(Content):
    """Somebody stands in."""

    first: Day
    last: Day
    by: Words

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Refuse days that no day lies between."""
        if self.last < self.first:
            raise ValueError(f"`last` {self.last} is before `first` {self.first}: exchange them")
        return self


class Swap(Content):
    """Two turns are exchanged."""

    one: Day
    other: Day


class Rota(Content):
    """One rota."""

    title: str = ""
    members: Annotated[tuple[Words, ...], Field(min_length=1)]
    start: Day
    turn: Literal["week", "day"]
    weekends: bool = False
    cover: tuple[Cover, ...] = ()
    swap: tuple[Swap, ...] = ()

    @model_validator(mode="after")
    def swaps_turns(self) -> Self:
        """Refuse a swap of a day on which it is nobody's turn."""
        for day in (day for swap in self.swap for day in (swap.one, swap.other)):
            if day < self.start:
                raise ValueError(f"swap: {day} is before `start` {self.start}: choose a later day")
            if not self.counts(date.fromisoformat(day)):
                raise ValueError(f"swap: {day} is at a weekend: choose a day of somebody's turn")
        return self

    def counts(self, day: date) -> bool:
        """Return whether it is somebody's turn on such a day of the week."""
        return self.turn == "week" or self.weekends or day.isoweekday() <= 5


class Rotas(Content):
    """The file."""

    time_zone: Annotated[str, AfterValidator(a_zone)] = "UTC"
    people: dict[str, Annotated[str, Field(pattern=f"^{MEMBER_ID}$")]] = Field(default_factory=dict)
    rotas: Annotated[dict[str, Rota], Field(min_length=1)]


def load(path: Path = FILE) -> Rotas:
    """Read the file; raises ContentError with file, key and cure."""
    return read(path, Rotas)
