"""Redis away while jobs run: for less than the silence they go on; for more, they are ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.runs.nursery import nursery
from tests.runs.yard import QUICK, Yard, opened

# Away for longer than the lease of an entry, and for less than the silence, as 15 s are in life.
# Whoever looks for what is forsaken looks more often than whoever holds it renews it.
PATIENT = {"lease_s": 1, "silence_s": 6, "beat_s": 1, "sweep_s": 0.05}
AWAY_S = 2.0


@pytest.fixture
async def yard(tmp_path: Path) -> AsyncIterator[Yard]:
    """A yard whose Redis survives being killed."""
    async with nursery() as forks, opened(tmp_path, forks, appendonly="yes") as one:
        one.define({"long": "long", "chatty": "chatty"})
        yield one


async def test_a_short_outage_ends_no_job(yard: Yard) -> None:
    for _ in range(3):
        await yard.consumer(timings=PATIENT)
    await yard.ask("long", "Ev1")
    await yard.until(lambda: yard.starts()[1])
    await yard.server_away(AWAY_S)
    runs = await yard.all_told(1)
    assert (runs[1].state, yard.starts()[1], yard.reports()[1]) == ("succeeded", 1, 1)


async def test_a_long_outage_ends_jobs_while_it_lasts_and_says_so_after(yard: Yard) -> None:
    await yard.consumer()
    await yard.ask("chatty", "Ev1")
    await yard.until(lambda: yard.starts()[1])
    yard.server.kill()
    await yard.until(lambda: not yard.survivors(), QUICK["silence_s"] + 3, "the job's end")
    await asyncio.to_thread(yard.server.start)
    await yard.ask("chatty", "Ev2", "2")
    await yard.until(lambda: yard.starts()[2], what="the next run")
    await yard.cancel(2)
    runs = await yard.all_told(2)
    assert [(runs[n].state, yard.starts()[n], yard.reports()[n]) for n in (1, 2)] == [
        ("lost", 1, 1),
        ("cancelled", 1, 1),
    ]
    assert runs[1].reason == f"Redis did not answer for {QUICK['silence_s']:g} s"
