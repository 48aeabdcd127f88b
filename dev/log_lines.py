"""What `make run` shows of the processes' logs: what is wrong, or with -v everything.

| a line is        | shown                                                       |
|------------------|-------------------------------------------------------------|
| JSON, info       | with -v, as time, level, event and `name=value`             |
| JSON, warning up | always, the same way; an exception's traceback is below it  |
| anything else    | always: an interpreter that fails to start speaks no JSON   |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

QUIET = frozenset({"debug", "info"})
# Beside the event, or the same in every line of one process.
SHOWN_APART = frozenset({"timestamp", "level", "event", "exception"})
SAME_THROUGHOUT = frozenset({"process", "app", "dyno", "release"})
LEVEL_COLOURS = {"warning": 33, "error": 31, "critical": 31}
WIDEST_NAME = 8


@dataclass(frozen=True)
class Style:
    """How lines are shown."""

    everything: bool = False
    coloured: bool = False

    def paint(self, text: str, colour: int) -> str:
        """Return a text in a terminal's colour, by its ANSI number."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.coloured else text

    def shows(self, fields: Mapping[str, Any] | None) -> bool:
        """Return whether a line is worth showing."""
        return self.everything or fields is None or fields.get("level") not in QUIET

    def shown(self, name: str, colour: int, line: str) -> str:
        """Return a line of a process as people read it."""
        fields = parse(line)
        prefix = self.paint(f"{name.ljust(WIDEST_NAME)} |", colour)
        body = line if fields is None else self.readable(fields)
        return "\n".join(f"{prefix} {part}" for part in body.splitlines())

    def readable(self, fields: Mapping[str, Any]) -> str:
        """Return the fields of a line in a row, a traceback below."""
        level = str(fields.get("level", ""))
        named = [
            f"{key}={value}"
            for key, value in fields.items()
            if key not in SHOWN_APART | SAME_THROUGHOUT
        ]
        row = [
            time_of_day(fields),
            self.paint(level.ljust(7), LEVEL_COLOURS.get(level, 0)),
            str(fields["event"]),
            *named,
        ]
        return "\n".join(filter(None, [" ".join(row), str(fields.get("exception", ""))]))


def parse(line: str) -> dict[str, Any] | None:
    """Return the fields of a structured line, or None for any other."""
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return fields if isinstance(fields, dict) and "event" in fields else None


def time_of_day(fields: Mapping[str, Any]) -> str:
    """Return the time of a line as hours, minutes and seconds (UTC)."""
    return str(fields.get("timestamp", "")).partition("T")[2][:8]
