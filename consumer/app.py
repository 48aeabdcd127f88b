"""Puts a consumer together, runs it, and stops it in order."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from asyncio import FIRST_COMPLETED
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import structlog
from aiohttp import ClientSession
from redis.asyncio import Redis
from redis.exceptions import RedisError
from slack_sdk.web.async_client import AsyncWebClient

import glossary
from consumer.chain import Chain
from consumer.cooldowns import Cooldowns
from consumer.intake import Keeper, Reader
from consumer.registry import Registry
from consumer.timings import Timings
from consumer.tools import Tools
from consumer.worker import Worker
from shared import custody, redis_client
from shared.channels import Channels
from shared.events import EVENT_STREAMS
from shared.limits import Limiter, Pace
from shared.outside import session
from shared.process import Pulse, serve_health, spare_the_collector, stop_on_signals
from shared.scripts import Scripts
from shared.settings import ConsumerSettings
from shared.silence import Silence
from shared.slack import Slack, web_client
from shared.streams import Streams
from shared.watchdog import Watchdog

SETTLE_S = 3.0  # for the last acknowledgements, within Heroku's 30 s

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Options:
    """What tests and benchmarks set; the defaults are the product."""

    timings: Timings = field(default_factory=Timings)
    pace: Pace = field(default_factory=Pace)
    streams: Sequence[str] = EVENT_STREAMS


async def serve(
    settings: ConsumerSettings, registry: Registry, options: Options | None = None
) -> None:
    """Run a consumer until SIGTERM.

    Raises:
        SettingsError: Redis or Slack say that a setting is wrong.
    """
    options = options or Options()
    stop, pulse = stop_on_signals(), Pulse()
    async with clients(settings) as opened:
        health = asyncio.create_task(
            serve_health(settings.health_port, pulse, opened.commands.ping)
        )
        try:
            setting_up = asyncio.create_task(build(settings, registry, options, opened))
            if worker := await unless_stopped(setting_up, stop, pulse):
                await work(worker, options, pulse, stop)
        finally:
            health.cancel()
            await asyncio.gather(health, return_exceptions=True)
    log.info("process.stopped")


@dataclass(frozen=True, slots=True)
class Clients:
    """What is connected."""

    commands: Redis
    reader: Redis
    slack: AsyncWebClient
    http: ClientSession


@contextlib.asynccontextmanager
async def clients(settings: ConsumerSettings) -> AsyncIterator[Clients]:
    """Open the clients, and close them at the end."""
    opened = Clients(
        redis_client.commands(settings),
        redis_client.reader(settings),
        web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url),
        session(),
    )
    try:
        yield opened
    finally:
        if opened.slack.session:
            await opened.slack.session.close()
        await opened.http.close()
        await opened.commands.aclose()
        await opened.reader.aclose()


async def unless_stopped(
    setting_up: asyncio.Task[Worker], stop: asyncio.Event, pulse: Pulse
) -> Worker | None:
    """Wait for the set-up, or for the signal to stop; the pulse goes on meanwhile."""
    stopping = asyncio.create_task(stop.wait())
    while not setting_up.done() and not stopping.done():
        pulse.beat()
        await asyncio.wait({setting_up, stopping}, timeout=1, return_when=FIRST_COMPLETED)
    stopping.cancel()
    if setting_up.done():
        return setting_up.result()
    setting_up.cancel()
    return None


async def build(
    settings: ConsumerSettings, registry: Registry, options: Options, opened: Clients
) -> Worker:
    """Put the worker together; waits for Redis and for Slack to say who we are."""
    server = await redis_client.inspect_patiently(opened.commands, Silence())
    scripts = Scripts(opened.commands, allow_oom=server.knows_allow_oom)
    limiter = Limiter(scripts, settings.slack_team_id, options.pace)
    slack = Slack(opened.slack, limiter)
    me = await slack.identity()
    limiter.team_id = me.team_id
    name = f"{settings.dyno}-{secrets.token_hex(4)}"
    streams = Streams(scripts, opened.reader, settings.app_name, name)
    tools = Tools(
        registry=registry,
        glossary=glossary.load(),
        channels=Channels(opened.commands, settings.app_name),
        slack=slack,
        me=me,
        http=opened.http,
        cooldowns=Cooldowns(opened.commands, settings.app_name),
        chance=Random(),
        shadow_mode=settings.shadow_mode,
        playground_url=settings.playground_url,
    )
    chain = Chain(tools, speaks_unasked=not settings.shadow_mode)
    log.info(
        "process.started",
        consumer=name,
        shadow_mode=settings.shadow_mode,
        playground=bool(settings.playground_url),
    )
    return Worker(
        streams, slack, registry, chain, me, options.timings, settings.consumer_concurrency
    )


async def work(worker: Worker, options: Options, pulse: Pulse, stop: asyncio.Event) -> None:
    """Run the loops until told to stop, or until one of them fails."""
    spare_the_collector()
    reader = Reader(worker, options.streams, pulse, Silence())
    keeper = Keeper(worker, reader, options.streams)
    watchdog = Watchdog(options.timings.stuck_s)
    taking = started(keeper.take_over(), keeper.tidy())
    lasting = started(reader.run(), keeper.renew(), worker.settler.run(), watchdog.beat())
    stopping = asyncio.create_task(stop.wait())
    ended, _ = await asyncio.wait({stopping, *taking, *lasting}, return_when=FIRST_COMPLETED)
    await ended_all(taking)
    await finish(worker, reader, options)
    await ended_all([stopping, *lasting, *worker.tasks])
    for task in ended - {stopping}:
        task.result()  # a loop that ends has failed: say why, exit 1


def started(*loops: Coroutine[Any, Any, Any]) -> list[asyncio.Task[Any]]:
    """Return the loops as tasks."""
    return [asyncio.create_task(loop) for loop in loops]


async def ended_all(tasks: list[asyncio.Task[Any]]) -> None:
    """Cancel tasks and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def finish(worker: Worker, reader: Reader, options: Options) -> None:
    """Stop reading, finish what is begun, hand the rest back."""
    with contextlib.suppress(TimeoutError, RedisError, OSError):
        async with asyncio.timeout(options.timings.drain_s):
            await reader.pause()
            await worker.holdings.until_at_most(0)
    with contextlib.suppress(TimeoutError, RedisError, OSError):
        async with asyncio.timeout(SETTLE_S):
            await worker.settler.empty.wait()
            await give_back(worker)


async def give_back(worker: Worker) -> None:
    """Stop what is still running, and offer its entries to the other consumers at once."""
    held = list(worker.holdings.entries.values())
    await ended_all(list(worker.tasks))
    await custody.hand_back(worker.streams, held)
    if held:
        log.warning("process.handed_back", entries=len(held))
