"""The command line of a job: `{name}` is a hole, `{{` and `}}` are single braces.

Other braces stay what they are, as in `awk '{print $1}'`. The line is taken apart first and values
are put in afterwards, so that no quote, blank or sign in a value can end a word or begin another.

| template           | value      | the program gets          |
|--------------------|------------|---------------------------|
| `echo {n}`         | `a b`      | `echo`, `a b`             |
| `echo '{n}' "{n}"` | `a; b`     | `echo`, `a; b`, `a; b`    |
| `cat poem{n}`      | `10`       | `cat`, `poem10`           |
| `find {{}} {}`     |            | `find`, `{}`, `{}`        |
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

TEMPLATE_CHARS = 4_000  # what is longer is a script, and belongs in a file beside the definition
HOLE_OR_BRACES = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")
VARIABLE = re.compile(r"BURROW_ARG_([A-Z0-9_]+)(?![A-Za-z0-9_])")
ALMOST_HOLE = re.compile(r"(?<!\{)\{\s*([A-Za-z_][A-Za-z0-9_]*)\b[^{}]*\}")


class Hole(NamedTuple):
    """Where a value goes."""

    name: str


Part = str | Hole
Word = tuple[Part, ...]


def parts(text: str) -> Iterator[Part]:
    """Yield the literal texts and the holes of a text, in order."""
    place = 0
    for found in HOLE_OR_BRACES.finditer(text):
        if found.start() > place:
            yield text[place : found.start()]
        yield Hole(found[1]) if found[1] else found[0][0]
        place = found.end()
    if place < len(text):
        yield text[place:]


@lru_cache(maxsize=1_000)
def words(template: str) -> tuple[Word, ...]:
    """Return the words of a template as a shell would part them, or raise ValueError."""
    return tuple(tuple(parts(word)) for word in shlex.split(template))


def filled(word: Iterable[Part], values: Mapping[str, str]) -> str:
    """Return a word with the values in it."""
    return "".join(values[one.name] if isinstance(one, Hole) else one for one in word)


def filled_line(template: str, values: Mapping[str, str]) -> str:
    """Return a line for a shell, each value quoted as one word."""
    return filled(parts(template), {name: shlex.quote(value) for name, value in values.items()})


def holes(template: str) -> list[str]:
    """Return the names of a template's holes, each once."""
    found = (one.name for one in parts(template) if isinstance(one, Hole))
    return list(dict.fromkeys(found))


def variables(template: str) -> set[str]:
    """Return the upper-case names of the values that a template takes from its environment."""
    return set(VARIABLE.findall(template))


def literal(word: Word) -> str:
    """Return what a word is without its holes."""
    return "".join(one for one in word if isinstance(one, str))


def faults(template: str, known: Collection[str]) -> Iterator[str]:
    """Yield the cure of each brace that would not be what it looks like.

    Args:
        known: names of the parameters that commands give.
    """
    if "\0" in template:
        yield "has a NUL, which no program takes: leave it out"
    signs = [found[0] for found in HOLE_OR_BRACES.finditer(template)]
    if signs.count("{{") != signs.count("}}"):
        yield "has {{ and }} in different numbers: double every brace that is meant as one, or none"
    for found in ALMOST_HOLE.finditer(template):
        if found[1] in known and found[0] != f"{{{found[1]}}}":
            yield f"{found[0]} would be left as it is: write {{{found[1]}}}, without anything else"
