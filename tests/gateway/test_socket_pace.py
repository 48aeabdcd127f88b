"""How often a place asks Slack for a connection, by a clock that a test moves."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gateway.socket_dialing import OperatorNeeded, WrongToken
from gateway.socket_pace import Budget, Pace, Waits
from shared.errors import SlackUnavailable

BEGAN_S = 1000.0


@pytest.fixture
def budget() -> Budget:
    """A process's budget, nothing of it spent."""
    return Budget(Waits(burst=6, another_s=30.0))


@pytest.fixture
def pace(budget: Budget) -> Pace:
    """The pace of its only place."""
    return Pace(budget)


def opened(pace: Pace, reason: str, lasts_s: float, times: int) -> list[float]:
    """Open connections that all end alike; return how long after the start each was opened."""
    now_s, opened_s = BEGAN_S, list[float]()
    for _ in range(times):
        now_s += pace.next_s(now_s)
        opened_s.append(now_s - BEGAN_S)
        now_s += lasts_s
        pace.ended(reason, lasts_s)
    return opened_s


def within(gaps_s: list[float], bounds: list[tuple[float, float]]) -> list[bool]:
    """Return of each gap whether it is within its bounds."""
    return [low <= gap <= high for gap, (low, high) in zip(gaps_s, bounds, strict=True)]


THROWN_OUT_S = [(10.0, 15.0), (20.0, 30.0), (30.0, 45.0), (60.0, 90.0), (60.0, 90.0)]


@pytest.mark.parametrize("reason", ["too_many_websockets", "link_disabled"])
@pytest.mark.parametrize("lasts_s", [0.0, 0.7, 59.0])
def test_who_is_thrown_out_waits_longer_each_time(pace: Pace, reason: str, lasts_s: float) -> None:
    times_s = opened(pace, reason, lasts_s, 6)
    gaps_s = [later - earlier - lasts_s for earlier, later in pairwise(times_s)]
    assert within(gaps_s, THROWN_OUT_S) == [True] * 5


def test_after_a_connection_that_lasted_the_waits_begin_again(pace: Pace) -> None:
    times_s = opened(pace, "too_many_websockets", 61.0, 4)
    gaps_s = [later - earlier - 61.0 for earlier, later in pairwise(times_s)]
    assert within(gaps_s, [(10.0, 15.0)] * 3) == [True] * 3


@pytest.mark.parametrize("reason", ["closed", "silent", "warning", "disconnect"])
def test_what_ends_again_and_again_is_opened_six_times_and_then_twice_a_minute(
    pace: Pace, reason: str
) -> None:
    times_s = opened(pace, reason, 1.0, 10)
    assert times_s[:6] == pytest.approx([0, 1, 2, 3, 4, 5], abs=0.1)
    assert times_s[6:] == pytest.approx([30, 60, 90, 120], abs=0.1)


def test_connections_that_slack_renews_each_hour_never_wait(pace: Pace) -> None:
    assert opened(pace, "warning", 3600.0, 20)[-1] == pytest.approx(19 * 3600.0)


def test_what_ends_as_soon_as_it_is_opened_is_not_opened_again_at_once(pace: Pace) -> None:
    times_s = opened(pace, "closed", 0.0, 6)
    gaps_s = [later - earlier for earlier, later in pairwise(times_s)]
    bounds = [(0.25, 0.5), (0.5, 1.0), (1.0, 2.0), (2.5, 5.0), (5.0, 10.0)]
    assert within(gaps_s, bounds) == [True] * 5


def test_both_places_of_a_process_have_one_budget(budget: Budget) -> None:
    first, second = Pace(budget), Pace(budget)
    assert [first.next_s(BEGAN_S) for _ in range(4)] == [0.0] * 4
    assert [second.next_s(BEGAN_S) for _ in range(4)] == [0.0, 0.0, 30.0, 60.0]
    assert first.next_s(BEGAN_S + 1) == 89.0


# Slack does not answer, or not sensibly; Slack says when; an operator is needed.
FAILURES: list[tuple[SlackUnavailable, list[tuple[float, float]]]] = [
    (SlackUnavailable("no"), [(0.25, 0.5), (0.5, 1.0), (1.0, 2.0), (2.5, 5.0), (5.0, 10.0)]),
    (SlackUnavailable("ratelimited", 42.0), [(42.0, 42.0)] * 5),
    (OperatorNeeded("socket_mode_not_enabled", "switch it on"), [(60.0, 60.0)] * 5),
    (WrongToken("invalid_auth", "copy it"), [(60.0, 60.0)] * 5),
]


@pytest.mark.parametrize(("error", "bounds"), FAILURES)
def test_what_cannot_be_opened_is_tried_later_each_time(
    pace: Pace, error: SlackUnavailable, bounds: list[tuple[float, float]]
) -> None:
    assert pace.next_s(BEGAN_S) == 0.0
    gaps_s = list[float]()
    for _ in bounds:
        pace.failed(error)
        gaps_s.append(pace.next_s(BEGAN_S))
    assert within(gaps_s, bounds) == [True] * 5


def test_what_could_not_be_opened_is_not_spent(pace: Pace) -> None:
    for _ in range(20):
        pace.next_s(BEGAN_S)
        pace.failed(SlackUnavailable("no"))
    pace.next_s(BEGAN_S)
    pace.ended("closed", 1.0)
    assert [pace.next_s(BEGAN_S) for _ in range(6)] == [0.0] * 5 + [30.0]
