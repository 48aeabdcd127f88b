"""Between which times a job is held back, from what people type."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consumer.asking.suppression_times import window
from shared.errors import BadArguments


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NOW_MS = ms("2026-11-21T10:00")

WINDOWS = [
    ("09:00", "11:00", "2026-11-21T09:00", "2026-11-21T11:00"),
    ("0900", "1100", "2026-11-21T09:00", "2026-11-21T11:00"),
    ("today 22:00", "tomorrow 06:00", "2026-11-21T22:00", "2026-11-22T06:00"),
    ("Tomorrow 09:00", "11:00", "2026-11-22T09:00", "2026-11-22T11:00"),
    ("2026-12-31 23:00", "2027-01-01 01:00", "2026-12-31T23:00", "2027-01-01T01:00"),
    ("2026-12-31 2300", "23:30", "2026-12-31T23:00", "2026-12-31T23:30"),
    ("00:00", "10:01", "2026-11-21T00:00", "2026-11-21T10:01"),
]
REFUSED = [
    ("9:00", "10:00", "`9:00` is no time: write HH:MM"),
    ("09:00", "noon", "`noon` is no time: write HH:MM"),
    ("24:00", "25:00", "`24:00` is no time"),
    ("09:60", "10:00", "`09:60` is no time"),
    ("٠٩:00", "10:00", "is no time"),
    ("2026-02-30 09:00", "10:00", "`2026-02-30 09:00` is no time"),
    ("yesterday 09:00", "10:00", "`yesterday 09:00` is no time"),
    ("11:20", "11:20", "`11:20` is not after `11:20`; both are HH:MM"),
    ("12:00", "11:00", "`11:00` is not after `12:00`"),
    ("tomorrow 09:00", "today 11:00", "`today 11:00` is not after `tomorrow 09:00`"),
    ("08:00", "10:00", "`10:00` is over: it is 10:00 UTC"),
]


@pytest.mark.parametrize(("start", "end", "begins", "ends"), WINDOWS)
def test_times_are_of_today_in_utc_or_of_the_day_before_them(
    start: str, end: str, begins: str, ends: str
) -> None:
    assert window(start, end, NOW_MS) == (ms(begins), ms(ends))


@pytest.mark.parametrize(("start", "end", "reason"), REFUSED)
def test_what_is_no_window_is_refused_with_the_format(start: str, end: str, reason: str) -> None:
    with pytest.raises(BadArguments) as caught:
        window(start, end, NOW_MS)
    assert reason in str(caught.value)
