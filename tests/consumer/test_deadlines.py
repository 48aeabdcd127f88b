"""Time limits for handlers, looked at together."""

from __future__ import annotations

import asyncio

import pytest

from consumer.deadlines import Deadlines, OutOfTime
from tests.waiting import until

FOREVER = 60.0


async def wait(seconds: float) -> None:
    await asyncio.sleep(seconds)


@pytest.fixture
def deadlines() -> Deadlines:
    return Deadlines()


async def test_work_within_its_limit_is_left_alone(deadlines: Deadlines) -> None:
    await deadlines.within(FOREVER, wait(0))
    assert (deadlines.running, deadlines.expired) == ({}, set())


async def test_work_over_its_limit_ends_with_a_timeout(deadlines: Deadlines) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(OutOfTime):
            await deadlines.within(0.02, wait(FOREVER))
    assert (deadlines.running, deadlines.expired) == ({}, set())


async def test_each_of_several_has_its_own_limit(deadlines: Deadlines) -> None:
    async with asyncio.timeout(5):
        ended = await asyncio.gather(
            deadlines.within(0.02, wait(FOREVER)),
            deadlines.within(FOREVER, wait(0.15)),
            deadlines.within(0.1, wait(FOREVER)),
            return_exceptions=True,
        )
    assert [type(one) for one in ended] == [OutOfTime, type(None), OutOfTime]


async def test_cancellation_from_elsewhere_stays_one(deadlines: Deadlines) -> None:
    task = asyncio.create_task(deadlines.within(FOREVER, wait(FOREVER)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_task_goes_on_after_a_timeout_and_may_wait_again(deadlines: Deadlines) -> None:
    async def work() -> str:
        with pytest.raises(OutOfTime):
            await deadlines.within(0.02, wait(FOREVER))
        await deadlines.within(FOREVER, wait(0.06))
        return "went on"

    async with asyncio.timeout(5):
        assert await asyncio.create_task(work()) == "went on"


async def test_timer_ends_when_nothing_runs_and_begins_again(deadlines: Deadlines) -> None:
    await deadlines.within(FOREVER, wait(0.12))
    async with asyncio.timeout(5):
        await until(lambda: not deadlines.looking)
        with pytest.raises(OutOfTime):
            await deadlines.within(0.02, wait(FOREVER))


async def test_error_of_the_work_is_its_own(deadlines: Deadlines) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await deadlines.within(FOREVER, fail())
    assert deadlines.running == {}
