"""Fire what is due: the schedules of jobs, and what people scheduled once.

A due time of a schedule is fired once, however many instances there are, whoever dies, and whatever
the clock does: the position of each schedule, `{requests}:cron:<app>`, and the request are written
in one script. Redis TIME is the clock. A schedule that is new here begins now.

In shadow mode positions move and nothing is fired: jobs by the clock are the other bot's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from pathlib import Path

import jobs
from bgtasks.misfires import Due, due_between, latest_ms
from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from jobs.catalogue import Catalogue
from jobs.cron import next_after
from jobs.definition import CronSchedule
from shared import keys, metrics
from shared.errors import LeaseLost
from shared.events import REQUESTS
from shared.one_offs import OneOffs
from shared.requests import Asker, Request, entry
from shared.scripts import flat

# A position this far ahead is from a clock that was wrong. Nothing is fired until the clock has
# caught up: going back would fire again what was fired.
AHEAD_MS = 26 * 60 * 60 * 1000
SECOND_MS = 1000

schedule = Schedule()


@schedule.every(seconds=1, timeout_s=20)
async def fire_cron(tools: Tools) -> None:
    """Fire the due times of all schedules."""
    catalogue = catalogue_of(tools.settings.jobs_dir)
    schedules = schedules_of(catalogue)
    now_ms, positions = await look(tools, schedules, catalogue)
    for job, position_ms in positions.items():
        if position_ms > now_ms + AHEAD_MS:
            complain(tools, job, schedules[job], position_ms, now_ms)
        elif due := due_between(schedules[job], position_ms, now_ms):
            await settle(tools, job, schedules[job], due, now_ms)


@schedule.every(seconds=1, timeout_s=20)
async def fire_one_offs(tools: Tools) -> None:
    """Publish what people scheduled, also in shadow mode: they asked this bot."""
    for late_ms in await OneOffs(tools.scripts).move():
        count("once", late_ms)


@cache  # as the consumers do: definitions change with a deploy
def catalogue_of(folder: Path) -> Catalogue:
    """Return the job definitions."""
    return jobs.load(folder)


def schedules_of(catalogue: Catalogue) -> dict[str, CronSchedule]:
    """Return the schedules by the types of their jobs."""
    each = chain.from_iterable(one.jobs.values() for one in catalogue.namespaces.values())
    return {job.type: job.schedule for job in each if job.schedule}


def text_of(one: CronSchedule) -> str:
    """Return what makes a schedule another one if it changes."""
    return f"{one.time_zone} {one.cron}"


async def look(
    tools: Tools, schedules: Mapping[str, CronSchedule], catalogue: Catalogue
) -> tuple[int, dict[str, int]]:
    """Return the time and how far each schedule is, in ms; new ones are noted as of now.

    Raises:
        LeaseLost: another instance is active.
    """
    texts = {job: text_of(one) for job, one in schedules.items()}
    # Whoever breaks a file for an hour still wants what was due meanwhile.
    kept = [f"{namespace}_" for namespace in catalogue.broken]
    answer = await tools.scripts.run(
        "fenced_positions", [keys.cron(tools.app)], tools.token, len(texts), *flat(texts), *kept
    )
    if not answer:
        raise LeaseLost(f"fencing token {tools.token} is not the newest any more")
    return int(answer[0]), dict(zip(schedules, map(int, answer[1:]), strict=True))


async def settle(tools: Tools, job: str, one: CronSchedule, due: Due, now_ms: int) -> None:
    """Fire what is to be fired and pass over the rest."""
    if due.pass_ms:
        tools.log.warning("cron.missed", job=job, count=due.passed, reason=f"misfire={one.misfire}")
    if not due.fire_ms:
        await note(tools, job, one, due.pass_ms[-1], None, now_ms)
    for due_ms in due.fire_ms:
        await fire(tools, job, one, due_ms, now_ms)


async def fire(tools: Tools, job: str, one: CronSchedule, due_ms: int, now_ms: int) -> None:
    """Fire one due time, or say that it would have been."""
    facts = {"job": job, "due": shown(due_ms), "late_ms": now_ms - due_ms}
    if tools.settings.shadow_mode:
        if await note(tools, job, one, due_ms, None, now_ms) == "passed":
            tools.log.info("shadow.silent", **facts)
        return
    team_id = tools.settings.slack_team_id or tools.slack.limiter.team_id
    request = Request(Asker(team_id, "", "schedule"), job=job)
    word = await note(tools, job, one, due_ms, request, now_ms)
    if word == "fired":
        count("cron", now_ms - due_ms)
        tools.log.info("cron.fired", **facts)
    elif word == "passed":
        tools.log.warning("cron.missed", count="1", reason="too late by now", **facts)


async def note(
    tools: Tools, job: str, one: CronSchedule, due_ms: int, request: Request | None, now_ms: int
) -> str:
    """Note that a due time is over, and publish its request with that; return what became of it.

    Raises:
        LeaseLost: another instance is active; nothing was written.
    """
    key = f"cron:{job}:{due_ms}"
    fields = entry(key, request, due_ms=due_ms, now_ms=now_ms) if request else {}
    names = [keys.cron(tools.app), REQUESTS, keys.seen(REQUESTS, key)]
    arguments = (tools.token, job, text_of(one), due_ms, latest_ms(one, due_ms), keys.SEEN_TTL_S)
    answer = await tools.scripts.run("fenced_fire", names, *arguments, *flat(fields))
    if answer == b"lost":
        raise LeaseLost(f"fencing token {tools.token} is not the newest any more")
    return str(answer.decode())


def complain(tools: Tools, job: str, one: CronSchedule, position_ms: int, now_ms: int) -> None:
    """Say at each due time that it is not fired, since the position is ahead of the clock."""
    due_ms = next_after(one, now_ms - SECOND_MS)
    if due_ms is not None and due_ms <= now_ms:
        tools.log.error(
            "cron.ahead",
            job=job,
            due=shown(due_ms),
            reason=f"fired until {shown(position_ms)}, by a clock that was wrong",
            cure=f"HDEL {keys.cron(tools.app)} {job}, if the clock is right now",
        )


def count(kind: str, late_ms: int) -> None:
    """Count a request that was published when it was due."""
    metrics.REQUESTS_FIRED.labels(kind).inc()
    metrics.SCHEDULE_LATE_SECONDS.labels(kind).observe(late_ms / SECOND_MS)


def shown(t_ms: int) -> str:
    """Return a moment as logs have it."""
    return datetime.fromtimestamp(t_ms / SECOND_MS, UTC).isoformat(timespec="seconds")
