"""Each event is matched with its own answer, and one without an answer fails the run."""

from __future__ import annotations

import pytest

from benchmarks.latency import latencies_ms, percentile
from benchmarks.paced_sender import Sent
from benchmarks.results import RunFailed
from dev.slack.api import Call

SENT = [Sent("C1", 10.0, 0.001, 200), Sent("C2", 10.01, 0.001, 200), Sent("C1", 12.0, 0.001, 200)]


def post(channel: str, time_s: float) -> Call:
    """Return a recorded post."""
    return Call(1, time_s, "chat.postMessage", {"channel": channel})


def test_nth_post_in_a_channel_answers_its_nth_event() -> None:
    calls = [post("C2", 10.0125), post("C1", 10.25), post("C1", 12.5)]
    assert latencies_ms(SENT, calls) == pytest.approx([250.0, 2.5, 500.0])


@pytest.mark.parametrize(
    "calls",
    [
        [post("C1", 10.1), post("C2", 10.1)],
        [post("C1", 10.1), post("C2", 10.1), post("C2", 12.1)],
        [post("C1", 10.1), post("C2", 10.1), post("C1", 12.1), post("C1", 12.2)],
    ],
    ids=["one is missing", "one went elsewhere", "one is too many"],
)
def test_answers_that_do_not_fit_the_events_fail_the_run(calls: list[Call]) -> None:
    with pytest.raises(RunFailed, match=f"3 events were sent, {len(calls)} answers came"):
        latencies_ms(SENT, calls)


@pytest.mark.parametrize(("percent", "number"), [(50, 50.0), (99, 99.0)])
def test_percentile_is_the_number_that_so_many_lie_below(percent: int, number: float) -> None:
    assert percentile(range(101), percent) == number
