"""Puts a consumer together, runs it, and stops it in order."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import FIRST_COMPLETED
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from redis.exceptions import RedisError

from consumer.assembly import Parts, build
from consumer.clients import clients
from consumer.intake import Gate, Keeper, Reader
from consumer.registry import Registry
from consumer.runs.pool import NAMES as RUN_STREAMS
from consumer.runs.pool import Pool
from consumer.side_reader import Side, SideReader
from consumer.timings import Timings
from consumer.worker import Worker
from shared import custody
from shared.events import DOOR_STREAMS, HANDLED_STREAMS
from shared.limits import Pace
from shared.process import Pulse, serve_health, spare_the_collector, stop_on_signals
from shared.settings import ConsumerSettings
from shared.silence import Silence
from shared.watchdog import Watchdog

SETTLE_S = 3.0  # for the last acknowledgements, within Heroku's 30 s

Loop = Coroutine[Any, Any, Any]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Options:
    """What tests and benchmarks set; the defaults are the product."""

    timings: Timings = field(default_factory=Timings)
    pace: Pace = field(default_factory=Pace)
    streams: Sequence[str] = HANDLED_STREAMS


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
            building = build(settings, registry, options.timings, options.pace, opened)
            setting_up = asyncio.create_task(building)
            if parts := await unless_stopped(setting_up, stop, pulse):
                await work(parts, options, pulse, stop)
        finally:
            health.cancel()
            await asyncio.gather(health, return_exceptions=True)
    log.info("process.stopped")


async def unless_stopped(
    setting_up: asyncio.Task[Parts], stop: asyncio.Event, pulse: Pulse
) -> Parts | None:
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


async def work(parts: Parts, options: Options, pulse: Pulse, stop: asyncio.Event) -> None:
    """Run the loops until told to stop, or until one of them fails."""
    spare_the_collector()
    worker, doors, pool = parts.worker, parts.doors, parts.pool
    silence = Silence()  # one for both readers: Redis is away once
    reader = Reader(worker, options.streams, pulse, silence)
    at_doors, runs = Side(doors, DOOR_STREAMS), Side(pool, RUN_STREAMS)
    sides = [at_doors, runs] if pool.holdings.room else [at_doors]
    keepers = Keeper(worker, reader, options.streams), Keeper(doors, at_doors, DOOR_STREAMS)
    taking = started(*(loop for one in keepers for loop in (one.take_over(), one.tidy())))
    lasting = started(reader.run(), SideReader(doors.streams, sides, silence).run())
    lasting += started(*(one.renew() for one in keepers), Watchdog(options.timings.stuck_s).beat())
    lasting += started(worker.settler.run(), doors.settler.run())
    asked = started(parts.lane.run())
    if pool.holdings.room:
        await pool.carrier.launcher.start()
        taking += started(pool.tick(), pool.take_over(), pool.find_hidden())
        lasting += started(pool.beat(), pool.settler.run())
    stopping = asyncio.create_task(stop.wait())
    watched = {stopping, *taking, *lasting, *asked}
    ended, _ = await asyncio.wait(watched, return_when=FIRST_COMPLETED)
    await ended_all(taking)
    drained = finish(worker, reader, options), finish(doors, at_doors, options)
    await asyncio.gather(*drained, parts.lane.finish(), pool.finish(runs))
    await give_back_all(parts)
    working = [*parts.worker.tasks, *parts.doors.tasks, *pool.tasks]
    await ended_all([stopping, *lasting, *asked, *working])
    await pool.carrier.launcher.stop()
    for task in ended - {stopping}:
        task.result()  # a loop that ends has failed: say why, exit 1


def started(*loops: Loop) -> list[asyncio.Task[Any]]:
    """Return the loops as tasks."""
    return [asyncio.create_task(loop) for loop in loops]


async def ended_all(tasks: list[asyncio.Task[Any]]) -> None:
    """Cancel tasks and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def finish(worker: Worker, reader: Gate, options: Options) -> None:
    """Stop reading and finish what is begun."""
    with contextlib.suppress(TimeoutError, RedisError, OSError):
        async with asyncio.timeout(options.timings.drain_s):
            await reader.pause()
            await worker.holdings.until_at_most(0)


async def give_back_all(parts: Parts) -> None:
    """Let the last acknowledgements through, and hand back what is not finished."""
    with contextlib.suppress(TimeoutError, RedisError, OSError):
        async with asyncio.timeout(SETTLE_S):
            for part in (parts.worker, parts.doors, parts.pool):
                await part.settler.empty.wait()
                await give_back(part)


async def give_back(part: Worker | Pool) -> None:
    """Stop what is still running, and offer its entries to the other consumers at once."""
    held = list(part.holdings.entries.values())
    await ended_all(list(part.tasks))
    await custody.hand_back(part.streams, held)
    if held:
        log.warning("process.handed_back", entries=len(held))
