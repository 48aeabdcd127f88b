"""What is fired after an absence: exactly what the policy says."""

from __future__ import annotations

import pytest

from bgtasks.misfires import MOST_FIRED, due_between
from jobs.definition import CronSchedule, Misfire
from tests.jobs.test_cron import LONDON, ms, times

EACH_MINUTE, EACH_HALF_HOUR, DAILY = "* * * * *", "*/30 * * * *", "30 1 * * *"

# Last fired at the first time, looked at again at the second; the second may have seconds.
ABSENCES: list[tuple[Misfire, str, str, str, int, list[str], str]] = [
    # All is well: the three do the same.
    ("skip", EACH_MINUTE, "30 Jun 09:00", "30 Jun 09:01", 1, ["30 Jun 09:01"], "0"),
    ("once", EACH_MINUTE, "30 Jun 09:00", "30 Jun 09:01", 1, ["30 Jun 09:01"], "0"),
    ("all", EACH_MINUTE, "30 Jun 09:00", "30 Jun 09:01", 1, ["30 Jun 09:01"], "0"),
    ("once", EACH_MINUTE, "30 Jun 09:00", "30 Jun 09:00", 59, [], "0"),
    # Another instance took over.
    ("skip", DAILY, "29 Jun 00:30", "30 Jun 00:30", 60, ["30 Jun 00:30"], "0"),
    ("skip", DAILY, "29 Jun 00:30", "30 Jun 00:31", 1, [], "1"),
    # Ten minutes away.
    ("skip", EACH_MINUTE, "30 Jun 09:00", "30 Jun 09:10", 30, ["30 Jun 09:10"], "9"),
    ("once", EACH_MINUTE, "30 Jun 09:00", "30 Jun 09:10", 30, ["30 Jun 09:10"], "9"),
    (
        "all",
        EACH_MINUTE,
        "30 Jun 09:00",
        "30 Jun 09:10",
        30,
        [f"30 Jun 09:{minute:02}" for minute in range(1, 11)],
        "0",
    ),
    # Half a year away.
    ("skip", EACH_MINUTE, "01 Jan 00:00", "30 Jun 09:10", 30, ["30 Jun 09:10"], "24 or more"),
    ("once", DAILY, "01 Jan 01:30", "30 Jun 09:10", 0, ["30 Jun 00:30"], "24 or more"),
    # Over the nights when the clocks change.
    ("once", DAILY, "27 Mar 01:30", "28 Mar 01:10", 0, ["28 Mar 01:00"], "0"),
    ("all", DAILY, "27 Mar 01:30", "29 Mar 12:00", 0, ["28 Mar 01:00", "29 Mar 00:30"], "0"),
    ("all", DAILY, "30 Oct 00:30", "01 Nov 12:00", 0, ["31 Oct 00:30", "01 Nov 01:30"], "0"),
    ("once", DAILY, "31 Oct 00:30", "31 Oct 01:30", 10, [], "0"),
    ("skip", EACH_HALF_HOUR, "31 Oct 00:30", "31 Oct 01:30", 10, ["31 Oct 01:30"], "1"),
    (
        "all",
        EACH_HALF_HOUR,
        "28 Mar 00:00",
        "28 Mar 01:30",
        0,
        ["28 Mar 00:30", "28 Mar 01:00", "28 Mar 01:30"],
        "0",
    ),
]


@pytest.mark.parametrize(("misfire", "cron", "last", "now", "s", "fired", "passed"), ABSENCES)
def test_an_absence_is_made_up_for_as_the_policy_says(
    misfire: Misfire, cron: str, last: str, now: str, s: int, fired: list[str], passed: str
) -> None:
    schedule = CronSchedule(cron, LONDON, misfire)
    due = due_between(schedule, ms(last), ms(now) + s * 1000)
    assert (times(list(due.fire_ms)), due.passed) == (fired, passed)


def test_of_many_the_newest_are_fired_and_the_others_counted() -> None:
    schedule = CronSchedule(EACH_MINUTE, LONDON, "all")
    due = due_between(schedule, ms("30 Jun 01:00"), ms("30 Jun 09:00"))
    assert times(list(due.fire_ms)) == [f"30 Jun 08:{minute}" for minute in range(37, 60)] + [
        "30 Jun 09:00"
    ]
    assert (len(due.fire_ms), due.passed) == (MOST_FIRED, "1 or more")
