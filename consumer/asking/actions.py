"""What the commands of jobs do: ask for a run, take it back, hold a job back, let it go on.

First the deed, then the reaction that says that it was accepted, then what people should know; by
another door than a message, words in the place of the reaction. The deed has the event's id as its
key, so that a second run of the handler does not do it again.
"""

from __future__ import annotations

from consumer.addressing import spoken
from consumer.asking import acceptance, notes, suppression_times
from consumer.handler import Run as Function
from consumer.message import Message
from consumer.reply import Reply
from consumer.tools import Tools
from jobs.definition import Job
from shared.run_record import Asked, Run, Where
from shared.runs import Scheduled


def scheduling(job: Job, delay_s: int) -> Function:
    """Return the function that asks for a run of a job."""

    async def schedule(message: Message, reply: Reply, tools: Tools) -> None:
        asked = request(job, delay_s, message, tools)
        scheduled = await tools.runs.schedule(message.event.event_id, asked)
        await notes.accept(reply, tools)
        if scheduled.before:
            text = notes.updated(scheduled, asked)
            await notes.tell(scheduled.before, text, reply)
        note = await note_on(scheduled, asked, tools)
        if reply.is_private:
            await acceptance.say(scheduled, asked, job, note, reply, tools)
        elif note:
            await reply.text(note)

    return schedule


def request(job: Job, delay_s: int, message: Message, tools: Tools) -> Asked:
    """Return the request for a run that a message is."""
    place = message.place
    return Asked(
        job=job.type,
        arguments={name: str(value) for name, value in message.arguments.items()},
        said=spoken(message),
        team_id=message.event.team_id or tools.me.team_id,
        user_id=place.user,
        via=notes.via(message),
        where=Where(place.channel, place.thread_ts, place.ts, place.is_dm or place.is_group_dm),
        delay_s=delay_s,
        concurrency=job.concurrency,
        retries=job.retries,
        max_age_s=job.max_age_s,
        kill_after_s=job.kill_after_s,
    )


async def note_on(scheduled: Scheduled, asked: Asked, tools: Tools) -> str:
    """Return what somebody should know who waits for the run, or nothing."""
    if asked.via == "schedule":
        return ""  # nobody waits; the next time comes by itself
    held = notes.held_until(await tools.runs.suppressions(), asked.job, scheduled.due_ms)
    if held:
        return notes.held(scheduled, asked, held, await tools.runs.now_ms(), tools.jobs)
    if not scheduled.running or asked.via == "github":
        return ""
    return notes.queued(scheduled, asked, await of_type(asked.job, tools))


def cancelling(job: Job, delay_s: int) -> Function:
    """Return the function that takes back what has not begun."""

    async def cancel(message: Message, reply: Reply, tools: Tools) -> None:
        user = message.place.user
        cancelled = await tools.runs.cancel_pending(job.type, user)
        await notes.accept(reply, tools)
        for run in cancelled:
            await notes.tell_of_cancel(run, user, reply)
        if not cancelled:
            await reply.text(notes.nothing_pending(job.type, await of_type(job.type, tools)))
        elif reply.is_private:
            await reply.text(acceptance.taken_back(cancelled))

    return cancel


async def of_type(job: str, tools: Tools) -> list[Run]:
    """Return the runs of a type that have not ended."""
    return [run for run in await tools.runs.active() if run.job == job]


def suppressing(job: Job, delay_s: int) -> Function:
    """Return the function that holds a job back between two times."""

    async def suppress(message: Message, reply: Reply, tools: Tools) -> None:
        now_ms = await tools.runs.now_ms()
        start, end = message.arguments.values()
        start_ms, end_ms = suppression_times.window(str(start), str(end), now_ms)
        key, user = message.event.event_id, message.place.user
        held = await tools.runs.suppress(key, job.type, start_ms, end_ms, user)
        await notes.accept(reply, tools)
        await reply.text(notes.suppressed(held, now_ms, tools.jobs), under=True)

    return suppress


def lifting(job: Job, delay_s: int) -> Function:
    """Return the function that lets a job begin again."""

    async def lift(message: Message, reply: Reply, tools: Tools) -> None:
        count = await tools.runs.lift(job.type)
        await notes.accept(reply, tools)
        await reply.text(notes.lifted(job.type, count), under=True)

    return lift
