"""Times as people say them, on the days when the clocks change too."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from consumer.later.spoken_times import Said, due_of, is_time, parted
from shared.errors import BadArguments

LONDON, NEW_YORK, EAST = "Europe/London", "America/New_York", "Pacific/Kiritimati"


def ms(said: str) -> int:
    """Return a moment in UTC, `2027-03-27 12:00`, in ms."""
    return int(datetime.fromisoformat(f"{said}+00:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("word", "text", "when", "command"),
    [
        ("in", "2h run demo hi", "2h", "demo hi"),
        ("in", "2h demo hi", "2h", "demo hi"),
        ("in", "2 hours,\n  RUN: demo  hi ", "2 hours", "demo  hi"),
        ("in", "1h30m running man", "1h30m", "running man"),
        ("in", "1 h, 30 min and 5 s help", "1 h, 30 min and 5 s", "help"),
        ("in", "a day help", "a day", "help"),
        ("in", "\u0663h help", "", ""),
        ("at", "09:00 run demo hi", "09:00", "demo hi"),
        ("at", "9:30 pm help", "9:30 pm", "help"),
        ("at", "Tomorrow at 09:00, help", "Tomorrow at 09:00", "help"),
        ("at", "2026-12-24 18:00 run demo", "2026-12-24 18:00", "demo"),
        ("at", "09:00:30 help", "", ""),
        ("at", "09:00am-ish help", "", ""),
    ],
)
def test_the_time_is_parted_from_the_command(word: str, text: str, when: str, command: str) -> None:
    try:
        assert parted(word, text) == Said(when, command)
    except BadArguments:
        assert when == ""


@pytest.mark.parametrize(
    ("zone", "now", "word", "when", "due"),
    [
        # In so much time: whatever the clocks do meanwhile.
        (LONDON, "2027-03-27 12:00", "in", "1 day", "2027-03-28 12:00"),
        (LONDON, "2027-10-31 00:30", "in", "2h", "2027-10-31 02:30"),
        (LONDON, "2026-11-21 12:00", "in", "52 weeks", "2027-11-20 12:00"),
        # At a time: by the clock on the wall.
        (LONDON, "2027-03-27 12:00", "at", "tomorrow 12:00", "2027-03-28 11:00"),
        (LONDON, "2027-10-30 11:00", "at", "tomorrow 12:00", "2027-10-31 12:00"),
        (LONDON, "2027-10-30 12:00", "at", "tomorrow 01:30", "2027-10-31 00:30"),
        # 01:10 for the second time: 01:30 was already meant an hour ago.
        (LONDON, "2027-10-31 01:10", "at", "01:30", "2027-11-01 01:30"),
        (NEW_YORK, "2027-03-13 20:00", "at", "tomorrow 3am", "2027-03-14 07:00"),
        (NEW_YORK, "2027-07-01 12:00", "at", "09:00", "2027-07-01 13:00"),
        (NEW_YORK, "2027-07-01 13:00", "at", "09:00", "2027-07-02 13:00"),
        (NEW_YORK, "2027-07-01 02:00", "at", "today 11pm", "2027-07-01 03:00"),
        (EAST, "2027-07-01 12:00", "at", "12am", "2027-07-02 10:00"),
        (EAST, "2027-07-01 12:00", "at", "12pm", "2027-07-01 22:00"),
        # 1 July 2027 is a Thursday.
        (LONDON, "2027-07-01 12:00", "at", "thursday 14:00", "2027-07-01 13:00"),
        (LONDON, "2027-07-01 12:00", "at", "thursday 12:00", "2027-07-08 11:00"),
        (LONDON, "2027-07-01 12:00", "at", "Monday 09:00", "2027-07-05 08:00"),
        (LONDON, "2027-07-01 12:00", "at", "2027-7-4 09:00", "2027-07-04 08:00"),
    ],
)
def test_times_are_those_on_the_wall(zone: str, now: str, word: str, when: str, due: str) -> None:
    due_ms = due_of(word, when, ms(now), ZoneInfo(zone))
    assert datetime.fromtimestamp(due_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M") == due


@pytest.mark.parametrize(
    ("word", "when", "reason"),
    [
        ("in", "0s", "past"),
        ("in", "366 days", "365 days ahead"),
        ("in", "999999 weeks", "365 days ahead"),
        ("at", "2027-03-28 01:30", "There is no 01:30 on 2027-03-28: the clocks go forward"),
        ("at", "today 09:00", "past"),
        ("at", "2026-03-01 09:00", "past"),
        ("at", "2029-03-01 09:00", "365 days ahead"),
        ("at", "9999-12-31 23:59", "365 days ahead"),
        ("at", "0001-01-01 00:00", "past"),
        ("at", "0000-01-01 00:00", "There is no 0000-01-01"),
        ("at", "2027-02-29 09:00", "There is no 2027-02-29"),
        ("at", "24:00", "There is no 24:00"),
        ("at", "09:60", "There is no 09:60"),
        ("at", "0am", "There is no 0am"),
        ("at", "9", "am or pm"),
    ],
)
def test_what_cannot_be_is_refused(word: str, when: str, reason: str) -> None:
    with pytest.raises(BadArguments, match=reason):
        due_of(word, when, ms("2027-03-27 12:00"), ZoneInfo(LONDON))


def test_the_ends_of_the_calendar_are_refused_everywhere() -> None:
    for when, zone in (("0001-01-01 00:00", "Asia/Tokyo"), ("9999-12-31 23:59", NEW_YORK)):
        with pytest.raises(BadArguments, match="There is no"):
            due_of("at", when, ms("2027-03-27 12:00"), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("word", "text", "begins"),
    [
        ("in", "2h x", True),
        ("in", "an hour x", True),
        ("in", "another world", False),
        ("in", "my opinion", False),
        ("at", "9am x", True),
        ("at", "Friday 09:00 x", True),
        ("at", "least", False),
        ("at", "mondays", False),
    ],
)
def test_what_may_begin_a_time_is_told_from_talk(word: str, text: str, begins: bool) -> None:
    assert is_time(word, text) == begins
