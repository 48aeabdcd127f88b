"""Whose turn it is: the calendar of one rota.

| field of `Turn` | type                                                                        |
|-----------------|-----------------------------------------------------------------------------|
| `first`, `last` | date, both included                                                         |
| `member`        | str, who is on duty: the one whose turn it is, or stands in; "" if nobody   |

Weeks are those of ISO 8601: they begin on Monday, and the days around New Year belong to the week
that has their Thursday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from jobs.rota.rota_file import Rota

ONE_DAY = timedelta(days=1)
WEEK_DAYS = 7
WORKING_DAYS = 5


class Turn(NamedTuple):
    """Days in a row on which the same one is on duty."""

    first: date
    last: date
    member: str


def monday(day: date) -> date:
    """Return the first day of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def working_days(day: date) -> int:
    """Return the number of Mondays to Fridays before a day, from a fixed Monday on."""
    weeks, weekday = divmod((day - date(1, 1, 1)).days, WEEK_DAYS)
    return weeks * WORKING_DAYS + min(weekday, WORKING_DAYS)


def number_of(rota: Rota, day: date) -> int:
    """Return which turn a day is in, 0 for the first one; below 0 before the start."""
    start = date.fromisoformat(rota.start)
    if rota.turn == "week":
        return (monday(day) - monday(start)).days // WEEK_DAYS
    if rota.weekends:
        return (day - start).days
    return working_days(day) - working_days(start)


def member_on(rota: Rota, day: date) -> str:
    """Return who is on duty, or nothing: before the start, or at a weekend."""
    for cover in reversed(rota.cover):
        if cover.first <= day.isoformat() <= cover.last:
            return cover.by
    if day < date.fromisoformat(rota.start) or not rota.counts(day):
        return ""
    return rota.members[swapped(rota, number_of(rota, day)) % len(rota.members)]


def swapped(rota: Rota, number: int) -> int:
    """Return the turn that takes the place of another one; later swaps see earlier ones."""
    for swap in reversed(rota.swap):
        pair = [number_of(rota, date.fromisoformat(day)) for day in (swap.one, swap.other)]
        if number in pair:
            number = pair[1 - pair.index(number)]
    return number


def turns(rota: Rota, first: date, last: date) -> Iterator[Turn]:
    """Yield the turns between two days, both included.

    They are parted where a week ends or the member changes; days on which nobody is on duty
    belong to none.
    """
    begun: Turn | None = None
    for offset in range((last - first).days + 1):
        day = first + offset * ONE_DAY
        member = member_on(rota, day)
        if begun and member == begun.member and monday(day) == monday(begun.first):
            begun = begun._replace(last=day)
            continue
        if begun and begun.member:
            yield begun
        begun = Turn(day, day, member)
    if begun and begun.member:
        yield begun
