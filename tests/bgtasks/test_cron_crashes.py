"""Three instances that are killed and frozen, and Redis with them: each due time fires once."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dev.redis_server import RedisServer
from shared import redis_client
from shared.one_offs import OneOffs
from shared.requests import Asker, Request
from shared.scripts import Scripts
from shared.settings import ProcessSettings
from tests.bgtasks.conftest import Start
from tests.bgtasks.ringer import EACH_MS
from tests.bgtasks.timetable import fired, now_ms, write
from tests.processes import Process

RINGER = "tests.bgtasks.ringer"
ONE_OFFS = 40
ASKED = Request(Asker("T1", "U1", "schedule"), command="help")


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[RedisServer]:
    """A server that survives being killed."""
    options = {"appendonly": "yes", "appendfsync": "always"}
    with RedisServer(tmp_path / "redis", options) as server:
        yield server


@pytest.mark.parametrize("times", [4, pytest.param(30, marks=pytest.mark.soak)])
async def test_each_due_time_fires_once_whoever_dies(
    start: Start, durable: RedisServer, tmp_path: Path, times: int
) -> None:
    settings = {
        "REDIS_URL": durable.url,
        "ENV": "production",
        "JOBS_DIR": str(write(tmp_path / "jobs", "tick", misfire="all")),
    }
    instances = [start(RINGER, wait=False, **settings) for _ in range(3)]
    redis = redis_client.commands(ProcessSettings.model_validate({"REDIS_URL": durable.url}))
    due = await schedule_once(redis)
    chance = random.Random(27)
    for number in range(times):
        await until_it_rings(redis)
        await disturb(active(instances), durable, chance, number)
        for place, one in enumerate(instances):
            if one.status() is not None:
                instances[place] = start(RINGER, wait=False, **settings)
    await until_it_rings(redis, ONE_OFFS)
    keys = await fired(redis)
    await redis.aclose()
    rung = [int(one.rpartition(":")[2]) for one in keys if one.startswith("cron:demo_tick:")]
    assert [later - earlier for earlier, later in pairwise(rung)] == [EACH_MS] * (len(rung) - 1)
    assert sorted(one for one in keys if one.startswith("later:")) == sorted(due)


async def schedule_once(redis: Redis) -> list[str]:
    """Schedule requests over the next 4 s; return their keys."""
    one_offs, began_ms = OneOffs(Scripts(redis, allow_oom=False)), await now_ms(redis)
    added = [await one_offs.add(f"Ev{n}", began_ms + n * 100, ASKED) for n in range(ONE_OFFS)]
    return [f"later:{one.id}" for one in added]


async def until_it_rings(redis: Redis, later: int = 0) -> None:
    """Wait until something more was fired, and so many of what was scheduled once."""
    first = -1
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(RedisError, OSError):
                keys = await fired(redis)
                once = sum(one.startswith("later:") for one in keys)
                first = len(keys) - once if first < 0 else first
                if len(keys) - once > first + 1 and once >= later:
                    return
            await asyncio.sleep(0.02)


def active(instances: list[Process]) -> Process:
    """Return the running instance that won the lease last, or any."""
    won = {one: one.lines("lease.won") for one in instances if one.status() is None}
    return max(won, key=lambda one: max((line["fence"] for line in won[one]), default=0))


async def disturb(leader: Process, server: RedisServer, chance: random.Random, number: int) -> None:
    """Kill the active instance or Redis, or freeze it for longer than its lease."""
    if number % 4 == 3:
        server.kill()
        server.start()
    elif chance.random() < 0.5:
        leader.kill()
    else:
        leader.send(signal.SIGSTOP)
        await asyncio.sleep(1.3)
        leader.send(signal.SIGCONT)
