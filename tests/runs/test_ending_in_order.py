"""SIGTERM while jobs run: they get their time, and then are ended, told and not begun again."""

from __future__ import annotations

import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.runs.nursery import nursery
from tests.runs.yard import QUICK, Yard, opened

ENDS_S = QUICK["runs_drain_s"] + QUICK["runs_stop_s"] + 1 + 3  # the last: to hand back
HANGS_S = 4.0  # less than a call of Slack may take
KINDS = {
    "brief": "brief",
    "slow": "slow",
    "endless": "endless",
    "deaf": "deaf-endless,kill_after_s = 60",
}


@pytest.fixture
async def yard(tmp_path: Path) -> AsyncIterator[Yard]:
    """A yard with jobs that end soon, at TERM, and not at all."""
    async with nursery() as forks, opened(tmp_path, forks) as one:
        one.define(KINDS)
        yield one


async def begun(yard: Yard, *jobs: str) -> None:
    """Ask for a run of each job, and wait until they run."""
    for job in jobs:
        await yard.ask(job, f"first-{job}")
    await yard.until(lambda: sum(yard.starts().values()) == len(jobs), what="the start of all")


async def test_a_deploy_ends_what_takes_too_long_and_leaves_the_queue_to_others(
    yard: Yard,
) -> None:
    leaving = await yard.consumer()
    await begun(yard, "slow", "endless", "deaf")
    await yard.ask("slow", "second-slow", "2")  # waits for the first
    staying = await yard.consumer()
    leaving.send(signal.SIGTERM)
    told_s = time.monotonic()
    await yard.until(lambda: leaving.status is not None, what="the end of the consumer")
    assert leaving.status == 0
    assert time.monotonic() - told_s < ENDS_S
    runs = await yard.all_told(4)
    assert {(run.job, run.state, run.reason) for run in runs.values()} == {
        ("demo_slow", "succeeded", ""),
        ("demo_endless", "lost", "shutdown"),
        ("demo_deaf", "lost", "shutdown"),
    }
    assert (runs[4].state, yard.starts()[4]) == ("succeeded", 1)
    assert runs[4].holder in staying.log_path.read_text()
    assert set(yard.reports().values()) == {1}
    assert len(yard.reports()) == 4
    await yard.none_survives()


async def test_an_end_that_slack_does_not_take_is_told_by_another_consumer(yard: Yard) -> None:
    leaving = await yard.consumer()
    yard.slack.fault("chat.postMessage", "status", status=503, times=1_000)
    await begun(yard, "slow")
    await yard.ask("slow", "second-slow", "2")
    await yard.until(lambda: yard.starts()[2], what="the next run, though the first is not told")
    leaving.send(signal.SIGTERM)
    await yard.until(lambda: leaving.status is not None, what="the end of the consumer")
    assert leaving.status == 0
    yard.slack.clear_faults()
    await yard.consumer()
    runs = await yard.all_told(2)
    assert [runs[n].state for n in (1, 2)] == ["succeeded", "succeeded"]
    assert yard.reports() == {1: 1, 2: 1}


async def test_an_answer_that_slack_owes_holds_up_no_other_run(yard: Yard) -> None:
    await yard.consumer({"JOBS_CONCURRENCY": "1"})
    yard.slack.fault("chat.postMessage", "hang_after", seconds=HANGS_S, times=1)
    for number in "123":
        await yard.ask("brief", f"Ev{number}", number)
    await yard.until(lambda: yard.starts()[3], HANGS_S - 0.5, "the third run")
    runs = await yard.all_told(3, 20)
    assert {run.state for run in runs.values()} == {"succeeded"}
    assert yard.reports() == {1: 1, 2: 1, 3: 1}
