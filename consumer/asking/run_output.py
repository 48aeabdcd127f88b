"""What a run wrote, whole from its log files if they are on this host, else its end from Redis.

| part | is                                                         |
|------|------------------------------------------------------------|
| tail | the last 30 lines                                          |
| head | the first 30 lines; of Redis, of what it still has         |
| all  | everything                                                 |

A file is looked for by the run's own record, never by what somebody typed, and only below LOGS_DIR.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from consumer.runs import logs
from consumer.runs.formats import legible
from consumer.tools import Tools
from shared.run_record import Run
from shared.settings import RunSettings

LINES = 30  # about as many as Slack shows without `show more`
SOME_BYTES = 64 * 1024  # in which as many lines are, as a rule
MOST_BYTES = 16 * 1024 * 1024  # a log file is no longer
FILES = {"output": "output", "errors": "stderr"}


async def read(run: Run, part: str, of: str, tools: Tools) -> str:
    """Return a part of what a run wrote; nothing if it wrote nothing, or it is not kept.

    Args:
        part: tail, head or all.
        of: output, or errors for stderr alone.
    """
    found = await asyncio.to_thread(from_file, tools.settings, run, part, FILES[of])
    if found is None:
        kept = await tools.runs.output(run.run_id)
        found = "" if kept is None else (kept.stderr if of == "errors" else kept.text)
    # A long one becomes a file, which is left as it is: to look through 16 MiB takes a second.
    return lines_of(legible(found) if len(found) <= SOME_BYTES else found, part)


def from_file(settings: RunSettings, run: Run, part: str, name: str) -> str | None:
    """Return a part of a log file, None if it is not on this host."""
    path = below(settings.logs, logs.folder(settings, run) / name)
    if path is None or not run.started_ms:
        return None
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - SOME_BYTES) if part == "tail" else 0)
            return file.read(MOST_BYTES if part == "all" else SOME_BYTES).decode(errors="replace")
    except OSError:
        return None


def below(root: Path, path: Path) -> Path | None:
    """Return where a path really leads, None if that is not below a folder."""
    real = path.resolve()
    return real if real.is_relative_to(root.resolve()) else None


def lines_of(text: str, part: str) -> str:
    """Return so many lines from the end or the beginning of a text, or all."""
    lines = text.strip("\n").split("\n")
    if part == "all":
        return "\n".join(lines)
    return "\n".join(lines[-LINES:] if part == "tail" else lines[:LINES])
