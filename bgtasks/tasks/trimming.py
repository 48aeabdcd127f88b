"""Keep Redis small: old events, old dead letters and the names of consumers that are gone.

| what                             | kept for            |
|----------------------------------|---------------------|
| entries of Slack's event streams | 15 min, read or not |
| dead letters                     | 14 days             |
| consumer names without entries   | 1 hour              |
"""

from __future__ import annotations

from collections.abc import Iterable

from redis.exceptions import ResponseError

from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared import events, keys, metrics
from shared.scripts import Call, Scripts
from shared.streams import checked

schedule = Schedule()

# As long as the marks of their events: longer than any age limit, so that what goes unread would
# have been dropped anyhow.
EVENTS_KEPT_MS = keys.SEEN_TTL_S * 1000
TRIMMED_AT_ONCE = 5_000  # 0.1 s of Redis, for which everybody else waits
DEAD_KEPT_MS = keys.DEAD_KEPT_S * 1000
CONSUMERS_KEPT_MS = 60 * 60 * 1000  # on a deploy the old and the new process overlap


@schedule.every(minutes=1, timeout_s=30)
async def trim_streams(tools: Tools) -> None:
    """Remove old events, and say loudly if nobody had read some of them."""
    for stream, unread in await trim_events(tools.scripts):
        tools.log.error(
            "streams.trimmed_unread",
            stream=stream,
            count=unread,
            cure="start consumers or more of them; remove groups that nobody reads any more",
        )


@schedule.every(minutes=10, timeout_s=30)
async def trim_dead_letters(tools: Tools) -> None:
    """Remove dead letters that no operator looked after."""
    await trim(tools.scripts, map(keys.dead, events.ALL_STREAMS), DEAD_KEPT_MS)


@schedule.every(minutes=10, timeout_s=30)
async def forget_consumers(tools: Tools) -> None:
    """Remove the names of consumers that ended; each start of a process has a name of its own."""
    calls = [
        Call("forget_consumers", [stream], [group, CONSUMERS_KEPT_MS])
        for stream, group in await groups_of(tools, events.ALL_STREAMS)
    ]
    for names in checked(await tools.scripts.run_all(calls)) if calls else []:
        for name in names:
            tools.log.info("streams.consumer_forgotten", consumer=name.decode())


async def trim_events(scripts: Scripts) -> list[tuple[str, int]]:
    """Remove old events, and return what had not been read, as (stream, number)."""
    lost = []
    for stream, (removed, unread) in (
        await trim(scripts, sorted(events.TRIMMED_STREAMS), EVENTS_KEPT_MS)
    ).items():
        metrics.TRIMMED.labels(stream).inc(removed)
        metrics.TRIMMED_UNREAD.labels(stream).inc(unread)
        if unread:
            lost.append((stream, unread))
    return lost


async def trim(
    scripts: Scripts, streams: Iterable[str], kept_ms: int
) -> dict[str, tuple[int, int]]:
    """Trim streams; return for each how many entries went, and how many of them unread."""
    totals = dict.fromkeys(streams, (0, 0))
    left = list(totals)
    while left:
        calls = [Call("trim", [stream], [kept_ms, TRIMMED_AT_ONCE]) for stream in left]
        answers = checked(await scripts.run_all(calls))
        for stream, (removed, unread, _) in zip(left, answers, strict=True):
            totals[stream] = (totals[stream][0] + removed, totals[stream][1] + unread)
        left = [stream for stream, (_, _, more) in zip(left, answers, strict=True) if more]
    return totals


async def groups_of(tools: Tools, streams: Iterable[str]) -> list[tuple[str, str]]:
    """Return every group of these streams, as (stream, group)."""
    streams = list(streams)
    pipe = tools.redis.pipeline(transaction=False)
    for stream in streams:
        pipe.xinfo_groups(stream)
    found = await pipe.execute(raise_on_error=False)
    return [
        (stream, group["name"].decode())
        for stream, groups in zip(streams, found, strict=True)
        if not isinstance(groups, ResponseError)  # there is no such stream yet
        for group in groups
    ]
