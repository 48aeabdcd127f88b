"""What is told to stop does stop, at whatever point of a command to Redis it is."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from shared.scripts import Scripts

MOST_TURNS = 12  # of the event loop, until a command on loopback is answered for sure or waits


async def wait_for_nothing(redis: Redis) -> None:
    """Wait for an element of a list that nobody adds to."""
    await redis.blpop(["nothing"], timeout=1)


@pytest.mark.parametrize("turns", range(MOST_TURNS))
async def test_a_cancellation_is_never_swallowed_by_a_command(redis: Redis, turns: int) -> None:
    await redis.ping()
    command = asyncio.create_task(wait_for_nothing(redis))
    for _ in range(turns):
        await asyncio.sleep(0)
    assert command.cancel()
    with pytest.raises(asyncio.CancelledError):
        await command


async def test_a_client_goes_on_after_a_command_was_cancelled(
    redis: Redis, scripts: Scripts
) -> None:
    for turns in range(MOST_TURNS):
        command = asyncio.create_task(wait_for_nothing(redis))
        for _ in range(turns):
            await asyncio.sleep(0)
        command.cancel()
        await asyncio.gather(command, return_exceptions=True)
        assert await redis.echo(str(turns)) == str(turns).encode()
