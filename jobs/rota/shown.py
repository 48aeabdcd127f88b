"""Turns of a rota in words: whoever is on duty is mentioned, the others are named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from jobs import blocks
from jobs.rota.rota_file import MEMBER_ID, Rota
from jobs.rota.turns import ONE_DAY, Turn, member_on, turns

AHEAD = timedelta(weeks=8)  # how far the next turn is looked for


def title_of(name: str, rota: Rota) -> str:
    """Return how a rota is called."""
    return rota.title or name


def mentioned(people: Mapping[str, str], member: str) -> str:
    """Return a member so that they are notified, if their id is known."""
    user_id = people.get(member, member)
    return f"<@{user_id}>" if re.fullmatch(MEMBER_ID, user_id) else named(member)


def named(member: str) -> str:
    """Return a member without notifying them; an id that has no name is shown as code."""
    return f"`{member}`" if re.fullmatch(MEMBER_ID, member) else blocks.escaped(member)


def today_shown(people: Mapping[str, str], rota: Rota, today: date) -> str:
    """Return who is on duty today."""
    if rota.start > today.isoformat():
        return f"It begins on {day_shown(date.fromisoformat(rota.start))}."
    member = member_on(rota, today)
    when = f"week {week_of(today)}" if rota.turn == "week" else day_shown(today)
    if not member:
        return f"Nobody is on duty today ({when})."
    return f"{mentioned(people, member)} is on duty ({when})."


def next_shown(rota: Rota, today: date) -> str:
    """Return who follows whoever is on duty today, or nothing."""
    member = member_on(rota, today)
    for turn in turns(rota, today + ONE_DAY, today + AHEAD):
        if turn.member != member:
            return f"Next: {named(turn.member)}, from {day_shown(turn.first)}."
    return ""


def turn_shown(turn: Turn, today: date) -> str:
    """Return a turn as one line, in bold if it is now."""
    days = day_shown(turn.first)
    if turn.last != turn.first:
        days = f"{days} to {day_shown(turn.last)}"
    line = f"{week_of(turn.first)} · {days} · {named(turn.member)}"
    return f"*{line}*" if turn.first <= today <= turn.last else line


def day_shown(day: date) -> str:
    """Return a day with its weekday; the year only where a reader could take it for another."""
    return f"{day:%a} {day.day} {day:%b}"


def week_of(day: date) -> str:
    """Return the ISO week as `2026-W53`: its year is not always the day's."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
