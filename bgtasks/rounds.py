"""Runs the tasks of the active instance, each by itself, until it is told to stop.

A run that raises, hangs or ignores its cancellation harms no other: each task has a loop of its
own, and no loop waits for another.

| a run …                      | the next one begins                                         |
|------------------------------|-------------------------------------------------------------|
| returned                     | its interval after the end                                  |
| raised, or took too long     | 10 s, 20 s, 40 s … after the end, at most its interval      |
| was told to wait             | not before that                                             |
| lacks what is about to come  | after as long as it asks; this is no failure                |
| ignores its cancellation     | once it did end: two runs of one task would get in its way  |
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Iterable

import structlog
from redis.exceptions import RedisError

from bgtasks import alerts
from bgtasks.schedule import Task
from bgtasks.tools import Tools
from shared import keys, metrics
from shared.errors import BurrowError, NotYet, Retry
from shared.silence import reason_of

JITTER = 0.05  # part of the interval; without it tasks of one interval meet at each run
AGAIN_S = 10.0
CANCEL_S = 2.0  # how long a cancelled run may tidy up
MOST_DOUBLINGS = 10
EXPECTED = (BurrowError, RedisError, OSError)

log = structlog.get_logger()


class Rounds:
    """The tasks, running under one fencing token."""

    def __init__(self, tasks: Iterable[Task], tools: Tools) -> None:
        self.tools = tools
        self.stopping = False
        self.runs: set[asyncio.Task[None]] = set()
        self.loops = [asyncio.create_task(self._repeat(task), name=task.name) for task in tasks]

    async def stop(self) -> None:
        """Cancel everything at once, and wait a moment for its end."""
        self.stopping = True  # some library may swallow the cancellation
        going_on = [*self.loops, *self.runs]
        for task in going_on:
            task.cancel()
        if going_on:
            _, stubborn = await asyncio.wait(going_on, timeout=CANCEL_S)
            for task in stubborn:
                # What it still writes is refused by its token.
                log.error("task.not_stopped", task=task.get_name())

    async def _repeat(self, task: Task) -> None:
        await recall_success(self.tools, task)
        failures = 0
        while not self.stopping:
            started_s = time.monotonic()
            error = await self._run(task)
            duration_s = time.monotonic() - started_s
            metrics.TASK_SECONDS.labels(task.name).observe(duration_s)
            failures = failures + 1 if error and not isinstance(error, NotYet) else 0
            after_s = pause_s(task, failures, error)
            if failures and error:
                report(task, error, duration_s, after_s)
                await self._alert(task, error)
            elif error:
                log.info("task.waits", task=task.name, reason=str(error), after_s=after_s)
            await asyncio.sleep(after_s)

    async def _run(self, task: Task) -> Exception | None:
        """Run a task once and note its success; return why it failed."""
        try:
            await self._within_its_time(task)
            await note_success(self.tools, task, time.time())
            await alerts.note_recovery(self.tools, task.name)
        except Exception as error:  # noqa: BLE001  whatever it is, it is this task's alone
            return error
        return None

    async def _alert(self, task: Task, error: Exception) -> None:
        try:
            await alerts.note_failure(self.tools, task.name, words(error), time.time())
        except Exception as problem:  # noqa: BLE001  it must not end the loop
            log.error("alert.not_posted", task=task.name, reason=words(problem))

    async def _within_its_time(self, task: Task) -> None:
        async def call() -> None:
            await task.function(self.tools)

        # Not asyncio.timeout, which would wait for ever for a run that ignores its cancellation.
        run = asyncio.create_task(call(), name=task.name)
        self.runs.add(run)
        run.add_done_callback(self._forget)
        if not await ended(run, task.timeout_s):
            run.cancel()
            if not await ended(run, CANCEL_S):
                log.error("task.ignores_cancellation", task=task.name, cure="let it end, or fix it")
                await asyncio.wait({run})
            raise TimeoutError(f"took longer than {task.timeout_s} s")
        if run.cancelled():
            raise RuntimeError("cancelled itself")
        run.result()

    def _forget(self, run: asyncio.Task[None]) -> None:
        self.runs.discard(run)
        if not run.cancelled():
            run.exception()  # seen, or asyncio would complain of those that nobody waits for


async def ended(run: asyncio.Task[None], timeout_s: float) -> bool:
    """Wait until a run ended and return True, or False if it is still going on."""
    done, _ = await asyncio.wait({run}, timeout=timeout_s)
    return bool(done)


async def note_success(tools: Tools, task: Task, now_s: float) -> None:
    """Keep when a task last succeeded, for all instances and for the metrics."""
    await tools.set_fields(keys.tasks(tools.app), {task.name: int(now_s * 1000)})
    metrics.TASK_LAST_SUCCESS.labels(task.name).set(now_s)


async def recall_success(tools: Tools, task: Task) -> None:
    """Export the last success of a task, which may have been another instance's."""
    with contextlib.suppress(RedisError, OSError):  # the run that follows says it as well
        if noted := await tools.redis.hget(keys.tasks(tools.app), task.name):
            metrics.TASK_LAST_SUCCESS.labels(task.name).set(int(noted) / 1000)


def pause_s(task: Task, failures: int, error: Exception | None) -> float:
    """Return how long to wait before the next run."""
    if isinstance(error, NotYet):
        return error.after_s or AGAIN_S
    jitter = 1 + random.uniform(-JITTER, JITTER)
    if not failures:
        return task.every_s * jitter
    doubled_s = AGAIN_S * 2.0 ** min(failures - 1, MOST_DOUBLINGS)
    asked_s = (error.after_s or 0.0) if isinstance(error, Retry) else 0.0
    return max(min(doubled_s, task.every_s) * jitter, asked_s)


def report(task: Task, error: Exception, duration_s: float, after_s: float) -> None:
    """Say that a run failed, and when the next try comes."""
    metrics.TASK_FAILURES.labels(task.name).inc()
    log.error(
        "task.failed",
        task=task.name,
        reason=words(error),
        duration_ms=round(duration_s * 1000),
        after_s=round(after_s, 1),
        exc_info=None if isinstance(error, EXPECTED) else error,
    )


def words(error: Exception) -> str:
    """Return an error in words; of one that we did not expect, its kind too."""
    return reason_of(error) if isinstance(error, EXPECTED) else f"{type(error).__name__}: {error}"
