"""taskiq with taskiq-redis' stream broker as a consumer: 100 entries a read, 100 tasks at once."""

from __future__ import annotations

import asyncio
from typing import Any

import uvloop
from taskiq.api import run_receiver_task  # type: ignore[import-not-found]
from taskiq_redis import RedisStreamBroker  # type: ignore[import-not-found]

from benchmarks.tally import Tally, in_batches, main

NAME = "handle"


async def fill(redis_url: str, messages: list[dict[str, Any]]) -> None:
    """Kick a task for each message; starting the broker makes the consumer group."""
    broker = RedisStreamBroker(redis_url)

    async def handle(message: dict[str, Any]) -> None:
        raise NotImplementedError("runs in the worker")

    task = broker.register_task(handle, task_name=NAME)
    await broker.startup()
    for some in in_batches(messages):
        await asyncio.gather(*(task.kiq(message) for message in some))
    await broker.shutdown()


async def work(redis_url: str, tally: Tally) -> None:
    """Run the tasks."""
    broker = RedisStreamBroker(redis_url, xread_count=100)

    async def handle(message: dict[str, Any]) -> None:
        tally.count()

    broker.register_task(handle, task_name=NAME)
    await run_receiver_task(broker, run_startup=True, max_async_tasks=100)


if __name__ == "__main__":
    main(uvloop.run, fill, work)
