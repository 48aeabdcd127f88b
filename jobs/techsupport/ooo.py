"""Tell people that tech-support is out of office, for some days.

python ooo.py on FIRST LAST       from one day to another, both included
python ooo.py off
python ooo.py status

STATE_DIR/techsupport_ooo.json, `{"start": "2026-12-24", "end": "2027-01-03"}`: whoever calls
tech-support on one of these days is told. Days are those of UTC.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

FILE_NAME = "techsupport_ooo.json"


class Refused(Exception):
    """It cannot be done; says why, and what to do."""


class Absence(NamedTuple):
    """Days on which nobody is there, both included."""

    start: date
    end: date


def main(words: Sequence[str]) -> int:
    """Do what is asked for and say so; return the exit status."""
    options = parser().parse_args(words)
    try:
        print(perform(options, folder() / FILE_NAME, datetime.now(UTC).date()))
    except Refused as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    line = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    what = line.add_subparsers(dest="what", required=True)
    on = what.add_parser("on")
    on.add_argument("first")
    on.add_argument("last")
    what.add_parser("off")
    what.add_parser("status")
    return line


def folder() -> Path:
    """Return where state is kept.

    Raises:
        Refused: nobody says where, or it is not the same folder for everybody.
    """
    given = Path(os.environ.get("STATE_DIR", ""))
    if not given.is_absolute():
        raise Refused("STATE_DIR is no absolute path: set it for the consumers")
    return given


def perform(options: argparse.Namespace, path: Path, today: date) -> str:
    """Do what is asked for and return what to say."""
    if options.what == "on":
        return switch_on(path, day_in(options.first), day_in(options.last), today)
    return switch_off(path, today) if options.what == "off" else status(path, today)


def day_in(text: str) -> date:
    """Return a day.

    Raises:
        Refused: it is none, or written otherwise.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Refused(f"{text} is no date: write it as 2026-12-24")
    return day


def switch_on(path: Path, start: date, end: date, today: date) -> str:
    """Note an absence; another one is replaced."""
    if end < start:
        raise Refused(f"{end} is before {start}: exchange them")
    if end < today:
        raise Refused(f"{end} is past, today is {today}: choose a later day")
    write(path, json.dumps({"start": start.isoformat(), "end": end.isoformat()}))
    verb = "is" if start <= today else "will be"
    return f"tech-support {verb} out of office from {start} to {end}."


def switch_off(path: Path, today: date) -> str:
    """Forget the absence, also one that cannot be read."""
    try:
        known = absence(path)
    except Refused:
        known = None
    path.unlink(missing_ok=True)
    if known and today < known.start:
        return f"The absence from {known.start} to {known.end} is cancelled."
    if known and today <= known.end:
        return "tech-support is back."
    return "tech-support was not out of office."


def status(path: Path, today: date) -> str:
    """Return whether somebody is there."""
    known = absence(path)
    if known is None or known.end < today:
        return "tech-support is there."
    if today < known.start:
        return f"tech-support is there; out of office from {known.start} to {known.end}."
    return f"tech-support is out of office until {known.end}."


def absence(path: Path) -> Absence | None:
    """Return what is noted, if anything.

    Raises:
        Refused: the file cannot be read.
    """
    try:
        known = json.loads(path.read_text())
        return Absence(date.fromisoformat(known["start"]), date.fromisoformat(known["end"]))
    except FileNotFoundError:
        return None
    except (OSError, KeyError, TypeError, ValueError):
        cure = "say `techsupport ooo off`, then switch it on again"
        raise Refused(f"{path.name} cannot be read: {cure}") from None


def write(path: Path, text: str) -> None:
    """Replace a file in one step: whoever reads it meanwhile gets the old one or the new one.

    Raises:
        Refused: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as new:
            new.write(text)
        Path(new.name).chmod(0o644)
        Path(new.name).replace(path)
    except OSError as error:
        cure = "make STATE_DIR a folder that the consumers may write to"
        raise Refused(f"{path.parent}: {error.strerror}: {cure}") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
