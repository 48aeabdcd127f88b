"""The tables of this folder as rows.

| file             | one row is                                                               |
|------------------|--------------------------------------------------------------------------|
| cases.toml       | one of the 50 acceptance cases                                           |
| differences.toml | what Burrow does otherwise on purpose in some of them                    |
| weaknesses.toml  | something that bennettbot does wrong                                     |
| features.toml    | something that it does                                                   |
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

HERE = Path(__file__).parent


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every row has in common."""


class Case(Row, frozen=True):
    """A case, and what bennettbot does in it.

    Args:
        tests: `folder/module::function` below tests/, here and below.
    """

    number: int
    expected: str
    tests: tuple[str, ...]


class Difference(Row, frozen=True):
    """What both do in some cases, and why Burrow does not do as bennettbot."""

    cases: tuple[int, ...]
    bennettbot: str
    burrow: str
    why: str


class Weakness(Row, frozen=True):
    """What bennettbot does wrong.

    Args:
        why: why no test says that Burrow does it right.
    """

    id: str
    what: str
    tests: tuple[str, ...] = ()
    why: str = ""


class Feature(Row, frozen=True):
    """What bennettbot does."""

    row: int
    what: str
    tests: tuple[str, ...]


AnyRow = TypeVar("AnyRow", bound=Row)


def read(file: str, kind: type[AnyRow]) -> tuple[AnyRow, ...]:
    """Return the rows of a table."""
    [rows] = tomllib.loads((HERE / file).read_text()).values()
    return tuple(msgspec.convert(row, kind) for row in rows)


CASES = read("cases.toml", Case)
DIFFERENCES = read("differences.toml", Difference)
WEAKNESSES = read("weaknesses.toml", Weakness)
FEATURES = read("features.toml", Feature)
