"""What to fire of a schedule whose due times passed while nobody looked.

| misfire | of the due times since the last one are fired                                        |
|---------|--------------------------------------------------------------------------------------|
| skip    | those that are not over 60 s late                                                    |
| once    | the newest                                                                           |
| all     | each, but of more than 24 the newest 24                                              |

A due time is of a whole minute: as long as somebody looks each second, there is one at a time, and
the three do the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from jobs.cron import missed
from jobs.definition import CronSchedule

GRACE_MS = 60_000  # longer than a change of the active instance takes, which is no misfire
MOST_FIRED = 24  # more would keep the jobs from what is due now


@dataclass(frozen=True, slots=True)
class Due:
    """What to do about the due times of a schedule, oldest first.

    Args:
        fire_ms: those to fire.
        pass_ms: those to pass over, all of them before the first to fire, or without one.
        more: there were older ones still, which nobody counted.
    """

    fire_ms: tuple[int, ...] = ()
    pass_ms: tuple[int, ...] = ()
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.fire_ms or self.pass_ms)

    @property
    def passed(self) -> str:
        """How many are passed over, in words."""
        return f"{len(self.pass_ms)} or more" if self.more else str(len(self.pass_ms))


NOTHING = Due()


def due_between(schedule: CronSchedule, last_ms: int, now_ms: int) -> Due:
    """Decide what to fire of the due times after `last_ms` until now."""
    times = missed(schedule, last_ms, now_ms, MOST_FIRED + 1)
    if not times:
        return NOTHING
    count = fired_of(schedule, times, now_ms)
    split = len(times) - count
    return Due(tuple(times[split:]), tuple(times[:split]), more=len(times) > MOST_FIRED)


def fired_of(schedule: CronSchedule, times: list[int], now_ms: int) -> int:
    """Return how many of these due times, the newest ones, are fired."""
    if schedule.misfire == "once":
        return 1
    if schedule.misfire == "all":
        return min(len(times), MOST_FIRED)
    return sum(now_ms - due_ms <= GRACE_MS for due_ms in times)


def latest_ms(schedule: CronSchedule, due_ms: int) -> int:
    """Return the last moment at which a due time may be fired, 0 if there is none."""
    return due_ms + GRACE_MS if schedule.misfire == "skip" else 0
