"""Events at a steady rate, each sent until a gateway has accepted it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence

from tests.promises.house import House
from tests.promises.sender import GENERAL, said


@contextlib.asynccontextmanager
async def under_load(
    house: House, per_s: float, channels: Sequence[str] = (GENERAL,)
) -> AsyncIterator[None]:
    """Let people talk for the length of the block, and wait until Slack has delivered it all."""
    stopped = asyncio.Event()
    talking = asyncio.create_task(talk(house, per_s, channels, stopped))
    try:
        yield
    finally:
        stopped.set()
        await talking


async def talk(house: House, per_s: float, channels: Sequence[str], stopped: asyncio.Event) -> None:
    """Say something in one channel after the other until stopped."""
    async with asyncio.TaskGroup() as deliveries:
        for channel in itertools.cycle(channels):
            if stopped.is_set():
                return
            event = said(f"<@{house.slack.workspace.bot.id}> echo howdy", channel)
            deliveries.create_task(house.sender.insist(house.slack.envelope(event)))
            await asyncio.sleep(1 / per_s)
