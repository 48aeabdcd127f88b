"""Let people have a command run later, see what is going to run, and call it off.

What is kept is the command as Slack wrote it down, and who asked. When it is due it comes back as a
request, and rights are looked at again: see consumer/handlers/requests.py.
"""

from consumer.later import timetable
from consumer.later.calling_off import call_off
from consumer.later.planning import keep
from consumer.message import Message
from consumer.policy import stranger
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from jobs.definition import Job
from shared.errors import BadArguments
from shared.one_offs import OneOff, OneOffs
from shared.text import escape, shown

MOST_DIGITS = 15  # of an id; more are none

router = Router()


@router.command(
    "in <delay and command>", help="runs a command later", example="in 90 minutes run help"
)
async def run_in(message: Message, reply: Reply, tools: Tools) -> None:
    """Keep a command until so much time is over."""
    await keep("in", message, reply, tools)


@router.command(
    "at <time and command>",
    help="runs a command at a time, such as `09:00` or `tomorrow 18:30`",
    example="at 2026-12-24 18:00 run help",
)
async def run_at(message: Message, reply: Reply, tools: Tools) -> None:
    """Keep a command until a time, in the time zone of whoever says it."""
    await keep("at", message, reply, tools)


@router.command("schedules", help="lists what is going to run, here and by the clock")
async def show_schedules(message: Message, reply: Reply, tools: Tools) -> None:
    """List what waits here, and the jobs that run by the clock."""
    waiting = [one for one in await OneOffs(tools.runs.scripts).waiting() if is_here(one, message)]
    jobs, hidden = await visible(message, tools)
    parts: list[str] = []
    if waiting:
        parts.append(f"*Scheduled once*\n{timetable.one_offs(waiting, tools.me)}")
    if jobs:
        fired_ms = await timetable.last_fired(tools.runs.redis, tools.settings.app_name)
        lines = timetable.by_the_clock(jobs, fired_ms, await tools.runs.now_ms())
        parts.append(f"*By the clock*\n{lines}")
    # Whoever is named in an attachment is not alerted.
    await reply.text(opening(message, waiting, jobs, hidden), attachment="\n\n".join(parts))


@router.command("unschedule <id>", help="calls off what was scheduled once", example="unschedule 7")
async def unschedule(message: Message, reply: Reply, tools: Tools) -> None:
    """Call off what waits, if it is theirs, or if they are a member."""
    said = message.arguments["id"].strip("`#")
    jobs, _ = await visible(message, tools)
    if job := next((one for one in jobs if one.type == said.lower()), None):
        await reply.to_author(
            f"`{job.type}` runs by the clock, as `{escape(str(job.folder.name))}/jobs.toml` says: "
            "take its `schedule` out there. To hold it back for a while, see "
            f"`help {job.namespace}`."
        )
    elif said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS:
        await call_off(int(said), message, reply, tools)
    else:
        raise BadArguments(f"{shown(said)} is no id: `schedules` shows them")


def is_here(one: OneOff, message: Message) -> bool:
    """Return whether something is shown: in a DM their own, elsewhere what was asked for there."""
    request = one.request
    if message.place.is_dm:
        return request.principal.user_id == message.place.user
    return request.context.channel == message.place.channel


async def visible(message: Message, tools: Tools) -> tuple[list[Job], str]:
    """Return the jobs by the clock that somebody may see, and why not the others, if there are."""
    jobs = timetable.scheduled(tools.jobs)
    if not any(job.restricted for job in jobs):
        return jobs, ""
    refused = await stranger(message.event.team_id, message.place.user, "the others", tools)
    return [job for job in jobs if not (refused and job.restricted)], refused


def opening(message: Message, waiting: list[OneOff], jobs: list[Job], hidden: str) -> str:
    """Say in a line or two what the list shows, and what it does not."""
    if waiting:
        text = "This is going to run; `unschedule <id>` calls off what is scheduled once."
    elif jobs:
        text = "This runs by the clock; nobody has scheduled anything once here."
    else:
        text = "Nothing is scheduled here. Try `in 2h run help`."
    text = escape(text)
    if not message.place.is_dm:
        text += " What you scheduled elsewhere I show in a direct message."
    return f"{text} {hidden}".strip()
