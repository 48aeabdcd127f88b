"""Fixtures: a Redis for each test worker, emptied for each test; a local Slack; a service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis.asyncio as aioredis
from aiohttp import ClientSession

from dev.redis_server import RedisServer
from dev.slack.control import Slack as Workspace
from dev.slack.server import serve
from shared import outside, redis_client
from shared.scripts import Scripts
from shared.settings import ProcessSettings
from tests import services
from tests.services import Service


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server without persistence, shared by the tests of one worker."""
    folder: Path = tmp_path_factory.mktemp("redis")
    with RedisServer(folder) as server:
        yield server


@pytest.fixture
def process_settings(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> ProcessSettings:
    """Settings of a process that talks to the test's Redis."""
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    monkeypatch.setenv("APP_NAME", "burrow")
    return ProcessSettings()


@pytest.fixture
async def redis(process_settings: ProcessSettings) -> AsyncIterator[aioredis.Redis]:
    """A client of an empty Redis."""
    client = redis_client.commands(process_settings)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def scripts(redis: aioredis.Redis) -> Scripts:
    """Our Lua scripts on that Redis."""
    server = await redis_client.inspect(redis)
    return Scripts(redis, allow_oom=server.knows_allow_oom)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """A local Slack without rate limits."""
    with serve() as slack:
        slack.limits.off()
        yield slack


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    """The client for services outside."""
    async with outside.session() as opened:
        yield opened


@pytest.fixture
def service() -> Iterator[Service]:
    """A service outside that says what a test tells it to say."""
    with services.serve() as service:
        yield service
