"""Measure the streams and Redis's memory, and speak up about what an operator should look at.

| log line               | when                                                              |
|------------------------|-------------------------------------------------------------------|
| `streams.stuck`        | the oldest entry in work is over 2 min old, and it was the oldest |
|                        | one at the last run too                                           |
| `streams.dead_letters` | some arrived since the last run                                   |
| `redis.memory_full`    | over 90 % of maxmemory is used; at 100 % the gateway answers 503  |
"""

from __future__ import annotations

from typing import Any

from bgtasks.schedule import Schedule
from bgtasks.states import State, look
from bgtasks.tools import Tools
from shared import events, keys, metrics

schedule = Schedule()

# Five deliveries of a handler's 10 s, each claimed within 12 s, are over by then.
STUCK_MS = 120_000
NEARLY_FULL = 0.9  # of maxmemory; the rest holds some minutes of a busy workspace
MOST_COUNTED = 1_000  # new dead letters; what is more is said to be as many


@schedule.every(seconds=30, timeout_s=20)
async def measure_streams(tools: Tools) -> None:
    """Export how the streams are, and warn of stuck entries and new dead letters."""
    key = keys.health(tools.app)
    noted: Any = await tools.redis.hgetall(key)
    before = {name.decode(): seen.decode() for name, seen in noted.items()}
    seconds, _ = await tools.redis.time()
    states = await look(tools.redis, events.ALL_STREAMS, tools.app)
    for state in states:
        export(state, int(seconds) * 1000)
        warn_of_stuck(tools, state, before, int(seconds) * 1000)
        await warn_of_dead(tools, state, before)
    # Last: a run that failed before tells the same again, rather than never.
    await tools.replace({key: seen_in(states)}, keys.HEALTH_KEPT_S)


@schedule.every(seconds=30, timeout_s=20)
async def measure_memory(tools: Tools) -> None:
    """Export how full Redis is, and say so while it is nearly full."""
    about = await tools.redis.info("memory")
    used, limit = int(about["used_memory"]), int(about.get("maxmemory", 0))
    metrics.REDIS_MEMORY_RATIO.set(used / limit if limit else 0)
    if limit and used >= limit * NEARLY_FULL:
        tools.log.error(
            "redis.memory_full",
            reason=f"{used} of {limit} bytes are used",
            cure="take a larger Redis, or find out why entries or dead letters pile up",
        )


def export(state: State, now_ms: int) -> None:
    """Set the metrics of one stream."""
    for gauge, value in (
        (metrics.STREAM_LENGTH, state.length),
        (metrics.STREAM_PENDING, state.pending),
        (metrics.STREAM_OLDEST_PENDING_SECONDS, state.age_ms(now_ms) / 1000),
        (metrics.STREAM_PARKED, state.parked),
        (metrics.DEAD_LETTERS, state.dead),
    ):
        gauge.labels(state.stream).set(value)


def warn_of_stuck(tools: Tools, state: State, before: dict[str, str], now_ms: int) -> None:
    """Warn if the oldest entry in work only grows older."""
    if state.stream == events.JOBS:
        return  # a run may take as long as its job allows
    age_ms = state.age_ms(now_ms)
    if age_ms > STUCK_MS and before.get(f"pending:{state.stream}") == state.oldest_pending:
        tools.log.warning(
            "streams.stuck",
            stream=state.stream,
            entry_id=state.oldest_pending,
            reason=f"the oldest entry is {age_ms // 1000} s old, limit {STUCK_MS // 1000} s",
            count=state.pending,
            cure="look whether consumers run, and what they log of this entry",
        )


async def warn_of_dead(tools: Tools, state: State, before: dict[str, str]) -> None:
    """Warn of dead letters that arrived since the last run."""
    last_seen = before.get(f"dead:{state.stream}", "0-0")
    if state.newest_dead in ("", last_seen):
        return
    arrived = await tools.redis.xrange(
        keys.dead(state.stream), f"({last_seen}", "+", count=MOST_COUNTED
    )
    if arrived:
        tools.log.warning(
            "streams.dead_letters",
            stream=state.stream,
            count=len(arrived),
            cure="their field dead_reason says why; replay them, or drop them",
        )


def seen_in(states: list[State]) -> dict[str, str]:
    """Return what the next run compares with."""
    dead = {f"dead:{state.stream}": state.newest_dead for state in states if state.newest_dead}
    pending = {
        f"pending:{state.stream}": state.oldest_pending for state in states if state.oldest_pending
    }
    return dead | pending
