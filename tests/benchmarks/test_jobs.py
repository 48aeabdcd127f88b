"""Each job is matched with its own child; one that began twice, or never, fails the run."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

import jobs as definitions
from benchmarks.asking import CHILD, ask_all
from benchmarks.jobs import Begun, begun, latency
from benchmarks.peers.burrow_jobs import TYPES, define, request
from benchmarks.results import RunFailed


def test_job_is_matched_with_its_own_child_whatever_came_before() -> None:
    stamps = "1 10.5\n0 10.25\n3 12.125\n2 12.0625\n"
    assert begun([12.0, 12.0], stamps, 2) == [Begun(12.0, 12.0625), Begun(12.0, 12.125)]


@pytest.mark.parametrize(
    ("stamps", "reason"),
    [
        ("0 10.5\n", "1 of 2 jobs never began"),
        ("0 10.5\n1 10.5\n0 10.75\n", "job 0 began twice"),
    ],
    ids=["never", "twice"],
)
def test_job_that_did_not_begin_once_fails_the_run(stamps: str, reason: str) -> None:
    with pytest.raises(RunFailed, match=reason):
        begun([10.0, 10.0], stamps, 0)


def test_latency_is_from_asking_until_the_child_begins() -> None:
    waits_s = [n / 1000 for n in range(101)]
    assert latency([Begun(10.0, 10.0 + wait_s) for wait_s in waits_s]) == pytest.approx(
        {"jobs": 101, "p50_ms": 50.0, "p99_ms": 99.0}
    )


def test_child_says_its_number_and_when_it_began(tmp_path: Path) -> None:
    stamps = tmp_path / "stamps"
    environment = {"PATH": "/usr/bin:/bin", "STAMPS": str(stamps)}
    for serial in ("7", "8"):
        subprocess.run([*CHILD, serial], env=environment, check=True)
    assert [job.asked_s for job in begun([1.0, 2.0], stamps.read_text(), 7)] == [1.0, 2.0]


async def test_jobs_are_asked_for_in_order_and_no_faster_than_the_rate() -> None:
    taken: list[int] = []

    async def ask(serial: int) -> None:
        taken.append(serial)

    asked_s = await ask_all(ask, 5, 4, rate_per_s=100)
    assert taken == [5, 6, 7, 8]
    assert asked_s[3] - asked_s[0] >= 0.029  # the wall clock may be slewed


async def test_asking_does_not_wait_for_the_answer_to_the_job_before() -> None:
    answered = asyncio.Event()

    async def ask(serial: int) -> None:
        if serial == 1:
            answered.set()
        async with asyncio.timeout(5):
            await answered.wait()

    assert len(await ask_all(ask, 0, 2, rate_per_s=0)) == 2


def test_each_job_is_defined_and_takes_its_number(tmp_path: Path) -> None:
    define(tmp_path)
    catalogue = definitions.load(tmp_path)
    assert catalogue.broken == {}
    asked = [request(serial) for serial in range(TYPES)]
    argv = [job.argv(one.arguments) for one in asked if (job := catalogue.job(one.job))]
    assert argv == [[*CHILD, str(serial)] for serial in range(TYPES)]
    assert len({one.job for one in asked}) == TYPES
