"""A consumer that dies, stands still for longer than its lease, or fails, at each step of a run.

Whatever the moment: the run's job begins at most once, its end is told once, the next run of the
type begins soon, and no process of a job is left. A run ends as `succeeded` if its consumer had not
begun it, or had noted its end; else it is `lost`.
"""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.runs.marking import KILL_AFTER_S
from tests.runs.nursery import Forked, nursery
from tests.runs.yard import QUICK, Yard, opened

AT_ONCE = 12  # cases; they mostly wait for leases to run out
SILENT_S = QUICK["silence_s"] + 1 + KILL_AFTER_S  # then a dead consumer's type is free
SOON_S = SILENT_S + 8.0  # the rest is for the next consumer, and for a busy machine
STANDS_STILL_S = SILENT_S + 0.3

# As (state, how often the job began). A job that was just being started may have been too slow.
WELL, LOST, UNBEGUN = [("succeeded", 1)], [("lost", 1), ("lost", 0)], [("lost", 0)]
ANY = [*WELL, *LOST]  # the consumer's pool may be quicker than its handler


class Moment(NamedTuple):
    """Where a consumer ends, and what may have become of the run."""

    when: str
    ends: list[tuple[str, int]]
    job: str = "quick"


KILLED = [
    Moment("before run_schedule", WELL),
    Moment("after run_schedule", ANY),
    Moment("after admitted", ANY),
    Moment("before call:reactions.add", ANY),
    Moment("after read", WELL),
    Moment("before run_start", WELL),
    Moment("after run_start", UNBEGUN),
    Moment("after run_note:log", LOST, "slow"),
    Moment("before spawn", UNBEGUN),
    Moment("after spawn", LOST, "slow"),
    Moment("after intend:started:0", LOST, "slow"),
    Moment("after call:started:0", LOST, "slow"),
    Moment("after run_beat", LOST, "slow"),
    Moment("after intend:reaction:running", LOST, "slow"),
    Moment("after run_note:output", LOST, "slow"),
    Moment("after run_note:output", LOST, "tree"),
    Moment("after run_beat", LOST, "deaf"),
    Moment("after ended", LOST),
    Moment("before run_finish", LOST),
    Moment("after run_finish", WELL),
    Moment("before intend:reaction:ended", WELL),
    Moment("after answer:reaction:ended", WELL),
    Moment("before intend:report:0", WELL),
    Moment("after intend:report:0", WELL),
    Moment("before call:report:0", WELL),
    Moment("after call:report:0", WELL),
    Moment("before answer:report:0", WELL),
    Moment("after answer:report:0", WELL),
    Moment("before run_note:told", WELL),
    Moment("after run_note:told", WELL),
    Moment("before settle", WELL),
    Moment("after settle", WELL),
]
# Not between the note of a post and the post itself: what is on its way then cannot be held back.
STOOD_STILL = [
    Moment("before run_schedule", WELL),
    Moment("after read", WELL),
    Moment("before run_start", ANY),
    Moment("after run_start", UNBEGUN),
    Moment("after run_note:log", LOST, "slow"),
    Moment("before spawn", UNBEGUN),
    Moment("after spawn", LOST, "slow"),
    Moment("after run_beat", LOST, "tree"),
    Moment("after ended", LOST),
    Moment("before run_finish", LOST),
    Moment("after run_finish", WELL),
    Moment("after call:report:0", WELL),
    Moment("after run_note:told", WELL),
]
# Something raises, and the consumer goes on: it must not run again what it had begun.
RAISED = [
    Moment("before run_start", WELL),
    Moment("before spawn", UNBEGUN),
    Moment("after spawn", LOST, "slow"),
    Moment("after ended", LOST),
    Moment("before run_finish", LOST),
    Moment("after run_finish", WELL),
    Moment("after call:report:0", WELL),
    Moment("before run_note:told", WELL),
]


class Outcome(NamedTuple):
    """What came of the first run, and whether the second went well, and soon."""

    end: tuple[str, int]
    reports: int
    second: str
    soon: bool
    overlaps: int


def has_met(doomed: Forked) -> bool:
    """Whether a consumer has met its fate."""
    said = [doomed.lines(name) for name in ("run.failed", "run.telling_failed")]
    return doomed.status is not None or doomed.stopped or any(said)


async def meets(moment: Moment, number: int, yard: Yard) -> Outcome:
    """Let a consumer meet its fate with one run, and another take over; another run waits."""
    fate = {"DIE": moment.when, "DIE_BY": str(number)}
    # One place: it does not wait for a second run while it stands still, which would delay that.
    doomed = await yard.consumer({"SLACK_LOGS_CHANNEL": "general", "JOBS_CONCURRENCY": "1"} | fate)
    await yard.ask(moment.job, "first", "1")
    await yard.until(lambda: has_met(doomed), what=moment.when)
    met_s = time.monotonic()
    await yard.schedule(moment.job, "second", "2")
    if number:
        await yard.consumer(wait=False)
    if number == signal.SIGSTOP:
        await asyncio.sleep(STANDS_STILL_S)  # the fault itself: so long it stands still
        doomed.send(signal.SIGCONT)
    if moment.job == "tree":
        await yard.until(lambda: yard.starts()[2])
        await yard.runs.cancel(2, "U1")
    runs = await yard.all_told(2)
    soon = (runs[2].started_ms / 1000 - time.time()) + time.monotonic() < met_s + SOON_S
    await yard.none_survives()
    overlaps = sum(mark.word == "overlap" for mark in yard.marks())
    reports = yard.reports()
    second = f"{runs[2].state} {yard.starts()[2]} {reports[2]}"
    return Outcome((runs[1].state, yard.starts()[1]), reports[1], second, soon, overlaps)


async def all_of(
    moments: list[Moment], number: int, folder: Path
) -> dict[str, Outcome | AssertionError]:
    """Return what came of each that is not as it should be."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(index: int, moment: Moment) -> Outcome | AssertionError | None:
        async with places, opened(folder / str(index), forks, appendonly="yes") as yard:
            yard.define({name: name for name in ("quick", "slow", "deaf", "tree")})
            try:
                met = await meets(moment, number, yard)
            except AssertionError as error:
                return error
        second = "cancelled 1 1" if moment.job == "tree" else "succeeded 1 1"
        expected = Outcome(met.end, 1, second, soon=True, overlaps=0)
        return None if met == expected and met.end in moment.ends else met

    async with nursery() as forks:
        found = await asyncio.gather(*(one(*pair) for pair in enumerate(moments)))
    named = zip((f"{one.when} {one.job}" for one in moments), found, strict=True)
    return {name: outcome for name, outcome in named if outcome}


@pytest.mark.timeout(180)
async def test_a_consumer_may_be_killed_at_any_step(tmp_path: Path) -> None:
    assert await all_of(KILLED, signal.SIGKILL, tmp_path) == {}


@pytest.mark.timeout(180)
async def test_a_consumer_may_stand_still_at_any_step(tmp_path: Path) -> None:
    assert await all_of(STOOD_STILL, signal.SIGSTOP, tmp_path) == {}


@pytest.mark.timeout(180)
async def test_a_consumer_may_fail_at_any_step_and_go_on(tmp_path: Path) -> None:
    assert await all_of(RAISED, 0, tmp_path) == {}
