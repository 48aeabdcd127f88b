"""taskiq with taskiq-redis' stream broker as a runner of child processes, eight at once."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import uvloop
from taskiq.api import run_receiver_task  # type: ignore[import-not-found]
from taskiq_redis import RedisStreamBroker  # type: ignore[import-not-found]

from benchmarks.asking import PLACES, Ask, main, run_child

NAME = "stamp"


@contextlib.asynccontextmanager
async def asking(redis_url: str) -> AsyncIterator[Ask]:
    """Open the broker that kicks tasks."""
    broker = RedisStreamBroker(redis_url)
    task = broker.register_task(run_child, task_name=NAME)
    await broker.startup()
    try:
        yield task.kiq
    finally:
        await broker.shutdown()


async def work(redis_url: str) -> None:
    """Run the tasks."""
    broker = RedisStreamBroker(redis_url)
    broker.register_task(run_child, task_name=NAME)
    await run_receiver_task(broker, run_startup=True, max_async_tasks=PLACES)


if __name__ == "__main__":
    main(uvloop.run, asking, work)
