"""How the house is, in a sentence or two for everybody who lives there."""

from __future__ import annotations

from collections.abc import Sequence

from consumer import blocks
from consumer.blocks import Block
from consumer.home.condition import Condition
from consumer.later.timetable import moment
from consumer.runs.sentences import lasting
from jobs.catalogue import Catalogue
from shared.runs import SHOWN as MOST_ACTIVE
from shared.text import escape

SILENT_MS = 2 * 60_000  # tasks succeed each second; a take-over by another instance takes 10 s
STUCK_MS = 2 * 60_000  # five deliveries of 10 s each, claimed within 12 s, are over by then
RECENT_MS = 24 * 60 * 60_000  # what was given up longer ago is no news
NEARLY_FULL = 0.9  # at 1.0 nothing new is accepted
NAMED = 5  # of what does not work; more is a page, and no sentence
WELL = ":white_check_mark: All is well."


def blocks_of(condition: Condition, now_ms: int, jobs: Catalogue) -> list[Block]:
    """Return what is wrong, or that nothing is, and below how things go."""
    found = [f":warning: {one}" for one in troubles(condition, now_ms, jobs)]
    return [
        blocks.header("Health"),
        blocks.section("\n".join(found) or WELL),
        blocks.context(usual(condition, now_ms)),
    ]


def troubles(condition: Condition, now_ms: int, jobs: Catalogue) -> list[str]:
    """Say what is not as it should be, one sentence each."""
    found = (
        of_background(condition, now_ms),
        of_failing(condition),
        of_streams(condition, now_ms),
        of_dead(condition, now_ms),
        of_memory(condition),
        of_broken(jobs),
    )
    return [one for one in found if one]


def of_background(condition: Condition, now_ms: int) -> str:
    """Say that nothing happens by the clock."""
    if not condition.succeeded_ms:
        return "No background task has run yet, so nothing happens by the clock."
    if now_ms - condition.succeeded_ms <= SILENT_MS:
        return ""
    return (
        f"The background tasks stand still since {moment(condition.succeeded_ms)}, so nothing "
        "happens by the clock. Please tell whoever runs me."
    )


def of_failing(condition: Condition) -> str:
    """Say which background tasks fail."""
    found = [f"`{escape(name)}` ({count} times)" for name, count in condition.failing.items()]
    return f"In the background, this fails again and again: {named(found)}." if found else ""


def of_streams(condition: Condition, now_ms: int) -> str:
    """Say that something is in work for too long."""
    if not condition.in_work_ms or now_ms - condition.in_work_ms <= STUCK_MS:
        return ""
    return f"Something has been in work since {moment(condition.in_work_ms)}, which is too long."


def of_dead(condition: Condition, now_ms: int) -> str:
    """Say that something was given up not long ago."""
    if not condition.given_up_ms or now_ms - condition.given_up_ms > RECENT_MS:
        return ""
    when = moment(condition.given_up_ms)
    return f"I had to give something up {when}: whoever runs me finds it in the dead letters."


def of_memory(condition: Condition) -> str:
    """Say that Redis has little room left."""
    if condition.memory_ratio < NEARLY_FULL:
        return ""
    return f"Redis is {percent(condition)} full; at 100 % I can accept nothing more."


def of_broken(jobs: Catalogue) -> str:
    """Say which namespaces do not work."""
    names = [f"`{escape(name)}`" for name in jobs.broken]
    if not names:
        return ""
    are = "is" if len(names) == 1 else "are"
    return f"{named(names)} {are} disabled, since something is wrong there: `status` says what."


def named(names: Sequence[str]) -> str:
    """Return names in a row, not too many."""
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    *first, last = [*names[:NAMED], *more]
    return f"{', '.join(first)} and {last}" if first else last


def usual(condition: Condition, now_ms: int) -> str:
    """Say how things go, also if they go well."""
    full = f" and is {percent(condition)} full" if condition.memory_ratio else ""
    return " ".join(
        [
            of_jobs(condition, now_ms),
            *([f"Background tasks: last {moment(ms)}."] if (ms := condition.succeeded_ms) else []),
            f"Redis answers{full}.",
        ]
    )


def percent(condition: Condition) -> str:
    """Return how full Redis is."""
    return f"{round(condition.memory_ratio * 100)} %"


def of_jobs(condition: Condition, now_ms: int) -> str:
    """Say how many runs have not ended, and since when the first of them waits for its turn."""
    queued = len(condition.queued_ms)
    counts = {"running": condition.running, "queued": queued, "scheduled": condition.scheduled}
    said = [f"{count} {state}" for state, count in counts.items() if count]
    if not said:
        return "Jobs: none runs or waits."
    at_least = "at least " if sum(counts.values()) >= MOST_ACTIVE else ""
    waited_s = (now_ms - min(condition.queued_ms, default=now_ms)) / 1000
    since = f"; the first has waited {lasting(waited_s)} for its turn" if queued else ""
    return f"Jobs: {at_least}{', '.join(said)}{since}."
