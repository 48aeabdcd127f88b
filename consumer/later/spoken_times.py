"""When something is to be done, as people say it: `in 2h …`, `at tomorrow 09:00 …`.

| said                                      | means                                              |
|-------------------------------------------|----------------------------------------------------|
| `in 90 minutes`, `in 1h30m`, `in an hour` | so long after the message                          |
| `in 3 days`, `in 2 weeks`                 | the same, in steps of 24 hours                     |
| `at 09:00`, `at 9am`                      | the next time that the clock shows this            |
| `at tomorrow 09:00`, `at monday 9:30`     | that day; a weekday is the next one of its name    |
| `at 2026-12-24 18:00`                     | that day                                           |

Behind it stands the command, with or without `run` before it. A time that the clocks skip is
refused, and of one that they repeat the first is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.errors import BadArguments

MOST_DAYS = 365
SECOND_MS = 1000
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

AMOUNT = r"(?:[0-9]{1,6}|an?\b)"
UNIT = r"(?:weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![^\W[0-9]_])"
DELAY = re.compile(rf"{AMOUNT}\s*{UNIT}(?:(?:\s*,\s*|\s+and\s+|\s*){AMOUNT}\s*{UNIT})*", re.I)
STEP = re.compile(rf"({AMOUNT})\s*({UNIT})", re.I)
DAY = rf"(?:[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|today|tomorrow|{'|'.join(WEEKDAYS)})"
CLOCK = re.compile(
    rf"(?:(?P<day>{DAY})[\s,]+(?:at\s+)?)?"
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?\s*(?P<half>[ap]m)?(?![\w:-])",
    re.I,
)
RUN = re.compile(r"[\s,:]+(?:run[\s:]+)?", re.I)
BEGINS_DELAY = re.compile(r"[0-9]|an?\s", re.I)
BEGINS_CLOCK = re.compile(rf"[0-9]|{DAY}\b", re.I)


@dataclass(frozen=True, slots=True)
class Said:
    """A time as it was said, and the command behind it."""

    when: str
    command: str


def is_time(word: str, text: str) -> bool:
    """Return whether a text may begin with a time at all: `in my opinion` does not.

    Args:
        word: `in` or `at`.
    """
    begins = BEGINS_DELAY if word == "in" else BEGINS_CLOCK
    return bool(begins.match(text))


def parted(word: str, text: str) -> Said:
    """Return the time and the command in the text behind `in` or `at`.

    Raises:
        BadArguments: one of them is missing; the message is for whoever typed it.
    """
    found = (DELAY if word == "in" else CLOCK).match(text)
    if not found:
        raise BadArguments("I do not understand that time")
    if not text[found.end() :].strip(" \t\n,:."):
        raise BadArguments("The command is missing")
    behind = RUN.match(text, found.end())
    if not behind:
        raise BadArguments("I do not understand that time")
    return Said(found[0], text[behind.end() :].strip())


def due_of(word: str, when: str, now_ms: int, zone: ZoneInfo) -> int:
    """Return when something is due, in ms.

    Raises:
        BadArguments: it is past, too far away, or no time; the message is for whoever typed it.
    """
    if word == "in":
        due_ms = now_ms + delay_s(when) * SECOND_MS
    else:
        now = datetime.fromtimestamp(now_ms / SECOND_MS, zone)
        due_ms = int(moment_of(when, now).timestamp()) * SECOND_MS
    if due_ms <= now_ms:
        raise BadArguments("That time is past")
    if due_ms - now_ms > MOST_DAYS * SECONDS["d"] * SECOND_MS:
        raise BadArguments(f"I plan at most {MOST_DAYS} days ahead")
    return due_ms


def delay_s(when: str) -> int:
    """Return a duration in s."""
    return sum(
        (int(amount) if amount.isdigit() else 1) * SECONDS[unit[0].lower()]
        for amount, unit in STEP.findall(when)
    )


def moment_of(when: str, now: datetime) -> datetime:
    """Return a moment.

    Raises:
        BadArguments: there is no such day or time.
    """
    found = CLOCK.match(when)
    if not found:
        raise BadArguments("I do not understand that time")
    clock = clock_of(found["hour"], found["minute"], (found["half"] or "").lower())
    if day := (found["day"] or "").lower():
        return local(day_of(day, clock, now), clock, now)
    today = local(now.date(), clock, now)
    if today.timestamp() > now.timestamp():  # not by the clock, which may show a time twice
        return today
    return local(now.date() + timedelta(days=1), clock, now)


def clock_of(hour: str, minute: str | None, half: str) -> time:
    """Return a time of day; `9` alone is none, since one cannot know which half is meant.

    Raises:
        BadArguments: there is no such time.
    """
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            raise BadArguments(f"There is no {number}{half}")
        number = number % 12 + (12 if half == "pm" else 0)
    elif minute is None:
        raise BadArguments("Write the time with its minutes, or with am or pm")
    try:
        return time(number, int(minute or 0))
    except ValueError:
        raise BadArguments(f"There is no {hour}:{minute or '00'}") from None


def day_of(said: str, clock: time, now: datetime) -> date:
    """Return a day.

    Raises:
        BadArguments: there is no such day.
    """
    today = now.date()
    if said in {"today", "tomorrow"}:
        return today + timedelta(days=said == "tomorrow")
    if said in WEEKDAYS:
        ahead = (WEEKDAYS.index(said) - today.weekday()) % 7
        over = ahead == 0 and clock <= now.time()
        return today + timedelta(days=7 if over else ahead)
    try:
        return date(*map(int, said.split("-")))
    except ValueError:
        raise BadArguments(f"There is no {said}") from None


def local(day: date, clock: time, now: datetime) -> datetime:
    """Return a moment in the time zone of `now`.

    Raises:
        BadArguments: the clocks skip it.
    """
    due = datetime.combine(day, clock, now.tzinfo)
    try:
        shown = due.astimezone(UTC).astimezone(now.tzinfo)
    except OverflowError:  # in the year 1 or 9999
        raise BadArguments(f"There is no {day} here") from None
    if shown.time() != clock:
        raise BadArguments(f"There is no {clock:%H:%M} on {day}: the clocks go forward then")
    return due
