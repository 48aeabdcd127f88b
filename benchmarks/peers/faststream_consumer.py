"""FastStream on a Redis stream with a consumer group as a consumer.

Tuned: 100 entries a read, else it reads the whole backlog at once. `max_workers` stays at 1: with
8, 32 and 100 its rate was the same, for 15 % more CPU.
"""

from __future__ import annotations

import asyncio
from typing import Any

import uvloop
from faststream import FastStream  # type: ignore[import-not-found]
from faststream.redis import RedisBroker, StreamSub  # type: ignore[import-not-found]
from redis.asyncio import Redis

from benchmarks.tally import Tally, in_batches, main

STREAM, GROUP = "messages", "bench"


async def fill(redis_url: str, messages: list[dict[str, Any]]) -> None:
    """Publish the messages; the group begins before them, FastStream's own would begin after."""
    async with Redis.from_url(redis_url) as client:
        await client.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
    async with RedisBroker(redis_url, logger=None) as broker:
        for some in in_batches(messages):
            await asyncio.gather(*(broker.publish(message, stream=STREAM) for message in some))


async def work(redis_url: str, tally: Tally) -> None:
    """Handle the messages."""
    broker = RedisBroker(redis_url, logger=None)
    stream = StreamSub(STREAM, group=GROUP, consumer="one", max_records=100)

    async def handle(message: dict[str, Any]) -> None:
        tally.count()

    broker.subscriber(stream=stream)(handle)
    await FastStream(broker, logger=None).run()


if __name__ == "__main__":
    main(uvloop.run, fill, work)
