"""A run's time is counted from when it was known to be the consumer's, whatever is said later."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from consumer.runs.child import Child, Launcher
from tests.runs.launched import STUBBORN, Jobs

SILENT = "The consumer said nothing for 0.4 s."


@pytest.fixture
async def jobs(tmp_path: Path) -> AsyncIterator[Jobs]:
    """A launcher, and a folder to run in."""
    launcher = Launcher()
    await launcher.start()
    yield Jobs(launcher, tmp_path)
    await launcher.stop()


async def ended_by_silence(child: Child) -> str:
    """Return why a run ended, in words."""
    async with asyncio.timeout(5):
        return (await child.ended()).detail


async def test_asking_for_output_keeps_no_run(jobs: Jobs) -> None:
    loud = "import time\nwhile True: print('more', flush=True); time.sleep(0.02)"
    child = await jobs.launcher.run(jobs.python(loud, silence_s=0.4))

    async def listen() -> int:
        return sum([len(data) async for _, data in child.output()])

    listening = asyncio.create_task(listen())
    assert await ended_by_silence(child) == SILENT
    assert await listening > 0


async def test_what_was_known_long_ago_keeps_no_run(jobs: Jobs) -> None:
    known_s = time.monotonic()
    child = await jobs.started(jobs.python(STUBBORN, silence_s=0.4, held_s=known_s))

    async def repeat() -> None:
        while not child.over.is_set():
            child.beat(known_s)
            await asyncio.sleep(0.02)

    repeating = asyncio.create_task(repeat())
    assert await ended_by_silence(child) == SILENT
    await repeating


async def test_a_run_that_may_be_anothers_by_now_does_not_begin(jobs: Jobs) -> None:
    spec = jobs.spec("touch", "begun", silence_s=0.4, held_s=time.monotonic() - 0.5)
    child = await jobs.launcher.run(spec)
    ended = await child.ended()
    assert (child.pid, ended.reason) == (0, "stopped")
    assert not list(jobs.folder.glob("begun"))
