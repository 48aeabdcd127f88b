"""`python -m jobs check`: what an author runs before a pull request."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jobs.__main__ import main
from tests.jobs.written import SAY, write
from tests.processes import ROOT

CLOCKED = """
[jobs.it]
run_args_template = "true"
suppress_empty = true
schedule.cron = "@daily"
"""


def test_our_own_jobs_are_in_order() -> None:
    words = [sys.executable, "-m", "jobs", "check"]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "warning" not in ended.stdout


def test_good_folder_is_counted_with_its_warnings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, SAY, "good")
    write(tmp_path, CLOCKED, "daily")
    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr() == (
        "warning: daily: jobs.it: suppress_empty does nothing without report_stdout\n"
        "2 namespaces, 2 jobs, 1 command, 1 schedule\n",
        "",
    )


def test_every_error_is_named_and_the_rest_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, SAY, "good")
    bad = write(tmp_path, "[jobs.it]\nrun = 1", "bad") / "jobs.toml"
    assert main(["check", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == "1 namespace, 1 job, 1 command, 0 schedules\n"
    assert [line.partition(": the keys")[0] for line in err.splitlines()] == [
        f"{bad}: jobs.it.run: is not known here",
        f"{bad}: jobs.it.run_args_template: is missing: add it",
        "2 errors in 1 namespace",
    ]


def test_folder_that_is_not_there_is_no_good_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none'}: is no folder\n"
