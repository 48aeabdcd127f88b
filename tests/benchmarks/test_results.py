"""What a peer does wrong becomes a row; every run is kept."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import redis

from benchmarks.results import Figures, Record, Run, RunFailed, attempt, last_line, read


@pytest.mark.parametrize(
    ("error", "failed"),
    [
        (RunFailed("no request was answered"), "no request was answered"),
        (ConnectionRefusedError("refused"), "ConnectionRefusedError: refused"),
        (redis.ConnectionError("gone"), "ConnectionError: gone"),
        (
            subprocess.TimeoutExpired("wrk", 5),
            "TimeoutExpired: Command 'wrk' timed out after 5 seconds",
        ),
    ],
)
def test_failing_peer_becomes_a_failed_run(error: Exception, failed: str) -> None:
    def measure() -> Figures:
        raise error

    assert attempt("gateway", "peer", 2, "64", measure) == Run(
        "gateway", "peer", 2, "64", failed=failed
    )


def test_mistake_of_our_own_is_not_taken_for_a_failing_peer() -> None:
    def measure() -> Figures:
        raise KeyError("rate_per_s")

    with pytest.raises(KeyError):
        attempt("gateway", "peer", 1, "64", measure)


def test_runs_are_read_again_as_they_were_recorded(tmp_path: Path) -> None:
    record = Record(tmp_path / "of-today" / "runs.jsonl")
    record.add(Run("gateway", "burrow", 1, "64", {"rate_per_s": 20_000.5}))
    record.add(Run("consumer", "arq", 1, failed="gone"))
    assert read(record.path) == record.runs


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("Traceback\n  File\nValueError: no\n", "ValueError: no"),
        ("", "it printed nothing"),
    ],
)
def test_failure_is_told_by_the_last_line_of_what_was_printed(output: str, line: str) -> None:
    assert last_line(output) == line
