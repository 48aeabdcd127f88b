"""`python -m jobs import`: writes one jobs.toml for each namespace of a bennettbot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import tomli_w

from jobs import namespaces, raw_config
from jobs.converting import Converter
from shared.errors import ContentError

NEXT = """
What is left to do: copy workspace/<namespace>/ beside each jobs.toml, and what its scripts import
from elsewhere into Burrow's own folder; name in `env` the variables that a script needs, since it
sees no others any more; then run `python -m jobs check`.
"""


def run(file: Path, to: Path, *, force: bool) -> int:
    """Convert a configuration; say what changed and what needs a person; return the exit code."""
    try:
        found, errors = raw_config.read(file)
    except ContentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    clean = [write(name, config, to, force=force) for name, config in found.items()]
    for unread in errors:
        sys.stderr.write(f"{unread}\n")
    sys.stdout.write(NEXT)
    return 0 if all(clean) and not errors else 1


def write(name: str, config: Any, to: Path, *, force: bool) -> bool:
    """Write the file of one namespace, and return whether nobody needs to look at it."""
    if cure := namespaces.name_fault(name):
        return told(name, [], [cure, "was not converted"])
    path = to / name / namespaces.FILE
    if path.exists() and not force:
        return told(name, [], [f"{path} is there already, and was left as it is: say --force"])
    converter = Converter(name, config)
    text = written(converter.tables())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _, errors = namespaces.examine(path.parent)
    problems = [f"{error.key}: {error.cure}" if error.key else error.cure for error in errors]
    return told(f"{name}: {path}", converter.changes, converter.problems + problems)


def told(title: str, changes: list[str], problems: list[str]) -> bool:
    """Say what happened to a namespace, and return whether all is well."""
    sys.stdout.write(f"{title}\n")
    for change in changes:
        sys.stdout.write(f"    changed  {change}\n")
    for problem in problems:
        sys.stdout.write(f"    YOU      {problem}\n")
    return not problems


def written(tables: dict[str, Any]) -> str:
    """Return tables as TOML, each command in its own."""
    commands = tables.pop("slack", [])
    text = tomli_w.dumps(without_nothing(tables), multiline_strings=True)
    each = (f"\n[[slack]]\n{tomli_w.dumps(without_nothing(one))}" for one in commands)
    return (
        "# Imported from a bennettbot; `python -m jobs check` reads it.\n\n" + text + "".join(each)
    )


def without_nothing(value: Any) -> Any:
    """Return a value without None, which TOML does not have."""
    if isinstance(value, dict):
        return {str(k): without_nothing(v) for k, v in value.items() if v is not None}
    if isinstance(value, list | tuple):
        return [without_nothing(one) for one in value if one is not None]
    return value if isinstance(value, str | int | float | bool) else str(value)
