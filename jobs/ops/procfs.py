"""Figures of this host as Linux's /proc has them, and how they are written.

| record    | field         | type and unit                                            |
|-----------|---------------|----------------------------------------------------------|
| `Process` | `pid`, `name` | int, str; the name alone: a command line may hold secrets |
|           | `ticks`       | int, of CPU time since its start                          |
|           | `resident`    | int, bytes of memory                                      |

Source: https://man7.org/linux/man-pages/man5/proc.5.html
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

PROC = Path("/proc")
UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400


class Process(NamedTuple):
    """One process at one moment."""

    pid: int
    name: str
    ticks: int
    resident: int


def give_up(reason: str) -> NoReturn:
    """End the script as failed, with the reason where Burrow shows it."""
    sys.exit(f"error: {reason}")


def read(name: str) -> str:
    """Return one of /proc's files; without it, end the script."""
    try:
        return (PROC / name).read_text()
    except OSError as error:
        give_up(f"/proc/{name} cannot be read ({error.strerror}): this works on Linux only")


def meminfo(text: str) -> dict[str, int]:
    """Return the figures of /proc/meminfo in bytes, by name."""
    pairs = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {name: int(value.split()[0]) * 1024 for name, value in pairs}


def process_in(stat: str, page_bytes: int) -> Process:
    """Return what a line of /proc/<pid>/stat says."""
    # The name in parentheses may hold anything, parentheses too.
    opening, _, rest = stat.rpartition(")")
    pid, _, name = opening.partition(" (")
    numbers = rest.split()
    ticks, resident = int(numbers[11]) + int(numbers[12]), int(numbers[21]) * page_bytes
    return Process(int(pid), name, ticks, resident)


def processes() -> dict[int, Process]:
    """Return all processes that can be seen, by id."""
    found: dict[int, Process] = {}
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    for name in (entry.name for entry in PROC.iterdir() if entry.name.isdigit()):
        try:
            found[int(name)] = process_in((PROC / name / "stat").read_text(), page_bytes)
        except OSError:
            continue  # ended meanwhile
    return found


def bytes_shown(count: float) -> str:
    """Return a size as people read it: `3.4 GiB`."""
    for unit in UNITS[:-1]:
        if count < 1_000:
            return f"{count:.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} {UNITS[-1]}"


def duration_shown(seconds: float) -> str:
    """Return a duration by its two largest units: `3 d 4 h`."""
    minutes = int(seconds // MINUTE_S)
    if seconds < HOUR_S:
        return f"{minutes} min"
    if seconds < DAY_S:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{int(seconds // DAY_S)} d {int(seconds % DAY_S // HOUR_S)} h"
