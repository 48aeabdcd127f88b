"""What became of an entry, and the one line that says so."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import structlog
from prometheus_client import Counter

from consumer.chain import Result
from consumer.plan import Plan
from consumer.timings import Timings
from shared import metrics
from shared.errors import Throttled
from shared.streams import Entry, Verdict

FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 300.0  # Slack's own last retry comes after 5 minutes

Fate = Literal["failed", "parked", "dead", "done"]

log = structlog.get_logger()


def count(entry: Entry, outcome: str) -> None:
    """Count an entry by what became of it."""
    entries_of(entry.stream, outcome).inc()


@cache
def entries_of(stream: str, outcome: str) -> Counter:
    """Return a counter's child; looking it up by labels each time costs 1.5 µs."""
    return metrics.ENTRIES.labels(stream, outcome)


def reason_to_drop(verdict: Verdict) -> str:
    """Return why an entry may not run, or nothing; the order is that of the promise."""
    if b"finished" in verdict.record:
        return "finished"
    if verdict.word == "duplicate":
        return "duplicate"
    if not verdict.message_is_ours:
        return "same_message"
    return verdict.word if verdict.word in {"future", "stale"} else ""


def remembered(result: Result) -> dict[str, str | int]:
    """Return what an event's chain must know of a run that has not finished it."""
    record: dict[str, str | int] = {f"done:{name}": now_ms() for name in result.done}
    record |= {f"failed:{name}": why for name, why in result.failed.items()}
    return record | {f"rejected:{name}": why for name, why in result.rejected.items()}


def now_ms() -> int:
    """Return the time for a record; nothing is decided by it."""
    return int(time.time() * 1000)


def fate_of(result: Result, entry: Entry, retries: int, timings: Timings) -> tuple[Fate, str]:
    """Return what becomes of an entry (failed, parked, dead or done) and why.

    A failure comes first: only its deliveries are counted, so it must not hide behind a retry.
    """
    if result.failed:
        reason = listed(result.failed)
        return ("dead" if entry.deliveries >= timings.max_deliveries else "failed"), reason
    if result.retry:
        hopeless = retries >= timings.max_retries and not isinstance(result.retry, Throttled)
        return ("dead" if hopeless else "parked"), result.retry.reason
    if result.rejected:
        return "dead", listed(result.rejected)
    return "done", ""


def retry_of(result: Result, retries: int) -> tuple[float, str]:
    """Return how long to wait in s, and the entry's next `retry` field: number and reason."""
    retry = result.retry
    assert retry is not None  # noqa: S101  the caller parks because there is one
    number = retries if isinstance(retry, Throttled) else retries + 1
    backoff_s = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2**retries)
    return backoff_s if retry.after_s is None else retry.after_s, f"{number} {retry.reason}"


def listed(reasons: dict[str, str]) -> str:
    """Return handlers and reasons in one text."""
    return "; ".join(f"{name}: {why}" for name, why in reasons.items())


@dataclass(slots=True)
class Report:
    """One entry's line in the log."""

    outcome: str
    plan: Plan
    verdict: Verdict = field(default_factory=lambda: Verdict("new"))
    handlers: list[str] = field(default_factory=list)
    duration_ms: float = 0.0
    reason: str = ""

    def dropped(self, why: str, reason: str = "") -> Report:
        """Say that the entry was not run."""
        metrics.DROPPED.labels(why).inc()
        self.outcome = "duplicate" if why in {"duplicate", "finished"} else "dropped"
        self.reason = reason or why
        return self

    def earlier_failures(self) -> str:
        """Return why an entry that was delivered too often failed."""
        failures = {
            name.decode().removeprefix("failed:"): why.decode()
            for name, why in self.verdict.record.items()
            if name.startswith(b"failed:")
        }
        deliveries = self.plan.entry.deliveries - 1
        return listed(failures) or f"its consumer died at each of {deliveries} deliveries"

    def log(self, outcome: str, **more: str | float) -> None:
        """Count the outcome and write the line."""
        entry, event = self.plan.entry, self.plan.event
        count(entry, outcome)
        reason = {"reason": self.reason} if self.reason else {}
        level = log.warning if outcome in {"failed", "lost"} else log.info
        level(
            f"entry.{outcome}",
            outcome=outcome,
            stream=entry.stream,
            entry_id=entry.entry_id,
            event_id=event.event_id,
            kind=event.type,
            handlers=self.handlers,
            deliveries=entry.deliveries,
            age_ms=self.verdict.age_ms,
            duration_ms=self.duration_ms,
            **(reason | more),
        )
