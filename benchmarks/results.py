"""What one run measured, kept as a JSON line as soon as it is known.

| field   | type            | meaning                                                   |
|---------|-----------------|-----------------------------------------------------------|
| section | text            | gateway, consumer, latency, lane, jobs or matching        |
| peer    | text            | who was measured                                          |
| setting | text            | what else varies in the section, such as "64"             |
| round   | int             | runs of one round were taken next to each other           |
| figures | name to number  | the unit is the end of the name: rate_per_s, cpu_us       |
| failed  | text            | why there are no figures; empty if there are              |
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import redis

from shared.errors import BurrowError

Figures = Mapping[str, float]


class RunFailed(BurrowError):
    """A peer could not be measured; the message says what happened."""


# What a peer can do to us. It becomes a row of the table; anything else is a bug of ours.
FAILURES = (RunFailed, OSError, subprocess.SubprocessError, redis.RedisError)


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement of one peer."""

    section: str
    peer: str
    round: int
    setting: str = ""
    figures: Figures = field(default_factory=dict)
    failed: str = ""

    @property
    def summary(self) -> str:
        """One line for the terminal."""
        shown = "  ".join(f"{name} {number:,.1f}" for name, number in self.figures.items())
        return f"{self.section} r{self.round} {self.peer:12} {self.setting:>3}  " + (
            f"FAILED: {self.failed}" if self.failed else shown
        )


def reason(error: BaseException) -> str:
    """Return why there are no figures; an error that is not ours says what kind it is."""
    return str(error) if isinstance(error, RunFailed) else f"{type(error).__name__}: {error}"


def last_line(output: str) -> str:
    """Return how a program's output ends: with the error, if it raised one."""
    return output.strip().rpartition("\n")[2][-300:] or "it printed nothing"


def attempt(
    section: str, peer: str, round_no: int, setting: str, measure: Callable[[], Figures]
) -> Run:
    """Measure once; a peer that fails gives a row that says so."""
    try:
        return Run(section, peer, round_no, setting, figures=measure())
    except FAILURES as error:
        return Run(section, peer, round_no, setting, failed=reason(error))


class Record:
    """The runs so far, in a file that survives an interrupted benchmark."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.runs: list[Run] = []
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, run: Run) -> None:
        """Keep a run, and show it."""
        self.runs.append(run)
        with self.path.open("a") as lines:
            lines.write(json.dumps(asdict(run)) + "\n")
        sys.stderr.write(run.summary + "\n")


def read(path: Path) -> list[Run]:
    """Return the runs of an earlier benchmark."""
    return [Run(**json.loads(line)) for line in path.read_text().splitlines()]
