"""From how a child ended to what is said of the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from consumer.runs.child import Ended
from consumer.runs.outcome import Stop, end_of, goes_again, pause_s
from jobs.catalogue import Catalogue, load
from jobs.definition import Job
from shared.run_record import read_run

SILENCE_S = 20.0


def job_with(folder: Path, **keys: Any) -> Job:
    """Return a job with these keys."""
    (folder / "demo").mkdir(exist_ok=True)
    lines = [f"{key} = {value}" for key, value in keys.items()]
    text = "\n".join(["[jobs.hi]", 'run_args_template = "true"', *lines, ""])
    (folder / "demo" / "jobs.toml").write_text("slack = []\n" + text)
    catalogue: Catalogue = load(folder)
    job = catalogue.job("demo_hi")
    assert job, catalogue.broken
    return job


@pytest.mark.parametrize(
    ("ended", "stop", "state", "reason"),
    [
        (Ended(exit_code=0), "", "succeeded", ""),
        (Ended(exit_code=3), "", "failed", ""),
        (Ended(signal=9), "", "failed", ""),
        (Ended(signal=15, reason="timed out"), "", "timed out", "it took longer than 60 s"),
        (Ended(signal=9, reason="memory"), "", "failed", "it used more than 64 MB of memory"),
        (
            Ended(reason="not started", detail="No such file: nope"),
            "",
            "failed",
            "it could not be started: No such file: nope",
        ),
        (Ended(signal=15, reason="stopped"), "cancelled", "cancelled", ""),
        (Ended(exit_code=0, reason="stopped"), "cancelled", "cancelled", ""),
        (Ended(signal=15, reason="stopped"), "shutdown", "lost", "shutdown"),
        (Ended(signal=15, reason="stopped"), "", "lost", "Redis did not answer for 20 s"),
        (Ended(reason="stopped"), "", "lost", "its consumer was too slow to begin it in time"),
        (Ended(reason="supervisor died"), "", "lost", "the process that watched over it died"),
        # It ended by itself before it was told to.
        (Ended(exit_code=0), "cancelled", "succeeded", ""),
        (Ended(exit_code=1), "shutdown", "failed", ""),
    ],
)
def test_an_end_becomes_a_state_and_a_reason(
    tmp_path: Path, ended: Ended, stop: Stop, state: str, reason: str
) -> None:
    end = end_of(ended, job_with(tmp_path, timeout_s=60, memory_mb=64), stop, SILENCE_S)
    assert (end.state, end.reason) == (state, reason)


@pytest.mark.parametrize(
    ("state", "attempt", "again"),
    [
        ("failed", 1, True),
        ("timed out", 2, True),
        ("lost", 2, True),
        ("failed", 3, False),
        ("succeeded", 1, False),
        ("cancelled", 1, False),
        ("expired", 1, False),
    ],
)
def test_what_failed_is_tried_again_as_often_as_its_definition_says(
    tmp_path: Path, state: str, attempt: int, again: bool
) -> None:
    run = read_run(1, {b"attempt": str(attempt).encode(), b"retries": b"2"})
    assert goes_again(run, job_with(tmp_path), state) == again
    assert not goes_again(run, None, state)


@pytest.mark.parametrize("state", ["failed", "timed out", "lost"])
def test_what_somebody_cancelled_is_not_tried_again_however_it_ended(
    tmp_path: Path, state: str
) -> None:
    run = read_run(1, {b"attempt": b"1", b"retries": b"2", b"stopped_by": b"U1"})
    assert not goes_again(run, job_with(tmp_path), state)


def test_attempts_are_further_and_further_apart() -> None:
    assert [pause_s(attempt) for attempt in (1, 2, 3, 20)] == [5, 10, 20, 300]
