"""Schedules that fire each minute, in a folder of jobs, and how far they are in Redis."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from shared import keys
from tests.waiting import until

MINUTE_MS = 60_000
POSITIONS = keys.cron("burrow")
TEXT = "UTC * * * * *"
JOB = """
[jobs.{name}]
run_args_template = "true"
schedule = {{ cron = "{cron}", time_zone = "{zone}", misfire = "{misfire}" }}
"""


def write(
    folder: Path,
    *names: str,
    misfire: str = "once",
    cron: str = "* * * * *",
    zone: str = "UTC",
    namespace: str = "demo",
) -> Path:
    """Write a namespace with jobs of these names that run by the clock; return the folder."""
    each = [JOB.format(name=name, cron=cron, zone=zone, misfire=misfire) for name in names]
    (folder / namespace).mkdir(parents=True, exist_ok=True)
    (folder / namespace / "jobs.toml").write_text('description = "demo"\n' + "".join(each))
    return folder


async def now_ms(redis: Redis) -> int:
    """Return the time by Redis."""
    seconds, microseconds = await redis.time()
    return int(seconds) * 1000 + int(microseconds) // 1000


async def put_back(redis: Redis, job: str, minutes: float, text: str = TEXT) -> int:
    """Let a job have been fired last so many minutes ago; return when that was."""
    # What is due is counted by the minute: none may begin while a test looks.
    await until(lambda: time.time() % 60 < 56, 6)
    position_ms = await now_ms(redis) - int(minutes * MINUTE_MS)
    await redis.hset(POSITIONS, job, f"{position_ms} {position_ms} {text}")
    return position_ms


async def fired(redis: Redis) -> list[str]:
    """Return the keys of what was fired, oldest first."""
    entries: Any = await redis.xrange("requests")
    return [fields[b"event_id"].decode() for _, fields in entries]


async def position(redis: Redis, job: str) -> tuple[int, int, str]:
    """Return how far a job is: position and last firing in ms, and its schedule."""
    noted: Any = await redis.hget(POSITIONS, job)
    at, last, text = noted.decode().split(" ", 2)
    return int(at), int(last), text
