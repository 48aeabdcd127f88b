"""`status`: what goes on with the jobs, and what is about to."""

from collections import Counter
from collections.abc import Iterable, Sequence

from consumer import policy
from consumer.asking import notes
from consumer.asking.moments import moment, stamp
from consumer.asking.run_texts import titled
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.runs.sentences import asked_by
from consumer.tools import Tools
from jobs.catalogue import Catalogue
from shared.run_record import Run, Suppression
from shared.text import escape

router = Router(topic="jobs")

SHOWN = 30  # of one kind; whoever has more wants `runs`, or a dashboard


@router.command("status", help="tells which jobs run, wait, or are held back")
async def show_status(message: Message, reply: Reply, tools: Tools) -> None:
    """Answer with the time, the runs that have not ended, and what holds jobs back."""
    now_ms = await tools.runs.now_ms()
    active = await tools.runs.active()
    seen = await policy.seen(active, message, tools)
    held = await tools.runs.suppressions()
    sections = [
        *of_runs(seen, held, now_ms, tools.jobs),
        *of_hidden(len(active) - len(seen)),
        *of_suppressions(await policy.seen(held, message, tools), now_ms),
        *of_broken(tools.jobs),
    ]
    listing = "\n\n".join(sections) or "Nothing is happening."
    # In an attachment a mention alerts nobody: who asked for a run is not called each time.
    await reply.text(f"The time is {stamp(now_ms)}.", attachment=listing)


def of_runs(
    runs: Sequence[Run], held: Sequence[Suppression], now_ms: int, jobs: Catalogue
) -> list[str]:
    """Return the sections of running, queued and scheduled runs."""
    states = {state: [run for run in runs if run.state == state] for state in STATES}
    ahead = in_the_way(states["running"], jobs)
    return [
        section(
            f"{state.capitalize()} ({len(found)})",
            [line(run, ahead, held, now_ms) for run in found],
        )
        for state, found in states.items()
        if found
    ]


STATES = ("running", "queued", "scheduled")


def in_the_way(running: Sequence[Run], jobs: Catalogue) -> list[Run]:
    """Return those of the running runs that leave no room for another of their job."""
    count = Counter(run.job for run in running)
    most = {name: job.concurrency if (job := jobs.job(name)) else 1 for name in count}
    return [run for run in running if count[run.job] >= most[run.job]]


def line(run: Run, ahead: Sequence[Run], held: Sequence[Suppression], now_ms: int) -> str:
    """Describe a run that has not ended in one line."""
    if run.state == "running":
        about = f"started at {moment(run.started_ms, now_ms)}"
    elif run.state == "scheduled":
        about = f"starts after {moment(run.due_ms, now_ms)}"
    else:
        about = why_it_waits(run, ahead, held, now_ms)
    return f"{titled(run)}: {about}, {asked_by(run)}"


def why_it_waits(run: Run, ahead: Sequence[Run], held: Sequence[Suppression], now_ms: int) -> str:
    """Say what a run that is due waits for."""
    if until_ms := notes.held_until(held, run.job, now_ms):
        return f"held back until {moment(until_ms, now_ms)}"
    before = [one.run_id for one in ahead if one.job == run.job]
    if before:
        one_of = "one of " if len(before) > 1 else ""
        return f"waits until {one_of}{notes.numbered([str(one) for one in before])} has ended"
    return "waits for a free place"


def of_hidden(count: int) -> list[str]:
    """Count what somebody may not see."""
    if not count:
        return []
    return [f"And {count} {'run' if count == 1 else 'runs'} that only members may see."]


def of_suppressions(suppressions: Iterable[Suppression], now_ms: int) -> list[str]:
    """Return the sections of what holds jobs back, now and later."""
    now = [one for one in suppressions if one.start_ms <= now_ms]
    later = [one for one in suppressions if one.start_ms > now_ms]
    return [
        section(f"{title} ({len(found)})", [window(one, now_ms) for one in found])
        for title, found in (("Held back", now), ("To be held back", later))
        if found
    ]


def window(one: Suppression, now_ms: int) -> str:
    """Describe a suppression in one line."""
    who = f", by <@{one.user_id}>" if one.user_id else ""
    start, end = moment(one.start_ms, now_ms), moment(one.end_ms, now_ms)
    return f"`{escape(one.job)}` from {start} to {end}{who}"


def of_broken(jobs: Catalogue) -> list[str]:
    """Return the section of the namespaces that do not work."""
    errors = [f"`{escape(name)}`: {escape(one[0].complaint)}" for name, one in jobs.broken.items()]
    return [section(f"Disabled namespaces ({len(errors)})", errors)] if errors else []


def section(title: str, lines: Sequence[str]) -> str:
    """Return a title with lines below, not too many."""
    more = [f"… and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join((f"*{title}*", *(f"• {one}" for one in (*lines[:SHOWN], *more))))
