"""Fixtures: a consumer that runs in this process, on a real Redis and the local Slack."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from redis.asyncio import Redis

from consumer.handlers import load
from consumer.registry import Registry
from dev.outside.playground import Playground, serve
from dev.redis_server import RedisServer
from dev.slack.control import Slack
from shared.settings import ConsumerSettings
from tests.consumer.bot import Bot, running
from tests.consumer.sharing import Sharer

OpenBot = Callable[..., Awaitable[Bot]]


@pytest.fixture
def slack(workspace: Slack) -> Slack:
    """The local Slack, which delivers nothing by itself."""
    return workspace


@pytest.fixture
async def open_bot(
    redis: Redis, redis_server: RedisServer, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[OpenBot]:
    """Start consumers with settings and handlers of one's own."""
    async with contextlib.AsyncExitStack() as stack:

        async def open_one(registry: Registry | None = None, **settings: str) -> Bot:
            environment = {
                "REDIS_URL": redis_server.url,
                "SLACK_API_URL": slack.api_url,
                "SLACK_BOT_TOKEN": slack.workspace.bot_token,
                "ENV": "production",
            }
            for name, value in (environment | settings).items():
                monkeypatch.setenv(name, value)
            opened = running(ConsumerSettings(), registry or load(), redis, slack)
            return await stack.enter_async_context(opened)

        yield open_one


@pytest.fixture
async def bot(open_bot: OpenBot) -> Bot:
    """A consumer with the product's handlers, in production."""
    return await open_bot()


@pytest.fixture
def playground() -> Iterator[Playground]:
    """A Go playground of the test's own."""
    with serve() as playground:
        yield playground


@pytest.fixture
async def sharer(open_bot: OpenBot, playground: Playground) -> Sharer:
    """The same consumer with a playground beside it."""
    return Sharer(await open_bot(PLAYGROUND_URL=playground.url), playground)
