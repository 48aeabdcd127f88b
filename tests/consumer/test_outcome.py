"""What becomes of an entry, and how long one waits before the next try."""

from __future__ import annotations

import pytest

from consumer.chain import Result, earlier
from consumer.outcome import fate_of, reason_to_drop, retry_of
from consumer.timings import Timings
from shared.errors import Retry, SlackUnavailable, Throttled
from shared.streams import Entry, Verdict

FAILED = {"a.b": "ZeroDivisionError: no"}
REJECTED = {"c.d": "not for me"}
RETRY = Retry("later", 5)
WAIT = Throttled("Slack's limit", 2)

FATES: list[tuple[str, Result, int, int, tuple[str, str]]] = [
    ("done", Result(done=["a.b"]), 1, 0, ("done", "")),
    ("nothing ran", Result(), 5, 8, ("done", "")),
    ("failed", Result(failed=FAILED), 1, 0, ("failed", "a.b: ZeroDivisionError: no")),
    ("failed the last time", Result(failed=FAILED), 5, 0, ("dead", "a.b: ZeroDivisionError: no")),
    ("failed, 4 of 5", Result(failed=FAILED), 4, 0, ("failed", "a.b: ZeroDivisionError: no")),
    ("retry", Result(retry=RETRY), 1, 0, ("parked", "later")),
    ("retry, 7 before", Result(retry=RETRY), 1, 7, ("parked", "later")),
    ("retry, 8 before", Result(retry=RETRY), 1, 8, ("dead", "later")),
    ("wait, 8 before", Result(retry=WAIT), 1, 8, ("parked", "Slack's limit")),
    ("rejected", Result(done=["a.b"], rejected=REJECTED), 1, 0, ("dead", "c.d: not for me")),
    (
        "failure before retry",
        Result(failed=FAILED, retry=RETRY),
        1,
        0,
        ("failed", "a.b: ZeroDivisionError: no"),
    ),
    ("retry before rejection", Result(retry=RETRY, rejected=REJECTED), 1, 0, ("parked", "later")),
    (
        "two rejected",
        Result(rejected=REJECTED | {"e": "f"}),
        1,
        0,
        ("dead", "c.d: not for me; e: f"),
    ),
]


@pytest.mark.parametrize(
    ("result", "deliveries", "retries", "fate"),
    [one[1:] for one in FATES],
    ids=[one[0] for one in FATES],
)
def test_fate_of_an_entry_and_its_reason(
    result: Result, deliveries: int, retries: int, fate: tuple[str, str]
) -> None:
    entry = Entry("slack_message_public", "1-0", {}, deliveries)
    assert fate_of(result, entry, retries, Timings()) == fate


BACKOFFS = [
    (Retry("r"), 0, (1.0, "1 r")),
    (Retry("r"), 1, (2.0, "2 r")),
    (Retry("r"), 4, (16.0, "5 r")),
    (Retry("r"), 8, (256.0, "9 r")),
    (Retry("r"), 9, (300.0, "10 r")),
    (Retry("r"), 20, (300.0, "21 r")),
    (Retry("r", 7.5), 3, (7.5, "4 r")),
    (SlackUnavailable("r"), 2, (4.0, "3 r")),
    (SlackUnavailable("r", 3.0), 2, (3.0, "3 r")),
    (Throttled("r", 2.5), 0, (2.5, "0 r")),
    (Throttled("r", 2.5), 3, (2.5, "3 r")),
]


@pytest.mark.parametrize(("retry", "retries", "expected"), BACKOFFS)
def test_wait_doubles_unless_it_is_given_and_waits_for_slack_do_not_count(
    retry: Retry, retries: int, expected: tuple[float, str]
) -> None:
    assert retry_of(Result(retry=retry), retries) == expected


def test_record_of_earlier_runs_is_read() -> None:
    record = {
        b"begun": b"1",
        b"done:coin.flip_a_coin": b"2",
        b"rejected:a.b": b"no",
        b"failed:c.d": b"error",
        b"write:coin.flip_a_coin:0": b"{}",
    }
    assert earlier(record) == Result(done=["coin.flip_a_coin"], rejected={"a.b": "no"})


DROPS: list[tuple[Verdict, str]] = [
    (Verdict("new"), ""),
    (Verdict("begun", record={b"begun": b"1"}), ""),
    (Verdict("begun", record={b"finished": b"1"}), "finished"),
    (Verdict("duplicate"), "duplicate"),
    (Verdict("duplicate", message_is_ours=False), "duplicate"),
    (Verdict("new", message_is_ours=False), "same_message"),
    (Verdict("stale", message_is_ours=False), "same_message"),
    (Verdict("stale"), "stale"),
    (Verdict("future"), "future"),
]


@pytest.mark.parametrize(("verdict", "reason"), DROPS)
def test_reason_to_drop_is_the_first_of_the_promise(verdict: Verdict, reason: str) -> None:
    assert reason_to_drop(verdict) == reason
