"""When Redis's silence is spoken of; time is an argument."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from shared.silence import Silence

ERROR = ConnectionError("refused")


@pytest.mark.parametrize(
    ("failures_s", "levels"),
    [
        ([0], []),
        ([0, 3.9], []),
        ([0, 4], ["warning"]),
        ([0, 4, 5, 7.9], ["warning"]),
        ([0, 4, 8], ["warning", "error"]),
        ([0, 4, 8, 20, 67.9], ["warning", "error"]),
        ([0, 4, 8, 68], ["warning", "error", "error"]),
        ([0, 30], ["error"]),
    ],
)
def test_silence_is_warned_of_after_4_s_an_error_after_8_s_and_each_minute(
    failures_s: list[float], levels: list[str]
) -> None:
    silence = Silence()
    with capture_logs() as lines:
        for now_s in failures_s:
            silence.failed(now_s, now_s, ERROR)
    assert [line["log_level"] for line in lines] == levels


def test_it_counts_from_the_beginning_of_the_first_attempt_that_failed() -> None:
    silence = Silence()
    with capture_logs() as lines:
        silence.failed(began_s=100.0, now_s=105.0, error=TimeoutError())
    assert [(line["silent_s"], line["reason"]) for line in lines] == [(5.0, "TimeoutError")]


def test_being_back_is_said_only_after_a_line_about_silence() -> None:
    silence = Silence()
    with capture_logs() as lines:
        silence.failed(0, 1, ERROR)
        silence.answered(2)
        silence.failed(10, 14, ERROR)
        silence.answered(15)
        silence.answered(16)
    assert [line["event"] for line in lines] == ["redis.silent", "redis.back"]
    assert lines[1]["silent_s"] == 5.0


def test_after_an_answer_the_silence_counts_from_zero() -> None:
    silence = Silence()
    silence.failed(0, 3, ERROR)
    silence.answered(3.5)
    with capture_logs() as lines:
        silence.failed(4, 7, ERROR)
    assert lines == []
