"""The shipped namespaces example, ops and techsupport, as child processes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dev.slack.blocks import check_blocks
from jobs.ops import disk, top
from jobs.ops.procfs import Process, bytes_shown, duration_shown, process_in
from jobs.ops.uptime import load, memory
from jobs.techsupport import ooo
from tests.jobs.scripts import run

GIB = 1024**3
TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("words", "status", "stdout", "stderr"),
    [
        (("hello.py",), 0, "Hello!\n", ""),
        (("hello.py", "Zoë & co"), 0, "Hello, Zoë & co!\n", ""),
        (("slow.py", "0"), 0, "", ""),
        (("fail.py",), 1, "Looking for the good news ... done.\n", "cure: nothing to mend"),
    ],
)
def test_example_says(words: tuple[str, ...], status: int, stdout: str, stderr: str) -> None:
    said = run("example", *words)
    assert (said.status, said.stdout) == (status, stdout)
    assert stderr in said.stderr


def test_ops_shows_figures_of_this_host(capsys: pytest.CaptureFixture[str]) -> None:
    disk.main([])
    disks = capsys.readouterr().out.splitlines()
    assert disks[0].split() == ["full", "free", "of", "mounted", "on"]
    assert any(line.endswith(" /") for line in disks)
    disk.main(["--full", "101"])
    assert capsys.readouterr().out == ""
    shown = run("ops", "uptime.py").blocks
    assert check_blocks(shown) == shown
    names = [one["text"].splitlines()[0] for one in shown[1]["fields"]]
    assert names[:3] == ["*Up*", "*Load*", "*Memory*"]


def test_top_shows_the_busiest_processes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(top, "SAMPLE_S", 0.05)
    top.main(["3"])
    table = capsys.readouterr().out.splitlines()
    assert table[0].split() == ["pid", "CPU", "memory", "name"]
    assert len(table) == 5
    assert table[-1].startswith("and ")


def test_file_system_that_is_mounted_twice_is_shown_once(tmp_path: Path) -> None:
    odd = tmp_path / "a b"
    odd.mkdir()
    text = f"/dev/a {str(odd).replace(' ', chr(92) + '040')} ext4 rw 0 0\n"
    unreal = "proc /proc proc rw 0 0\n/dev/a /gone ext4 rw 0 0\n"
    assert [one.path for one in disk.mounts(unreal + text)] == [str(odd)]
    twice = text + f"/dev/a {tmp_path} ext4 rw 0 0\n"
    assert [one.path for one in disk.mounts(twice)] == [str(tmp_path)]


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1.0 KiB"), (1536, "1.5 KiB"), (20 * GIB, "20 GiB")],
)
def test_size_is_readable(count: int, shown: str) -> None:
    assert bytes_shown(count) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(59, "0 min"), (3_599, "59 min"), (7_260, "2 h 1 min"), (90_000, "1 d 1 h")],
)
def test_duration_is_readable(seconds: float, shown: str) -> None:
    assert duration_shown(seconds) == shown


def test_process_may_have_any_name() -> None:
    numbers = " ".join(str(n) for n in range(4, 53))
    process = process_in(f"17 (a) b (c)) S {numbers}", page_bytes=4096)
    assert process == Process(17, "a) b (c)", ticks=14 + 15, resident=24 * 4096)


def test_process_that_took_over_an_id_has_used_nothing_before() -> None:
    before = {1: Process(1, "old", 900, 0), 2: Process(2, "b", 100, 0)}
    after = {1: Process(1, "new", 5, 0), 2: Process(2, "b", 150, 0), 3: Process(3, "c", 100, 0)}
    found = [(one.name, percent) for percent, one in top.busiest(before, after, lasted_s=1.0)]
    assert [name for name, _ in found] == ["c", "b", "new"]
    assert found[2][1] == 0


def test_load_and_memory_say_what_would_be_too_much() -> None:
    assert load("0.5 1.0 2.0 1/80 999\n", 4) == "0.5, 1.0, 2.0 in the last 1, 5, 15 min, on 4 CPUs"
    figures = {"MemTotal": 8 * GIB, "MemAvailable": 6 * GIB, "SwapTotal": 0, "SwapFree": 0}
    assert memory(figures) == [("Memory", "2.0 GiB of 8.0 GiB in use (25 %)")]


OOO = [
    # on from … to …, the answer, what is said on the day after
    ("2026-05-20", "2026-05-21", "tech-support is out of office from", "out of office until"),
    ("2026-05-22", "2026-05-22", "tech-support will be out of office from", "there; out of office"),
    ("2026-05-01", "2026-05-20", "tech-support is out of office from", "tech-support is there."),
]


@pytest.mark.parametrize(("first", "last", "answer", "next_day"), OOO)
def test_absence_is_noted_for_all_its_days(
    tmp_path: Path, first: str, last: str, answer: str, next_day: str
) -> None:
    path = tmp_path / "state" / "ooo.json"
    said = ooo.switch_on(path, ooo.day_in(first), ooo.day_in(last), TODAY)
    assert said == f"{answer} {first} to {last}."
    assert json.loads(path.read_text()) == {"start": first, "end": last}
    assert [one.name for one in path.parent.iterdir()] == ["ooo.json"]
    assert next_day in ooo.status(path, TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        ("2026-05-22", "2026-05-21", "2026-05-21 is before 2026-05-22: exchange them"),
        ("2026-05-01", "2026-05-19", "2026-05-19 is past, today is 2026-05-20"),
        ("2026-02-30", "2026-05-21", "2026-02-30 is no date: write it as 2026-12-24"),
        ("20260520", "2026-05-21", "20260520 is no date"),
    ],
)
def test_absence_that_cannot_be_is_refused(
    tmp_path: Path, first: str, last: str, reason: str
) -> None:
    path = tmp_path / "ooo.json"
    with pytest.raises(ooo.Refused, match=reason):
        ooo.switch_on(path, ooo.day_in(first), ooo.day_in(last), TODAY)
    assert not path.exists()


@pytest.mark.parametrize(
    ("noted", "answer"),
    [
        ('{"start": "2026-05-19", "end": "2026-05-20"}', "tech-support is back."),
        ('{"start": "2026-05-21", "end": "2026-05-22"}', "to 2026-05-22 is cancelled."),
        ('{"start": "2026-05-18", "end": "2026-05-19"}', "tech-support was not out of office."),
        ("{", "tech-support was not out of office."),
        (None, "tech-support was not out of office."),
    ],
)
def test_end_of_an_absence_says_what_it_ends(
    tmp_path: Path, noted: str | None, answer: str
) -> None:
    path = tmp_path / "ooo.json"
    if noted is not None:
        path.write_text(noted)
    assert ooo.switch_off(path, TODAY).endswith(answer)
    assert not path.exists()


def test_out_of_office_as_a_job_writes_into_the_state_folder(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    state = {"STATE_DIR": str(tmp_path)}
    last = str(today + timedelta(days=3))
    assert run("techsupport", "ooo.py", "on", str(today), last, **state).status == 0
    noted = json.loads((tmp_path / "techsupport_ooo.json").read_text())
    assert noted == {"start": str(today), "end": last}
    status = run("techsupport", "ooo.py", "status", **state)
    assert status.stdout == f"tech-support is out of office until {last}.\n"
    (tmp_path / "techsupport_ooo.json").write_text("[]")
    broken = run("techsupport", "ooo.py", "status", **state)
    assert (broken.status, broken.stdout) == (1, "")
    assert "say `techsupport ooo off`, then switch it on again" in broken.stderr
    assert run("techsupport", "ooo.py", "off").stderr.startswith("error: STATE_DIR is no absolute")
