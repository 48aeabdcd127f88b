"""A publisher that runs beside a test, and what the tests of it send and read."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from redis.asyncio import Redis

from gateway.commands import Entry
from gateway.publisher import Publisher
from gateway.redis_address import RedisAddress, greeting
from shared.errors import StoreUnavailable

STREAM = "slack_message_public"


async def no_check() -> None:
    """Find nothing wrong with the server."""


@contextlib.asynccontextmanager
async def publishing(
    port: int, check: Callable[[], Awaitable[Any]] = no_check
) -> AsyncIterator[Publisher]:
    """Run a publisher that is connected through a port."""
    address = RedisAddress("127.0.0.1", port, greeting=greeting({"client_name": "publisher"}))
    publisher = Publisher(address, check)
    await publisher.start()
    task = asyncio.create_task(publisher.run())
    try:
        yield publisher
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def entry(event_id: str, json: bytes = b"{}") -> Entry:
    """Return an entry of an event."""
    return Entry(event_id.encode(), 1, 1, json)


async def publish_until_accepted(publisher: Publisher, event_id: str) -> bool:
    """Publish an event as often as it takes, as Slack would."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await publisher.publish(STREAM, entry(event_id))
            except StoreUnavailable:
                await asyncio.sleep(0.01)


async def ids(redis: Redis) -> list[str]:
    """Return the event ids of the entries, sorted."""
    found: Any = await redis.xrange(STREAM)
    return sorted(fields[b"event_id"].decode() for _, fields in found)
