"""What people are told about the runs that they ask for, before these end."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from consumer.asking.moments import moment
from consumer.message import Message, Place
from consumer.reply import Reply
from consumer.tools import Tools
from jobs.catalogue import Catalogue
from shared.errors import Reject, Retry, Throttled
from shared.run_record import Asked, Run, Suppression
from shared.runs import Scheduled
from shared.text import escape

log = structlog.get_logger()


def via(message: Message) -> str:
    """Return which way a request came: a door, message, schedule, once, github or cli."""
    if message.event.type.startswith("webhook_"):
        return message.event.type.removeprefix("webhook_")
    principal = message.event.body.get("principal")
    kind = principal.get("kind") if isinstance(principal, dict) else "user"
    if kind == "schedule":
        return "once" if message.place.user else "schedule"
    if kind != "user":
        return str(kind)
    return message.door.kind if message.door else "message"


async def accept(reply: Reply, tools: Tools) -> None:
    """Show on the request that it was accepted."""
    await react(tools.settings.reaction_accepted, reply)


async def react(emoji: str, reply: Reply) -> None:
    """Put a reaction on the request, if it is a message, and as well as Slack lets us."""
    if not reply.place.ts:
        return
    try:
        await reply.react(emoji)
    except Throttled:
        raise  # a busy workspace: it comes late rather than never
    except (Retry, Reject) as error:
        log.info("jobs.not_told", handler=reply.handler, reason=str(error))


async def tell(run: Run, text: str, reply: Reply) -> None:
    """Tell whoever asked for a run what became of it, unless they said so themselves, and there."""
    if not run.user_id or is_here(run, reply.place):
        return
    place = Place(
        run.where.channel, run.user_id, thread_ts=run.where.thread_ts, is_dm=run.where.is_dm
    )
    other = Reply(reply.writer, f"{reply.handler}.{run.run_id}", place, speaks=reply.speaks)
    try:
        await other.to_author(text)
    except Throttled:
        raise
    except (Retry, Reject) as error:
        log.info("jobs.not_told", handler=reply.handler, reason=str(error))


async def tell_of_cancel(run: Run, user_id: str, reply: Reply) -> None:
    """Tell whoever asked for a run that somebody else cancelled it; who did it themselves knows."""
    if run.user_id != user_id:
        await tell(run, taken_back(run, user_id), reply)


def is_here(run: Run, place: Place) -> bool:
    """Return whether somebody is where they asked for a run themselves."""
    if run.user_id != place.user:
        return False
    # One has one direct message with the bot, known by its own id or by one's own.
    if run.where.is_dm and place.is_dm:
        return True
    return (run.where.channel, run.where.thread_ts) == (place.channel, place.thread_ts)


def updated(scheduled: Scheduled, asked: Asked) -> str:
    """Say that somebody else asked for what was pending already."""
    return (
        f"run {scheduled.run_id}, your `{escape(asked.job)}`, was asked for again by "
        f"{by(asked.user_id)}{place_of(asked)}. It runs once, and is reported there."
    )


def place_of(asked: Asked) -> str:
    """Return where somebody asked, as far as others may know."""
    if asked.where.is_dm or not asked.where.channel.startswith("C"):
        return " in another conversation"
    return f" in <#{asked.where.channel}>"


def by(user_id: str) -> str:
    """Name who did something."""
    return f"<@{user_id}>" if user_id else "a schedule"


def taken_back(run: Run, user_id: str) -> str:
    """Say that somebody else cancelled a run."""
    return f"run {run.run_id}, your `{escape(run.job)}`, was cancelled by {by(user_id)}."


def nothing_pending(job: str, running: list[Run]) -> str:
    """Say that there was nothing to take back, and what could be meant."""
    said = f"Nothing of `{escape(job)}` was waiting."
    if running:
        said += f" Run {running[0].run_id} is under way: `cancel {running[0].run_id}` stops it."
    return said


def queued(scheduled: Scheduled, asked: Asked, active: Iterable[Run]) -> str:
    """Say behind what a run waits, or nothing if it does not wait."""
    running = [str(run.run_id) for run in active if run.state == "running"]
    is_pending = any(run.run_id == scheduled.run_id and run.state != "running" for run in active)
    if not is_pending or len(running) < asked.concurrency:
        return ""
    own = scheduled.run_id
    return (
        f"`{escape(asked.job)}` has already started ({numbered(running)}); yours is queued as "
        f"run {own}. `status` shows what goes on, `cancel {own}` takes it back."
    )


def numbered(runs: list[str]) -> str:
    """Name runs."""
    return f"run{'s' if len(runs) > 1 else ''} {', '.join(runs)}"


def held_until(suppressions: Iterable[Suppression], job: str, due_ms: int) -> int:
    """Return when what holds back a run that is due then is over, 0 if nothing does.

    Args:
        suppressions: by their start, so that one may follow upon another.
    """
    until = due_ms
    for one in suppressions:
        if one.job == job and one.start_ms <= until < one.end_ms:
            until = one.end_ms
    return until if until > due_ms else 0


def held(scheduled: Scheduled, asked: Asked, until_ms: int, now_ms: int, jobs: Catalogue) -> str:
    """Say that a run is held back, until when, and how to end that."""
    return (
        f"`{escape(asked.job)}` is held back until {moment(until_ms, now_ms)}: run "
        f"{scheduled.run_id} begins then. {cure(asked.job, jobs)}"
        f"`cancel {scheduled.run_id}` takes it back."
    )


def suppressed(one: Suppression, now_ms: int, jobs: Catalogue) -> str:
    """Confirm that a job is held back."""
    start, end = moment(one.start_ms, now_ms), moment(one.end_ms, now_ms)
    said = f"`{escape(one.job)}` is held back from {start} to {end}: what is asked for waits."
    return f"{said} {cure(one.job, jobs)}".strip()


def cure(job: str, jobs: Catalogue) -> str:
    """Say which command lets a job begin again, if there is one."""
    ends = (
        one.usage
        for one in jobs.commands
        if one.action == "cancel_suppression" and one.job.type == job
    )
    usage = next(ends, "")
    return f"`{escape(usage)}` lets it begin at once. " if usage else ""


def lifted(job: str, count: int) -> str:
    """Confirm that a job may begin again."""
    if not count:
        return f"Nothing held `{escape(job)}` back."
    return f"`{escape(job)}` is not held back any more: what waited begins now."
