"""The shipped namespace rota: whose turn it is on which day, and what a wrong file is told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from dev.slack.blocks import check_blocks
from jobs.rota import rota_file
from jobs.rota.rota import main
from jobs.rota.rota_file import Rota
from jobs.rota.shown import next_shown, today_shown, turn_shown, week_of
from jobs.rota.turns import member_on, number_of, turns
from shared.errors import ContentError
from tests.jobs.scripts import Said, run

COVER = '[[rotas.x.cover]]\nfirst = "{}"\nlast = "{}"\nby = "Dora"\n'
SWAP = '[[rotas.x.swap]]\none = "{}"\nother = "{}"\n'
PEOPLE = {"Ann": "U0ANN0001"}
HEAD = '[rotas.x]\nmembers = ["Ann", "Ben"]\nstart = "2026-01-07"\n'
WEEKLY, DAILY = HEAD + 'turn = "week"\n', HEAD + 'turn = "day"\n'


def rota(path: Path, more: str) -> Rota:
    """Return a rota of three, from its file."""
    path.write_text(f'[rotas.x]\nmembers = ["Ann", "Ben", "Cy <3"]\nstart = "2026-01-07"\n{more}')
    return rota_file.load(path).rotas["x"]


@pytest.mark.parametrize(
    ("turn", "day", "member"),
    [
        ("week", "2026-01-06", ""),  # before the start, in the first turn's week
        ("week", "2026-01-07", "Ann"),
        ("week", "2026-01-11", "Ann"),  # a Sunday
        ("week", "2026-01-12", "Ben"),
        ("week", "2026-12-28", "Ann"),  # 2026 has 53 weeks
        ("week", "2027-01-03", "Ann"),
        ("week", "2027-01-04", "Ben"),
        ("day", "2026-01-06", ""),
        ("day", "2026-01-07", "Ann"),
        ("day", "2026-01-09", "Cy <3"),
        ("day", "2026-01-10", ""),
        ("day", "2026-01-12", "Ann"),  # the weekend took nobody's turn
        ("day", "2026-01-19", "Cy <3"),
        ('day"\nweekends = true #', "2026-01-10", "Ann"),
        ('day"\nweekends = true #', "2026-01-12", "Cy <3"),
    ],
)
def test_turns_follow_one_another(tmp_path: Path, turn: str, day: str, member: str) -> None:
    known = rota(tmp_path / "rota.toml", f'turn = "{turn}"\n')
    assert member_on(known, date.fromisoformat(day)) == member


def test_nobody_has_more_turns_than_another() -> None:
    known = rota_file.load().rotas["standup"]
    first = date.fromisoformat(known.start)
    days = [first + timedelta(days=n) for n in range(3 * 7 * 100)]
    numbers = [number_of(known, day) for day in days if day.isoweekday() <= 5]
    assert numbers == list(range(3 * 5 * 100))


@pytest.mark.parametrize(
    ("more", "members"),
    [
        ("", "Ann Ben Cy Ann"),
        (COVER.format("2026-01-12", "2026-01-18"), "Ann Dora Cy Ann"),
        (SWAP.format("2026-01-13", "2026-01-25"), "Ann Cy Ben Ann"),
        (
            SWAP.format("2026-01-12", "2026-01-19") + SWAP.format("2026-01-19", "2026-01-26"),
            "Ann Cy Ann Ben",
        ),
    ],
)
def test_cover_and_swap_change_the_order(tmp_path: Path, more: str, members: str) -> None:
    known = rota(tmp_path / "rota.toml", f'turn = "week"\n{more}')
    first = date(2026, 1, 7)
    found = [member_on(known, first + timedelta(weeks=n)) for n in range(4)]
    assert " ".join(name.split()[0] for name in found) == members


def test_cover_of_some_days_parts_a_week(tmp_path: Path) -> None:
    cover = COVER.format("2026-01-14", "2026-01-20")
    known = rota(tmp_path / "rota.toml", f'turn = "week"\n{cover}')
    found = turns(known, date(2026, 1, 12), date(2026, 1, 25))
    today = date(2026, 1, 15)
    assert [turn_shown(turn, today) for turn in found] == [
        "2026-W03 · Mon 12 Jan to Tue 13 Jan · Ben",
        "*2026-W03 · Wed 14 Jan to Sun 18 Jan · Dora*",
        "2026-W04 · Mon 19 Jan to Tue 20 Jan · Dora",
        "2026-W04 · Wed 21 Jan to Sun 25 Jan · Cy &lt;3",
    ]


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53"), ("2024-12-30", "2025-W01")],
)
def test_week_around_new_year_has_the_year_of_its_thursday(day: str, week: str) -> None:
    assert week_of(date.fromisoformat(day)) == week


@pytest.mark.parametrize(
    ("turn", "day", "now", "then"),
    [
        ("week", "2026-01-01", "It begins on Wed 7 Jan.", "Ann, from Wed 7 Jan."),
        ("week", "2026-01-07", "<@U0ANN0001> is on duty (week 2026-W02).", "Ben, from Mon 12 Jan."),
        ("day", "2026-01-08", "Ben is on duty (Thu 8 Jan).", "Cy &lt;3, from Fri 9 Jan."),
        ("day", "2026-01-10", "Nobody is on duty today (Sat 10 Jan).", "Ann, from Mon 12 Jan."),
    ],
)  # fmt: skip
def test_only_whoever_is_on_duty_is_mentioned(
    tmp_path: Path, turn: str, day: str, now: str, then: str
) -> None:
    known, today = rota(tmp_path / "rota.toml", f'turn = "{turn}"'), date.fromisoformat(day)
    assert today_shown(PEOPLE, known, today) == now
    assert next_shown(known, today) == f"Next: {then}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('time_zone = "Mars"\n' + WEEKLY, "time_zone: write a time zone's name"),
        (WEEKLY.replace('"2026-01-07"', "2026-01-07"), "rotas.x.start: is no text: put quotes"),
        (WEEKLY.replace("2026-01-07", "7/1/26"), "rotas.x.start: is no date: write it as"),
        (WEEKLY.replace('["Ann", "Ben"]', "[]"), "rotas.x.members: "),
        (WEEKLY.replace('"week"', '"month"'), "rotas.x.turn: "),
        (HEAD, "rotas.x.turn: is missing: add it"),
        (WEEKLY + "weekend = true", "rotas.x.weekend: is not known here: the keys are title"),
        ('[people]\nAnn = "alice"\n' + WEEKLY, "people.Ann: "),
        (WEEKLY + SWAP.format("2026-01-08", "2026-01-01"), "choose a later day"),
        (DAILY + SWAP.format("2026-01-08", "2026-01-10"), "is at a weekend"),
        (WEEKLY + COVER.format("2026-01-09", "2026-01-08"), "exchange them"),
        ("", "rotas: is missing: add it"),
    ],
)  # fmt: skip
def test_wrong_file_is_refused_with_file_key_and_cure(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "rota.toml"
    path.write_text(text)
    with pytest.raises(ContentError) as refused:
        rota_file.load(path)
    assert str(path) in str(refused.value)
    assert complaint in str(refused.value)


def test_rota_as_a_job_shows_all_one_or_none(capsys: pytest.CaptureFixture[str]) -> None:
    everything = run("techsupport", "../rota/rota.py", "show", "all")
    assert check_blocks(everything.blocks) == everything.blocks
    assert {line for line in everything.lines if line.startswith("*")} == {
        "*Tech support*", "*Stand-up*",
    }  # fmt: skip
    assert main(["week", "support"]) == 0
    assert len(Said(0, *capsys.readouterr()).lines) == 8
    unknown = run("rota", "rota.py", "show", "nope")
    assert (unknown.status, unknown.stdout) == (1, "")
    assert "there is no rota 'nope': choose standup, support" in unknown.stderr
