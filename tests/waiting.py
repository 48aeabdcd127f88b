"""Waits with a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: it did not.
    """
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110  it is polled from outside
            await asyncio.sleep(0.005)
