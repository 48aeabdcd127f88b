"""Between which times a job is held back, as people type them; all of it UTC.

| typed                        | means                                                          |
|------------------------------|----------------------------------------------------------------|
| `09:00`, `0900`              | today; as the end: the day of the start                        |
| `today 09:00`                |                                                                |
| `tomorrow 09:00`             |                                                                |
| `2026-11-22 09:00`           |                                                                |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from consumer.asking.moments import MS, at, moment
from consumer.forms.fields import complaint
from shared.errors import BadArguments
from shared.text import shown

TYPED = re.compile(
    r"(?:(today|tomorrow|[0-9]{4}-[0-9]{2}-[0-9]{2}) )?([0-9]{2}):?([0-9]{2})", re.IGNORECASE
)
FORMAT = (
    "HH:MM, with `tomorrow` or a date such as `2026-11-22` before it if it is not today, in UTC"
)


def window(start: str, end: str, now_ms: int) -> tuple[int, int]:
    """Return both times, in ms since epoch.

    Raises:
        BadArguments: one is no time, they are in the wrong order, or both are past.
    """
    today = at(now_ms).date()
    begins = read(start, today, today)
    ends = read(end, today, begins.date())
    if ends <= begins:
        raise BadArguments(f"{shown(end)} is not after {shown(start)}; both are {FORMAT}")
    start_ms, end_ms = (int(one.timestamp()) * MS for one in (begins, ends))
    if end_ms <= now_ms:
        raise BadArguments(f"{shown(end)} is over: it is {moment(now_ms, now_ms)}")
    return start_ms, end_ms


def problems(given: Mapping[str, str], now_ms: int) -> dict[str, str]:
    """Return what is wrong with two times, the start first, by their names."""
    (_, begins), (end, ends) = given.items()
    today = at(now_ms).date()
    found = {
        name: complaint(lambda typed: read(typed, today, today), typed)
        for name, typed in given.items()
    }
    if not any(found.values()):
        found[end] = complaint(lambda last: window(begins, last, now_ms), ends)
    return {name: why for name, why in found.items() if why}


def read(typed: str, today: date, usual: date) -> datetime:
    """Return the time that somebody typed.

    Args:
        usual: the day that is meant if none is typed.

    Raises:
        BadArguments: it is none.
    """
    found = TYPED.fullmatch(typed.strip())
    try:
        if found is None:
            raise ValueError
        hour = time(int(found[2]), int(found[3]), tzinfo=UTC)
        return datetime.combine(day(found[1] or "", today, usual), hour)
    except ValueError:  # 24:00, or the 30th of February
        raise BadArguments(f"{shown(typed)} is no time: write {FORMAT}") from None


def day(word: str, today: date, usual: date) -> date:
    """Return the day that a word means.

    Raises:
        ValueError: there is no such day.
    """
    named = {"": usual, "today": today, "tomorrow": today + timedelta(days=1)}
    return named.get(word.lower()) or date.fromisoformat(word)
