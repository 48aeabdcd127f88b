"""All pending runs of a type are cancelled at once, however many there are."""

from __future__ import annotations

import pytest

from shared.runs import Runs
from tests.runs.workers import Worker, asked


async def test_all_pending_runs_of_a_type_are_cancelled_and_running_ones_left_alone(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    for n in "123":
        await runs.schedule(f"Ev{n}", asked(n=n))
    [entry] = await workers[0].read()
    await workers[0].begin(entry)
    assert [run.run_id for run in await runs.cancel_pending("demo_hi", "U2")] == [2, 3]
    assert await workers[0].tenure.beat([1]) == {1: "go"}


async def test_runs_that_a_status_has_no_room_for_are_cancelled_as_well(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.runs.SHOWN", 2)
    for n in "123":
        await runs.schedule(f"Ev{n}", asked(n=n, delay_s=60))
    assert len(await runs.active()) == 2
    assert len(await runs.cancel_pending("demo_hi", "U2")) == 3
