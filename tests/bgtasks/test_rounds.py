"""A run that raises, hangs or ignores its cancellation harms no other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bgtasks.rounds import Rounds, pause_s
from bgtasks.schedule import Task
from bgtasks.tools import Tools
from shared import keys
from shared.errors import NotYet, ServiceUnavailable, SlackUnavailable, Throttled
from tests.bgtasks.conftest import MakeTools
from tests.waiting import until

Function = Callable[[Tools], Awaitable[None]]
STALE_TOKEN = 1


@asynccontextmanager
async def running(tools: Tools, *tasks: Task) -> AsyncIterator[Rounds]:
    """Run tasks, and stop them at the end of the block."""
    rounds = Rounds(tasks, tools)
    try:
        yield rounds
    finally:
        await rounds.stop()


def counting(runs: list[float]) -> Task:
    """Return a task that runs often and does well."""

    async def count(tools: Tools) -> None:
        runs.append(time.monotonic())

    return Task("count", count, every_s=0.02, timeout_s=1.0)


async def raising(tools: Tools) -> None:
    raise ZeroDivisionError("on purpose")


async def hanging(tools: Tools) -> None:
    await asyncio.Event().wait()


async def cancelling_itself(tools: Tools) -> None:
    raise asyncio.CancelledError


def stubborn(released: asyncio.Event) -> Function:
    """Return a run that ignores its cancellation until it is released."""

    async def ignore(tools: Tools) -> None:
        while not released.is_set():
            try:
                await released.wait()
            except asyncio.CancelledError:
                continue

    return ignore


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (raising, "ZeroDivisionError: on purpose"),
        (hanging, "took longer than 0.05 s"),
        (cancelling_itself, "RuntimeError: cancelled itself"),
    ],
)
async def test_a_failing_task_harms_no_other_and_is_reported_with_the_next_try(
    tools: Tools, function: Function, reason: str
) -> None:
    runs: list[float] = []
    bad = Task("bad", function, every_s=60, timeout_s=0.05)
    with capture_logs() as lines:
        async with running(tools, bad, counting(runs)):
            await until(lambda: any(line["event"] == "task.failed" for line in lines))
            so_far = len(runs)
            await until(lambda: len(runs) > so_far + 5)
    failed = [line for line in lines if line["event"] == "task.failed"]
    assert [(line["task"], line["reason"]) for line in failed] == [("bad", reason)]
    assert 9 <= failed[0]["after_s"] <= 11


async def test_a_task_that_ignores_its_cancellation_harms_no_other_and_never_runs_twice_at_once(
    tools: Tools,
) -> None:
    runs: list[float] = []
    released = asyncio.Event()
    bad = Task("bad", stubborn(released), every_s=0.01, timeout_s=0.01)
    with capture_logs() as lines:
        async with running(tools, bad, counting(runs)) as rounds:
            await until(lambda: any(line["event"] == "task.ignores_cancellation" for line in lines))
            so_far = len(runs)
            await until(lambda: len(runs) > so_far + 5)
            assert [run.get_name() for run in rounds.runs].count("bad") == 1
            released.set()
            await until(lambda: any(line["event"] == "task.failed" for line in lines))


async def test_stopping_does_not_wait_for_a_task_that_ignores_its_cancellation(
    tools: Tools,
) -> None:
    released = asyncio.Event()
    rounds = Rounds([Task("bad", stubborn(released), every_s=1, timeout_s=60)], tools)
    await until(lambda: bool(rounds.runs))
    with capture_logs() as lines:
        began_s = time.monotonic()
        await rounds.stop()
        took_s = time.monotonic() - began_s
    assert 1.5 < took_s < 4
    assert [line["task"] for line in lines if line["event"] == "task.not_stopped"] == ["bad"]
    released.set()


async def test_the_first_run_is_at_once_and_the_next_one_after_its_interval(tools: Tools) -> None:
    runs: list[float] = []
    began_s = time.monotonic()
    task = Task("count", counting(runs).function, every_s=0.3, timeout_s=1.0)
    async with running(tools, task):
        await until(lambda: len(runs) == 2)
    assert runs[0] - began_s < 0.2
    assert 0.28 <= runs[1] - runs[0] < 0.6


async def test_a_success_is_kept_for_all_instances_and_exported(tools: Tools, redis: Redis) -> None:
    runs: list[float] = []
    before_ms = time.time() * 1000
    async with running(tools, counting(runs)):
        await until(lambda: len(runs) > 1)
    noted = await redis.hget(keys.tasks("burrow"), "count")
    assert noted is not None
    assert before_ms - 1 <= int(noted) <= time.time() * 1000
    assert (last_success("count") or 0) >= before_ms / 1000 - 1


async def test_a_success_of_another_instance_is_exported_on_taking_over(
    tools: Tools, redis: Redis
) -> None:
    await redis.hset(keys.tasks("burrow"), "bad", "1700000000000")
    async with running(tools, Task("bad", hanging, every_s=60, timeout_s=60)):
        await until(lambda: last_success("bad") == 1_700_000_000)


async def test_a_stale_instance_notes_no_success(make_tools: MakeTools, redis: Redis) -> None:
    await redis.set(keys.fence("burrow"), STALE_TOKEN + 1)
    runs: list[float] = []
    with capture_logs() as lines:
        async with running(make_tools(STALE_TOKEN), counting(runs)):
            await until(lambda: any(line["event"] == "task.failed" for line in lines))
    assert await redis.exists(keys.tasks("burrow")) == 0
    assert lines[0]["reason"] == "fencing token 1 is not the newest any more"


@pytest.mark.parametrize(
    ("failures", "error", "least_s", "most_s"),
    [
        (0, None, 570, 630),
        (1, OSError(), 9.5, 10.5),
        (2, OSError(), 19, 21),
        (5, OSError(), 152, 168),
        (50, OSError(), 570, 630),
        (1, SlackUnavailable("down"), 9.5, 10.5),
        (1, Throttled("Slack asks to wait", 30), 30, 30),
        (1, ServiceUnavailable("HTTP 503", 1_800), 1_800, 1_800),
        (0, NotYet("no cache yet", 5), 5, 5),
    ],
)
def test_a_task_that_fails_is_tried_again_sooner_but_not_before_slack_allows(
    failures: int, error: Exception | None, least_s: float, most_s: float
) -> None:
    task = Task("bad", raising, every_s=600, timeout_s=60)
    assert least_s <= pause_s(task, failures, error) <= most_s


def last_success(task: str) -> float | None:
    """Return what the metrics say."""
    return REGISTRY.get_sample_value("burrow_task_last_success_timestamp_seconds", {"task": task})
