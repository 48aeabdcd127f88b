"""How the house is: Redis, the background tasks, the streams and the jobs; health.py has words.

| source                    | says                                                             |
|---------------------------|------------------------------------------------------------------|
| runs that have not ended  | how many run and wait, and since when                            |
| keys.tasks                | when each background task succeeded last                         |
| keys.failing              | which of them fail, and how often                                |
| keys.health               | what was in work and what was given up when bgtasks looked last  |
| INFO memory               | how full Redis is                                                |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from consumer.tools import Tools
from shared import keys
from shared.events import JOBS
from shared.run_record import Run

FAILURES = 3  # in a row; fewer may be a hiccup, and the admins are not alerted either


class Condition(Struct, frozen=True):
    """What was found; times in ms since epoch, 0 for never.

    Args:
        failing: count in a row by background task.
        in_work_ms: when the oldest entry in work was published.
        given_up_ms: when the newest dead letter was.
        memory_ratio: of Redis's limit, 0 if it has none.
    """

    running: int = 0
    queued_ms: tuple[int, ...] = ()
    scheduled: int = 0
    succeeded_ms: int = 0
    failing: dict[str, int] = {}
    in_work_ms: int = 0
    given_up_ms: int = 0
    memory_ratio: float = 0.0


async def look(active: Sequence[Run], tools: Tools) -> Condition:
    """Return how the house is.

    Args:
        active: the runs that have not ended.
    """
    app, redis = tools.settings.app_name, tools.runs.redis
    pipe = redis.pipeline(transaction=False)
    pipe.hgetall(keys.tasks(app))
    pipe.hgetall(keys.health(app))
    pipe.info("memory")
    tasks, seen, memory = await pipe.execute()
    limit = int(memory.get("maxmemory", 0))
    return Condition(
        running=sum(run.state == "running" for run in active),
        queued_ms=tuple(run.due_ms or run.queued_ms for run in active if run.state == "queued"),
        scheduled=sum(run.state == "scheduled" for run in active),
        succeeded_ms=max(map(int, tasks.values()), default=0),
        failing=await failing(sorted(tasks), tools),
        in_work_ms=min(moments_of(b"pending:", seen), default=0),
        given_up_ms=max(moments_of(b"dead:", seen), default=0),
        memory_ratio=int(memory["used_memory"]) / limit if limit else 0.0,
    )


async def failing(tasks: Sequence[bytes], tools: Tools) -> dict[str, int]:
    """Return how often in a row each of these tasks has failed, if it does."""
    names = [task.decode() for task in tasks]
    pipe = tools.runs.redis.pipeline(transaction=False)
    for name in names:
        pipe.hget(keys.failing(tools.settings.app_name, name), "count")
    counts: list[Any] = await pipe.execute() if names else []
    failed = {name: int(count or 0) for name, count in zip(names, counts, strict=True)}
    return {name: count for name, count in failed.items() if count >= FAILURES}


def moments_of(kind: bytes, seen: Mapping[bytes, bytes]) -> list[int]:
    """Return when the entries were published that bgtasks noted; a run may be in work for long."""
    return [
        int(entry_id.partition(b"-")[0])
        for name, entry_id in seen.items()
        if name.startswith(kind) and name != b"pending:" + JOBS.encode()
    ]
