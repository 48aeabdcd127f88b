"""What is going to be run without anybody typing it then, as people are shown it.

Times are Slack's date markup, so that each reader sees them in their own time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from redis.asyncio import Redis

from consumer.later.spoken_times import SECOND_MS
from jobs.catalogue import Catalogue
from jobs.cron import next_after
from jobs.definition import Job
from shared import keys, markup, mentions
from shared.one_offs import OneOff
from shared.slack import Identity
from shared.text import escape, one_line, plain

SHOWN_CHARS = 150  # of a command: it is to be recognised, not to be read
MOST_LINES = 40  # of each list; 100 of them are two posts, and nobody's reading


def moment(t_ms: int) -> str:
    """Return a moment as each reader's Slack shows it."""
    return markup.date(t_ms // SECOND_MS, "{date_short_pretty} at {time}")


def command_shown(command: str, me: Identity) -> str:
    """Return somebody's command as code, in which nobody is alerted."""
    said = one_line(plain(mentions.without_user(command, me.user_id))).replace("`", "'")
    return f"`{escape(said if len(said) <= SHOWN_CHARS else said[:SHOWN_CHARS] + '…')}`"


def one_offs(waiting: Iterable[OneOff], me: Identity) -> str:
    """Return a line for each request that waits."""
    lines = [
        f"• `{one.id}` {moment(one.due_ms)}: {command_shown(one.request.command, me)}"
        f" for <@{one.request.principal.user_id}>"
        for one in waiting
    ]
    return listed(lines)


def by_the_clock(jobs: Iterable[Job], fired_ms: Mapping[str, int], now_ms: int) -> str:
    """Return a line for each job with a schedule."""
    return listed([line_of(job, fired_ms.get(job.type, 0), now_ms) for job in jobs])


def line_of(job: Job, last_ms: int, now_ms: int) -> str:
    """Return when a job ran last by its schedule, and when it will next."""
    schedule = job.schedule
    if schedule is None:
        return ""
    next_ms = next_after(schedule, now_ms)
    last = moment(last_ms) if last_ms else "never yet"
    upcoming = moment(next_ms) if next_ms else "never"
    zone = escape(schedule.time_zone)
    return f"• `{job.type}` `{schedule.cron}` in {zone}: last {last}, next {upcoming}"


def listed(lines: list[str]) -> str:
    """Return lines as one text, and how many more there are."""
    more = len(lines) - MOST_LINES
    return "\n".join([*lines[:MOST_LINES], *([f"… and {more} more"] if more > 0 else [])])


def scheduled(catalogue: Catalogue) -> list[Job]:
    """Return the jobs that have a schedule."""
    namespaces = catalogue.namespaces.values()
    return [job for one in namespaces for job in one.jobs.values() if job.schedule]


async def last_fired(redis: Redis, app: str) -> dict[str, int]:
    """Return when each job with a schedule was last fired, in ms; 0 is never."""
    noted: Any = await redis.hgetall(keys.cron(app))
    fields = {job.decode(): line.split(b" ", 2) for job, line in noted.items() if job != b"fence"}
    return {job: int(parts[1]) for job, parts in fields.items()}
