"""When a schedule is due: cron expressions in a time zone, both days of daylight saving included.

| on the day when the clocks go … | `30 1 * * *` in London   | `*/30 * * * *`            |
|---------------------------------|--------------------------|---------------------------|
| forward, 01:00 to 02:00         | once, at 02:00           | each half hour that there |
|                                 |                          | is: 00:30, 02:00          |
| back, 02:00 to 01:00            | once, the first 01:30    | each half hour, four in   |
|                                 |                          | 01:00 to 02:00            |

All times are ms of UTC. A due time stands for the whole of it: two fields that fall on one moment
(`0 1,2 * * *`, as the clocks go forward) are due once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

if TYPE_CHECKING:
    from jobs.definition import CronSchedule

FIELDS = 5  # a sixth would be seconds, of which bgtasks cannot promise any
SECOND_MS = 1_000
FIRST_LOOK_MS = 2 * 60 * 60 * SECOND_MS
ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


@cache
def expression(cron: str) -> str:
    """Return five fields for what somebody wrote.

    Raises:
        ValueError: it is no alias, nor five fields that some day fits; the message is a cure.
    """
    said = " ".join(cron.split())
    fields = ALIASES.get(said.lower(), said)
    if fields.startswith("@"):
        raise ValueError(f"write one of {', '.join(ALIASES)}, or five fields such as `0 9 * * 1-5`")
    if fields.count(" ") != FIELDS - 1:
        raise ValueError(
            "write five fields: minute, hour, day of month, month, day of week, such as "
            "`0 9 * * 1-5`"
        )
    try:
        found = next(CronSim(fields, datetime(2024, 1, 1, tzinfo=UTC)), None)
    except CronSimError as error:
        raise ValueError(f"{str(error).lower()}: write it as in `0 9 * * 1-5`") from None
    if found is None:
        raise ValueError("no day is ever like that: change the day or the month")
    return fields


def zone(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        ValueError: there is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write a time zone's name, such as Europe/London or UTC") from None


def next_after(schedule: CronSchedule, t_ms: int) -> int | None:
    """Return the first due time after a moment, or None if none comes within 50 years."""
    return next(after(schedule, t_ms), None)


def missed(schedule: CronSchedule, last_ms: int, now_ms: int, most: int) -> list[int]:
    """Return the newest due times after `last_ms` until `now_ms`, in order, at most so many.

    It takes as long as there are due times to return, not as long as the absence was.
    """
    look_ms = FIRST_LOOK_MS
    while True:
        since_ms = max(last_ms, now_ms - look_ms)
        found = between(schedule, since_ms, now_ms)
        if len(found) >= most or since_ms == last_ms:
            return found[-most:]
        look_ms *= 2


def between(schedule: CronSchedule, since_ms: int, until_ms: int) -> list[int]:
    """Return the due times after one moment until another, which is included."""
    found: list[int] = []
    for due_ms in after(schedule, since_ms):
        if due_ms > until_ms:
            break
        found.append(due_ms)
    return found


def after(schedule: CronSchedule, t_ms: int) -> Iterator[int]:
    """Yield the due times after a moment, each later than the one before."""
    start = datetime.fromtimestamp(t_ms // SECOND_MS, zone(schedule.time_zone))
    latest_ms = t_ms
    for due in CronSim(expression(schedule.cron), start):
        due_ms = int(due.timestamp()) * SECOND_MS
        # In the hour that the clocks repeat, its first pass would come again.
        if due_ms > latest_ms:
            latest_ms = due_ms
            yield due_ms
