"""Runs what a process does side by side, and ends all of it when one fails or a signal comes."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Coroutine
from typing import Any

import structlog

LEAVE_S = 2.0  # for what is left over; with Rounds.stop() and the lease far below 25 s

log = structlog.get_logger()


class Stopped(Exception):
    """The signal to stop came."""


async def together(*work: Coroutine[Any, Any, None]) -> None:
    """Run coroutines side by side; the first failure ends the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def until(stop: asyncio.Event, *work: Coroutine[Any, Any, None]) -> None:
    """Run coroutines side by side until told to stop."""

    async def wait_for_stop() -> None:
        await stop.wait()
        raise Stopped

    with contextlib.suppress(Stopped):
        await together(wait_for_stop(), *work)


async def leave() -> None:
    """End the process even if a task ignores its cancellation: asyncio would wait for ever."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    stubborn = (await asyncio.wait(rest, timeout=LEAVE_S))[1] if rest else set()
    log.info("process.stopped")
    if stubborn:
        os._exit(0)
