"""Fixtures: a consumer that runs in this process, on a real Redis and the local Slack."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

import glossary
import jobs
from consumer.handlers import load
from consumer.registry import Registry
from dev.outside.playground import Playground, serve
from dev.redis_server import RedisServer
from dev.slack.control import Slack
from shared import redis_client
from shared.channels import Channels
from shared.runs import Runs
from shared.scripts import Scripts
from shared.settings import ConsumerSettings, ProcessSettings
from shared.streams import Streams
from tests.consumer.bot import GENERAL, Bot, running
from tests.consumer.calling import opened
from tests.consumer.demo_jobs import registry_of
from tests.consumer.door_handlers import KEY, given, router
from tests.consumer.job_town import Town
from tests.consumer.sharing import Sharer
from tests.consumer.waiting_requests import Waiting
from tests.consumer.webhooks import Garden, write_namespaces
from tests.runs.workers import Worker

OpenBot = Callable[..., Awaitable[Bot]]

shipped = functools.cache(load)  # read once: a thousand tests would spend a minute on it


@pytest.fixture(scope="session", autouse=True)
def glossary_read_once() -> Iterator[None]:
    """Read the glossary once, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glossary, "load", functools.cache(glossary.load))
        yield


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
            opened = running(ConsumerSettings(), registry or shipped(), redis, slack)
            return await stack.enter_async_context(opened)

        yield open_one


@pytest.fixture
async def bot(open_bot: OpenBot) -> Bot:
    """A consumer with the product's handlers, in production."""
    return await open_bot()


@pytest.fixture
async def doors(open_bot: OpenBot) -> Bot:
    """A consumer with handlers that answer in every way, and a key."""
    given.clear()
    return await open_bot(Registry(router.handlers), SECRETS_KEY=KEY)


@pytest.fixture
async def helpful(open_bot: OpenBot, tmp_path: Path) -> Bot:
    """A consumer that calls people to two channels: one set by its name, one by its id."""
    return await opened(open_bot, tmp_path)


@pytest.fixture
def playground() -> Iterator[Playground]:
    """A Go playground of the test's own."""
    with serve() as playground:
        yield playground


@pytest.fixture
async def sharer(open_bot: OpenBot, playground: Playground) -> Sharer:
    """The same consumer with a playground beside it."""
    return Sharer(await open_bot(PLAYGROUND_URL=playground.url), playground)


@pytest.fixture
async def garden(open_bot: OpenBot, redis: Redis, scripts: Scripts, tmp_path: Path) -> Garden:
    """A bot in production that carries out no run."""
    await Channels(redis, "burrow").put(GENERAL, "general")
    registry = load(jobs.load(write_namespaces(tmp_path)))
    return Garden(await open_bot(registry, JOBS_CONCURRENCY="0"), Runs(scripts))


@pytest.fixture(scope="session")
def demo_registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The product's handlers, with the namespaces demo and sec beside them."""
    return registry_of(tmp_path_factory.mktemp("jobs"))


@pytest.fixture
async def town(
    open_bot: OpenBot,
    demo_registry: Registry,
    scripts: Scripts,
    process_settings: ProcessSettings,
    tmp_path: Path,
) -> AsyncIterator[Town]:
    """A bot with the namespaces demo and sec that carries out no run by itself."""
    bot = await open_bot(demo_registry, JOBS_CONCURRENCY="0", LOGS_DIR=str(tmp_path / "logs"))
    reader = redis_client.reader(process_settings)
    streams = Streams(scripts, reader, "burrow", "worker")
    await streams.ensure_groups(["jobs"])
    yield Town(bot, Runs(scripts), Worker(streams))
    await reader.aclose()


@pytest.fixture
def waiting(town: Town, redis: Redis, scripts: Scripts) -> Waiting:
    """What waits for its time, beside the town."""
    return Waiting(town.bot, redis, scripts)
