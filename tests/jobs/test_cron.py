"""When schedules are due, on the days of daylight saving too: London and New York in 2027.

London goes forward on 28 March at 01:00 and back on 31 October at 02:00, both at 01:00 UTC; New
York on 14 March at 02:00 (07:00 UTC) and on 7 November at 02:00 (06:00 UTC).
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.cron import ALIASES, between, expression, missed, next_after, zone
from jobs.definition import CronSchedule
from tests.shared.effort import least_ms

LONDON, NEW_YORK, LORD_HOWE = "Europe/London", "America/New_York", "Australia/Lord_Howe"


def ms(said: str) -> int:
    """Return a moment of 2027 in UTC, `28 Mar 01:00`, in ms."""
    return int(datetime.strptime(f"2027 {said} +0000", "%Y %d %b %H:%M %z").timestamp() * 1000)


def times(due: list[int]) -> list[str]:
    """Return moments as they are written here."""
    return [datetime.fromtimestamp(one / 1000, UTC).strftime("%d %b %H:%M") for one in due]


def every(cron: str, time_zone: str) -> CronSchedule:
    """Return a schedule."""
    return CronSchedule(cron, time_zone, "once")


DAYS = [
    # The hour is missing.
    (LONDON, "30 1 * * *", "27 Mar 12:00", "29 Mar 12:00", ["28 Mar 01:00", "29 Mar 00:30"]),
    (LONDON, "30 2 * * *", "27 Mar 12:00", "28 Mar 12:00", ["28 Mar 01:30"]),
    (LONDON, "0 1,2 * * *", "27 Mar 12:00", "28 Mar 12:00", ["28 Mar 01:00"]),
    (
        LONDON,
        "*/30 * * * *",
        "28 Mar 00:00",
        "28 Mar 02:00",
        ["28 Mar 00:30", "28 Mar 01:00", "28 Mar 01:30", "28 Mar 02:00"],
    ),
    (NEW_YORK, "30 2 * * *", "13 Mar 12:00", "15 Mar 12:00", ["14 Mar 07:00", "15 Mar 06:30"]),
    (
        NEW_YORK,
        "*/30 * * * *",
        "14 Mar 06:00",
        "14 Mar 08:00",
        ["14 Mar 06:30", "14 Mar 07:00", "14 Mar 07:30", "14 Mar 08:00"],
    ),
    # The hour comes twice.
    (LONDON, "30 1 * * *", "30 Oct 12:00", "01 Nov 12:00", ["31 Oct 00:30", "01 Nov 01:30"]),
    (LONDON, "30 1 * * *", "31 Oct 01:10", "31 Oct 12:00", []),
    (LONDON, "30 2 * * *", "30 Oct 12:00", "31 Oct 12:00", ["31 Oct 02:30"]),
    (
        LONDON,
        "*/30 * * * *",
        "30 Oct 23:30",
        "31 Oct 02:00",
        ["31 Oct 00:00", "31 Oct 00:30", "31 Oct 01:00", "31 Oct 01:30", "31 Oct 02:00"],
    ),
    (NEW_YORK, "30 1 * * *", "06 Nov 12:00", "08 Nov 12:00", ["07 Nov 05:30", "08 Nov 06:30"]),
    (NEW_YORK, "30 1 * * *", "07 Nov 06:10", "07 Nov 12:00", []),
    (
        NEW_YORK,
        "*/30 * * * *",
        "07 Nov 05:00",
        "07 Nov 07:00",
        ["07 Nov 05:30", "07 Nov 06:00", "07 Nov 06:30", "07 Nov 07:00"],
    ),
    # Any other day.
    (LONDON, "0 9 * * 1-5", "02 Jul 12:00", "06 Jul 12:00", ["05 Jul 08:00", "06 Jul 08:00"]),
    (LONDON, "@daily", "02 Jul 12:00", "03 Jul 12:00", ["02 Jul 23:00"]),
]


@pytest.mark.parametrize(("time_zone", "cron", "since", "until", "due"), DAYS)
def test_days_of_daylight_saving_fire_as_people_expect(
    time_zone: str, cron: str, since: str, until: str, due: list[str]
) -> None:
    assert times(between(every(cron, time_zone), ms(since), ms(until))) == due


CRONS = st.sampled_from(
    ["30 1 * * *", "*/30 * * * *", "0 1,2 * * *", "15 */2 * * *", "*/20 1 * * *", "59 1-3 * * *"]
)
NIGHTS = st.sampled_from(["27 Mar 22:00", "30 Oct 22:00", "13 Mar 22:00", "06 Nov 22:00"])
MINUTES = st.integers(0, 12 * 60)


@settings(max_examples=150, deadline=None)
@given(
    CRONS,
    st.sampled_from([LONDON, NEW_YORK, LORD_HOWE]),
    NIGHTS,
    st.lists(MINUTES, min_size=2, max_size=6),
)
def test_however_often_one_looks_the_due_times_are_the_same(
    cron: str, time_zone: str, night: str, looks: list[int]
) -> None:
    one = every(cron, time_zone)
    moments = [ms(night) + 60_000 * minute for minute in sorted(looks)]
    found: list[int] = []
    for since, until in pairwise(moments):
        found += between(one, since, until)
    assert found == between(one, moments[0], moments[-1])


@pytest.mark.parametrize(
    ("cron", "since", "most", "first", "count"),
    [
        ("* * * * *", "01 Jan 00:00", 25, "30 Jun 11:36", 25),
        ("0 9 * * *", "01 Jan 00:00", 25, "06 Jun 08:00", 25),
        ("0 9 1 * *", "01 Jan 00:00", 25, "01 Jan 09:00", 6),
        ("* * 1 1 *", "01 Jan 00:00", 25, "01 Jan 23:35", 25),
        ("0 9 * * *", "30 Jun 10:00", 25, "", 0),
    ],
)
def test_the_newest_missed_times_are_found_however_long_the_absence_was(
    cron: str, since: str, most: int, first: str, count: int
) -> None:
    found = times(missed(every(cron, LONDON), ms(since), ms("30 Jun 12:00"), most))
    assert (found[:1], len(found)) == ([first] if first else [], count)


def test_ten_years_of_absence_are_looked_through_in_no_time() -> None:
    since_ms, now_ms = 0, ms("30 Jun 12:00")
    assert least_ms(lambda: missed(every("* * * * *", LONDON), since_ms, now_ms, 25)) < 50
    assert least_ms(lambda: missed(every("0 0 29 2 *", LONDON), since_ms, now_ms, 25)) < 200


@pytest.mark.parametrize("alias", sorted(ALIASES))
def test_aliases_are_written_out(alias: str) -> None:
    assert expression(f" {alias.upper()} ") == ALIASES[alias]


@pytest.mark.parametrize(
    "cron",
    [
        "",
        "@reboot",
        "* * *",
        "* * * * * *",
        "61 * * * *",
        "0 0 31 2 *",
        "0 0 31 4,6 *",
        "a b c d e",
    ],
)
def test_what_is_no_schedule_is_refused_with_an_example(cron: str) -> None:
    with pytest.raises(ValueError, match="0 9 \\* \\* 1-5"):
        expression(cron)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "a\0"]
)
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="Europe/London"):
        zone(name)


def test_the_next_time_is_later_than_now() -> None:
    nine = every("0 9 * * *", "UTC")
    assert next_after(nine, ms("30 Jun 09:00")) == ms("01 Jul 09:00")
    assert next_after(nine, ms("30 Jun 09:00") - 1) == ms("30 Jun 09:00")
