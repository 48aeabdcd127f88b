"""Moves the holes of a template for a shell out of quotes, where a value could end them.

| before           | after                          |
|------------------|--------------------------------|
| `echo {n}`       | the same: the value is quoted  |
| `echo "a {n}"`   | `echo "a $BURROW_ARG_N"`       |
| `echo 'a {n} b'` | `echo 'a '"$BURROW_ARG_N"' b'` |
| "`cat {n}`"      | "`cat "$BURROW_ARG_N"`"        |
"""

from __future__ import annotations

from jobs import shell
from jobs.shell_line import Place
from jobs.template import Hole, Part


def without_quoted_holes(template: str) -> tuple[str, list[str]]:
    """Return a template in which no hole stands in quotes, and the holes that did."""
    places = {place.at: place for place in shell.read(template).places}
    moved = [place.name for place in places.values() if place.inside]
    if not moved:
        return template, []
    units = shell.units(template)
    text = ""
    for at, unit in enumerate(units):
        place = places.get(at)
        if place and place.inside == shell.DOUBLE and is_escaped(units, at):
            text += "\\"  # or the one there would escape the variable's sign
        text += rewritten(unit, place, following(units, at))
    return text, moved


def rewritten(unit: Part, place: Place | None, behind: str) -> str:
    """Return a character or a hole as the new template has it.

    Args:
        behind: the next character; it must not become a part of a variable's name.
    """
    if not isinstance(unit, Hole):
        return {"{": "{{", "}": "}}"}.get(unit, unit)
    inside = place.inside if place else ""
    if not inside:
        return f"{{{unit.name}}}"
    name = f"BURROW_ARG_{unit.name.upper()}"
    bare = f"${{{{{name}}}}}" if behind in shell.NAMED else f"${name}"
    if inside == shell.DOUBLE:
        return bare
    return f"'\"{bare}\"'" if inside == shell.SINGLE else f'"{bare}"'


def is_escaped(units: list[Part], at: int) -> bool:
    """Return whether an odd number of backslashes stands before a place."""
    before = at
    while before and units[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1


def following(units: list[Part], at: int) -> str:
    """Return the character behind a place; a blank if there is none."""
    behind = units[at + 1] if at + 1 < len(units) else " "
    return behind if isinstance(behind, str) else " "
