"""Four consumers and many short jobs: each runs exactly once, never two of a type together."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from consumer.timings import Timings
from tests.runs.nursery import nursery
from tests.runs.yard import Yard, opened

TYPES, CONSUMERS = 20, 4
PRODUCTS = asdict(Timings()) | {"beat_s": 0.05}  # so that many a beat meets a run that just ends
UNTRUE = ("run.lost", "run.left", "entry.lost", "entry.found")  # nothing of the kind happened


async def ask_for(yard: Yard, count: int) -> None:
    """Ask for so many runs, as fast as Redis takes them."""
    places = asyncio.Semaphore(20)

    async def one(number: int) -> None:
        async with places:
            await yard.schedule(f"job{number % TYPES}", f"Ev{number}", str(number))

    await asyncio.gather(*(one(number) for number in range(count)))


def together(yard: Yard) -> list[str]:
    """Return the types of which two ran together, by the order of the jobs' own lines."""
    running: Counter[str] = Counter()
    found = []
    for mark in yard.marks():
        running[mark.job] += {"start": 1, "end": -1, "overlap": 2}[mark.word]
        if running[mark.job] > 1:
            found.append(mark.job)
    return found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("count", [400, pytest.param(1_000, marks=pytest.mark.soak)])
async def test_each_runs_exactly_once_and_never_two_of_a_type_together(
    tmp_path: Path, count: int
) -> None:
    async with nursery() as forks, opened(tmp_path, forks) as yard:
        yard.define({f"job{number}": "quick" for number in range(TYPES)})
        for _ in range(CONSUMERS):
            await yard.consumer(timings=PRODUCTS, wait=False)
        await ask_for(yard, count)
        runs = await yard.all_told(count, 120)
        assert Counter(run.state for run in runs.values()) == {"succeeded": count}
        assert Counter(yard.starts().values()) == {1: count}
        assert together(yard) == []
        assert Counter(yard.reports().values()) == {1: count}
        assert len({run.holder for run in runs.values()}) == CONSUMERS
        await yard.none_survives()
        assert [line for one in yard.processes for name in UNTRUE for line in one.lines(name)] == []
