"""What a queue of jobs is timed by: when each was asked for, and when its child process began.

A queue is a program with two verbs, run by its own interpreter, so that each is asked by its own
client:

    REDIS_URL=redis://… STAMPS=stamps python -m benchmarks.peers.arq_jobs work
    REDIS_URL=redis://… python -m benchmarks.peers.arq_jobs ask 8 100 25

The second asks for 100 jobs, numbered from 8 on, 25 a second (0: as fast as they are taken), and
prints as JSON when it asked for each, in seconds since the epoch.

Imported by peers, in environments of their own: nothing but the standard library here.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

PLACES = 8  # jobs that run at once; Burrow's JOBS_CONCURRENCY
CHILD = ("sh", str(Path(__file__).resolve().parent / "peers" / "stamp.sh"))
# Requests on their way at once, if there is no rate; redis-py's pool refuses more than 100.
ASK_AT_ONCE = 50

Ask = Callable[[int], Awaitable[object]]


async def run_child(serial: int) -> None:
    """Run the job as a worker does by hand: read what it writes, wait for its end."""
    process = await asyncio.create_subprocess_exec(
        *CHILD, str(serial), stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    _, complaint = await process.communicate()
    if process.returncode:
        raise RuntimeError(complaint.decode(errors="replace"))


async def ask_all(ask: Ask, first: int, count: int, rate_per_s: float) -> list[float]:
    """Ask for jobs, each at its time, whatever became of the earlier ones; return when."""
    places, asked_s = asyncio.Semaphore(ASK_AT_ONCE), [0.0] * count
    loop, tasks = asyncio.get_running_loop(), []
    started_s = loop.time()

    async def one(place: int) -> None:
        async with places:
            asked_s[place] = time.time()
            await ask(first + place)

    for place in range(count):
        if rate_per_s:
            await asyncio.sleep(started_s + place / rate_per_s - loop.time())
        tasks.append(asyncio.create_task(one(place)))
    await asyncio.gather(*tasks)
    return asked_s


def main(
    run: Callable[[Any], Any],
    asking: Callable[[str], AbstractAsyncContextManager[Ask]],
    work: Callable[[str], Awaitable[None]] | None = None,
) -> None:
    """Carry out the verb on the command line.

    Args:
        run: what runs a coroutine; the peers take uvloop's, as ours does.
        asking: opens the queue's client.
        work: run jobs until the process is ended; None if another program does.
    """
    redis_url = os.environ["REDIS_URL"]

    async def ask(first: int, count: int, rate_per_s: float) -> list[float]:
        async with asking(redis_url) as one:
            return await ask_all(one, first, count, rate_per_s)

    if sys.argv[1] == "work" and work:
        run(work(redis_url))
    else:
        first, count, rate_per_s = sys.argv[2:]
        json.dump(run(ask(int(first), int(count), float(rate_per_s))), sys.stdout)
