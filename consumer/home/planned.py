"""The home tab's part with what is going to run: what somebody scheduled, and jobs by the clock."""

from __future__ import annotations

from consumer import blocks
from consumer.blocks import Block
from consumer.home.facts import Facts
from consumer.home.fitting import fitting
from consumer.later.timetable import command_shown, moment
from consumer.tools import Tools
from jobs.cron import next_after
from jobs.definition import Job
from shared.one_offs import OneOff
from shared.slack import Identity

SHOWN = 10  # of each kind
NONE = "Nothing is planned with `in` or `at`, and no job runs by the clock. Try `in 2h run help`."


def blocks_of(facts: Facts, tools: Tools) -> list[Block]:
    """Return what waits for its time, the next first."""
    shown = [blocks.header("Scheduled")]
    if not facts.waiting and not facts.by_clock:
        return [*shown, blocks.section(NONE)]
    shown += [of_one(one, tools.me) for one in facts.waiting[:SHOWN]]
    more = len(facts.waiting) - SHOWN
    if more > 0:
        shown.append(blocks.context(f"… and {more} more: `schedules`, as a direct message"))
    if facts.by_clock:
        shown.append(blocks.section(by_the_clock(facts.by_clock, facts.now_ms)))
    return shown


def of_one(one: OneOff, me: Identity) -> Block:
    """Return what somebody scheduled, with a button that calls it off."""
    command = command_shown(one.request.command, me)
    button = blocks.say(
        "Unschedule",
        f"unschedule {one.id}",
        f"unschedule.{one.id}",
        question=f"Call off number {one.id}? It does not come back by itself.",
    )
    return blocks.section(f"`{one.id}` {command} {moment(one.due_ms)}", button)


def by_the_clock(jobs: list[Job], now_ms: int) -> str:
    """Return the jobs that run by the clock, the next first."""
    due = {job.type: next_after(job.schedule, now_ms) for job in jobs if job.schedule}
    ordered = sorted(due, key=lambda name: (due[name] is None, due[name] or 0, name))
    lines = [f"• `{name}` {when(due[name])}" for name in ordered]
    return fitting(["By the clock, next:", *lines], SHOWN + 1, "schedules")


def when(due_ms: int | None) -> str:
    """Say when something is due; a schedule may be over for good."""
    return moment(due_ms) if due_ms else "never again"
