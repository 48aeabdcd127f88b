"""Puts a consumer together, runs it, and stops it in order."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import FIRST_COMPLETED
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import structlog
from redis.exceptions import RedisError

from consumer.assembly import Parts, build
from consumer.clients import clients
from consumer.intake import Keeper, Reader
from consumer.registry import Registry
from consumer.runs.pool import NAMES as RUN_STREAMS
from consumer.runs.pool import Pool
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


@dataclass(frozen=True, slots=True)
class Desk:
    """A worker, what brings it entries, and what keeps those that it holds."""

    worker: Worker
    reader: Reader
    keeper: Keeper

    @classmethod
    def of(cls, worker: Worker, names: Sequence[str], pulse: Pulse, silence: Silence) -> Self:
        """Return a worker's desk."""
        reader = Reader(worker, names, pulse, silence)
        return cls(worker, reader, Keeper(worker, reader, names))

    def taking(self) -> list[Loop]:
        """Return the loops that bring it what others left."""
        return [self.keeper.take_over(), self.keeper.tidy()]

    def lasting(self) -> list[Loop]:
        """Return the loops that go on until all is finished."""
        return [self.reader.run(), self.keeper.renew(), self.worker.settler.run()]


async def work(parts: Parts, options: Options, pulse: Pulse, stop: asyncio.Event) -> None:
    """Run the loops until told to stop, or until one of them fails."""
    spare_the_collector()
    pool, silence = parts.pool, Silence()  # one for all readers: Redis is away once
    desks = [
        Desk.of(parts.worker, options.streams, pulse, silence),
        Desk.of(parts.doors, DOOR_STREAMS, Pulse(), silence),
    ]
    watchdog = Watchdog(options.timings.stuck_s)
    taking = started(*(loop for desk in desks for loop in desk.taking()))
    lasting = started(*(loop for desk in desks for loop in desk.lasting()))
    lasting += started(watchdog.beat())
    asked = started(parts.lane.run())
    runs = Reader(pool, RUN_STREAMS, Pulse(), silence)
    if pool.holdings.room:
        await pool.carrier.launcher.start()
        taking += started(pool.tick(), pool.take_over(), pool.find_hidden())
        lasting += started(runs.run(), pool.beat(), pool.settler.run())
    stopping = asyncio.create_task(stop.wait())
    watched = {stopping, *taking, *lasting, *asked}
    ended, _ = await asyncio.wait(watched, return_when=FIRST_COMPLETED)
    await ended_all(taking)
    finishing = [finish(desk, options) for desk in desks]
    await asyncio.gather(*finishing, parts.lane.finish(), pool.finish(runs))
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


async def finish(desk: Desk, options: Options) -> None:
    """Stop reading and finish what is begun."""
    with contextlib.suppress(TimeoutError, RedisError, OSError):
        async with asyncio.timeout(options.timings.drain_s):
            await desk.reader.pause()
            await desk.worker.holdings.until_at_most(0)


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
