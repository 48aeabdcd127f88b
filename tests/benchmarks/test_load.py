"""A run counts only if it is a measurement: answered, each event new, and all of them stored."""

from __future__ import annotations

import json

import pytest

from benchmarks.gateways import check_landed
from benchmarks.load import Answers, read_answers, require_wrk
from benchmarks.results import RunFailed
from shared.errors import SettingsError

SEEN = {
    "requests": 1_000,
    "duration_us": 2_000_000,
    "p50_us": 300,
    "p99_us": 900,
    "started_again": 0,
    "connect": 0,
    "read": 0,
    "write": 0,
    "status": 0,
    "timeout": 0,
}


def printed(**changes: int) -> str:
    """Return what wrk and replay.lua print."""
    return f"Running 2s test\nRESULT {json.dumps(SEEN | changes)}\nRequests/sec: 500\n"


def test_answers_are_read_from_what_wrk_prints() -> None:
    assert read_answers(printed()) == Answers(1_000, 2.0, 300, 900, 0)


def test_errors_of_all_kinds_are_added_up() -> None:
    assert read_answers(printed(connect=1, read=2, write=3, status=4, timeout=5)).errors == 15


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("unable to connect\n", "wrk gave no result: unable to connect"),
        (printed(requests=0, timeout=64), "no request was answered; .*timeout 64"),
        (printed(started_again=1), "the events ran out"),
    ],
)
def test_what_is_no_measurement_is_refused(output: str, reason: str) -> None:
    with pytest.raises(RunFailed, match=reason):
        read_answers(output)


@pytest.mark.parametrize("added", [1_000, 1_064])
def test_each_answer_is_an_entry_and_so_may_be_the_last_of_each_connection(added: int) -> None:
    check_landed(Answers(1_000, 1.0, 1, 1, errors=0), added, connections=64)


@pytest.mark.parametrize(
    ("errors", "added", "reason"),
    [
        (0, 999, "1000 events were answered, 999 are in the stream"),
        (0, 1_065, "1000 events were answered, 1065 are in the stream"),
        (1, 1_000, "1 requests were refused or not answered"),
    ],
)
def test_lost_doubled_and_refused_events_fail_the_run(errors: int, added: int, reason: str) -> None:
    with pytest.raises(RunFailed, match=reason):
        check_landed(Answers(1_000, 1.0, 1, 1, errors), added, connections=64)


def test_missing_wrk_is_told_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SettingsError, match="apt install wrk"):
        require_wrk()
