"""Jobs that write down what they do, and what they wrote.

A job appends to one file, so that the order of its lines is the order of what happened:

| line                   | means                                                        |
|------------------------|--------------------------------------------------------------|
| `start <type> <run>`   | it began                                                     |
| `end <type> <run>`     | it came to its end by itself                                 |
| `overlap <type> <run>` | something of an earlier run of its type was still there: each |
|                        | process of a run holds its type's lock, grandchildren too    |
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

KILL_AFTER_S = 0.5
SCRIPT = """\
exec 9>>"$MARKS.$BURROW_JOB.lock"
flock -n 9 || echo "overlap $BURROW_JOB $BURROW_RUN" >> "$MARKS"
echo "start $BURROW_JOB $BURROW_RUN" >> "$MARKS"
echo "output of $BURROW_RUN"
case $1 in
  quick) ;;
  brief) sleep 0.2 ;;
  slow) sleep 1.2 ;;
  long) sleep 4 ;;
  endless) sleep 600 ;;
  chatty) while :; do echo more; sleep 0.05; done ;;
  fails) exit 3 ;;
  forks) (sleep 600 &) ; setsid sleep 600 & ;;
  deaf) trap '' TERM; for _ in 1 2 3 4 5 6; do sleep 0.1; done ;;
  deaf-endless) trap '' TERM; while :; do sleep 0.1; done ;;
  tree) trap '' TERM; (trap '' TERM; sleep 600 & setsid sh -c 'trap "" TERM; sleep 600' & wait) &
        setsid sh -c 'trap "" TERM; cat /dev/zero' & cat /dev/zero ;;
  floods) head -c 3000000 /dev/zero | tr '\\0' x ;;
esac
echo "end $BURROW_JOB $BURROW_RUN" >> "$MARKS"
"""
JOB = """
[jobs.{name}]
run_args_template = "sh job.sh {how} {{n}}"
env = ["MARKS"]
report_success = true
open_files = 64
"""


class Mark(NamedTuple):
    """A line that a job wrote."""

    word: str
    job: str
    run_id: int


def write(folder: Path, jobs: Mapping[str, str]) -> None:
    """Write the definitions of jobs.

    Args:
        folder: of the namespace.
        jobs: what each does, by its name; behind a comma is another key of its table.
    """
    text = 'description = "Things that may die"\ndefault_channel = "general"\n'
    for name, what in jobs.items():
        how, _, keys = what.partition(",")
        text += JOB.format(name=name, how=how)
        text += "" if "kill_after_s" in keys else f"kill_after_s = {KILL_AFTER_S}\n"
        text += f"{keys.strip()}\n[jobs.{name}.params.n]\ndefault = '0'\n"
    folder.mkdir(parents=True)
    (folder / "jobs.toml").write_text(text)
    (folder / "job.sh").write_text(SCRIPT)


def read(path: Path) -> list[Mark]:
    """Return what jobs wrote, in order."""
    text = path.read_text() if path.exists() else ""
    parts = [line.split() for line in text.splitlines()]
    return [Mark(word, job, int(run_id)) for word, job, run_id in parts]


def survivors(path: Path) -> list[int]:
    """Return the processes of jobs that write there and are still alive."""
    needle, found = f"MARKS={path}\0".encode(), []
    for process in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            environment = process.read_bytes() + b"\0"
            if needle in environment and b"BURROW_RUN=" in environment:
                found.append(int(process.parent.name))
    return found
