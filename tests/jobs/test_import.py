"""`python -m jobs import`: a bennettbot's configuration becomes ours, without being run."""

from __future__ import annotations

from pathlib import Path

import pytest

import jobs
from jobs.__main__ import main
from jobs.rewriting import without_quoted_holes

SMALL = '''
"""Configured jobs."""
import os

raw_config: dict = {
    "demo": {
        "description": "try things " "out",
        "restricted": True,
        "default_channel": "#ops",
        "jobs": {
            "say": {"run_args_template": "echo '{w}'", "report_stdout": True},
            "dep": {"run_args_template": "deploy.sh", "report_success": False,
                    "report_format": "text"},
        },
        "slack": [
            {"command": "say [w]", "help": "say it", "action": "schedule_job", "job_type": "say"},
            {"command": "dep", "help": "deploy", "action": "schedule_job", "job_type": "dep",
             "delay_seconds": 60},
            {"command": "dep cancel", "help": "no", "action": "cancel_job", "job_type": "dep"},
        ],
    },
    "bare": {"jobs": {}, "slack": []},
}
open("/nowhere/executed")
'''  # fmt: skip

SMALL_TOML = """\
# Imported from a bennettbot; `python -m jobs check` reads it.

description = "try things out"
restricted = true
default_channel = "#ops"

[jobs.say]
run_args_template = "echo '{w}'"
report_stdout = true

[jobs.dep]
run_args_template = "deploy.sh"
report_success = false

[[slack]]
command = "say [w]"
help = "say it"
action = "schedule_job"
job_type = "say"

[[slack]]
command = "dep"
help = "deploy"
action = "schedule_job"
job_type = "dep"
delay_seconds = 60

[[slack]]
command = "dep cancel"
help = "no"
action = "cancel_job"
job_type = "dep"
"""

HARD = r"""
raw_config = {
    "shells": {
        "jobs": {
            "count": {"run_args_template": "cat 'poem {n}' \"{n}\" {n} | wc -l"},
            "ticks": {"run_args_template": "echo `cat {n}`"},
            "braces": {"run_args_template": "echo ${{HOME}} '{n}'x"},
            "exit": {"run_args_template": "exit 3"},
            "plain": {"run_args_template": "awk '{{print $1}}' {n}", "report_stdout": False},
        },
        "slack": [
            {"command": "t [n]", "help": "x", "action": "schedule_job", "job_type": "ticks"},
            {"command": "b [n]", "help": "x", "action": "schedule_job", "job_type": "braces"},
        ],
    },
    "notes": {
        "colour": "red",
        "jobs": {"it": {"run_args_template": "true"}},
        "slack": [
            {"command": "count", "help": ("count", "it"), "action": "schedule_job",
             "job_type": "it", "delay_seconds": "5"},
            {"command": "long", "help": "LONG", "action": "cancel_job", "job_type": "it",
             "delay_seconds": -1},
        ],
    },
    "old": {"jobs": {"it": {"run_args_template": "true", "python_file": "x.py"}}, "slack": []},
    "under_score": {"jobs": {}, "slack": []},
    "status": {"jobs": {}, "slack": []},
    "flat": "jobs",
    "wrong": {"jobs": {"it": {"run_args_template": "ls | sh -c 'echo {n}'"}}, "slack": [
        {"command": "it [n]", "help": "x", "action": "schedule_job", "job_type": "it"},
        {"command": "go", "help": "x", "action": "schedule_job", "job_type": "that"},
    ]},
    "odd": {"jobs": {"it": {"run_args_template": "true"}}, "slack": [
        {"command": "it", "help": "x", "action": "go", "job_type": "it"},
    ]},
    "computed": {
        "jobs": {"it": {"run_args_template": CODE}, **MORE},
        "slack": [{"command": "it", "help": "y" * 3, "job_type": "it"}],
    },
    os.environ["NAME"]: {"jobs": {}},
    **COMMON,
}
""".replace("LONG", "y" * 120)


def imported(
    folder: Path, text: str, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[int, str, str]:
    """Import a configuration; return the exit code and what was said."""
    file = folder / "job_configs.py"
    file.write_text(text, encoding="utf-8")
    code = main(["import", str(file), "--to", str(folder / "jobs"), *more])
    return code, *capsys.readouterr()


def test_good_configuration_changes_its_notation_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = imported(tmp_path, SMALL, capsys)
    assert (code, err) == (0, "")
    assert (tmp_path / "jobs/demo/jobs.toml").read_text() == SMALL_TOML
    assert "changed" not in out
    found = jobs.load(tmp_path / "jobs")
    assert (list(found.namespaces), found.broken) == (["bare", "demo"], {})


def test_nothing_is_overwritten_unless_forced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(tmp_path, SMALL, capsys)
    path = tmp_path / "jobs/demo/jobs.toml"
    path.write_text("mine")
    code, out, _ = imported(tmp_path, SMALL, capsys)
    assert (code, path.read_text()) == (1, "mine")
    assert f"{path} is there already, and was left as it is: say --force" in out
    assert imported(tmp_path, SMALL, capsys, "--force")[0] == 0
    assert path.read_text() == SMALL_TOML


def test_template_that_needs_a_shell_gets_one_and_its_values_out_of_quotes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = imported(tmp_path, HARD, capsys)
    shells = jobs.load(tmp_path / "jobs").namespaces["shells"]
    assert {name: (job.shell, job.run_args_template) for name, job in shells.jobs.items()} == {
        "count": (True, "cat 'poem '\"$BURROW_ARG_N\"'' \"$BURROW_ARG_N\" {n} | wc -l"),
        "ticks": (True, 'echo `cat "$BURROW_ARG_N"`'),
        "braces": (True, "echo ${{HOME}} ''\"$BURROW_ARG_N\"''x"),
        "exit": (True, "exit 3"),
        "plain": (False, "awk '{{print $1}}' {n}"),
    }
    assert "changed  jobs.count: needs a shell, and has shell = true" in out
    assert "changed  jobs.count: {n} stood in quotes" in out


@pytest.mark.parametrize(
    "line",
    [
        "changed  colour is not known, and left out",
        "changed  slack.0: help is now 'count it'",
        "changed  slack.0: delay_seconds '5' is now 5",
        f"changed  slack.1: help is now '{'y' * 99}…'",
        "changed  slack.1: delay_seconds -1 is now 0",
        "YOU      jobs.it: python_file is not known here: write a command line",
        "YOU      'under_score' has a _, which parts namespace and job: rename the folder to",
        "YOU      'status' is what the bot itself answers to",
        "YOU      is no dict",
        "YOU      jobs.it.run_args_template: N stands where sh reads code: hand it over behind",
        "YOU      slack.1.job_type: 'that' is no job here: the jobs are it",
        "YOU      slack.0.action: is not known here: write 'schedule_job', 'cancel_job'",
    ],
)
def test_what_changed_and_what_needs_a_person_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    code, out, _ = imported(tmp_path, HARD, capsys)
    assert code == 1
    assert line in out


def test_what_would_have_to_be_run_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, err = imported(tmp_path, HARD, capsys)
    file = tmp_path / "job_configs.py"
    cure = "and nothing is run here: write out what it gives"
    [first] = [n for n, line in enumerate(HARD.splitlines(), 1) if "CODE" in line]
    assert err.splitlines() == [
        f"{file}: computed.jobs.it.run_args_template (line {first}): is computed by CODE, {cure}",
        f"{file}: computed.jobs (line {first}): is computed by MORE, {cure}",
        f"{file}: computed.slack.0.help (line {first + 1}): is computed by 'y' * 3, {cure}",
        f"{file}: line {first + 3}: is computed by os.environ['NAME'], {cure}",
        f"{file}: line {first + 4}: is computed by COMMON, {cure}",
    ]
    assert not (tmp_path / "jobs/computed").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "cannot be read: No such file or directory"),
        ("x = (", "is not Python: "),
        ("x = {}", "raw_config: is not there: write raw_config = {…} at the top level"),
        ("raw_config = load()", "raw_config: is not written out: write the dict itself"),
        ("raw_config = {" * 500, "is not Python: "),
    ],
)
def test_file_without_a_configuration_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, says: str
) -> None:
    file = tmp_path / "job_configs.py"
    if text is not None:
        file.write_text(text)
    assert main(["import", str(file), "--to", str(tmp_path / "jobs")]) == 1
    assert capsys.readouterr().err.startswith(f"{file}: {says}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("echo {n} | cat", "echo {n} | cat"),
        ("echo '{{' | cat {n}", "echo '{{' | cat {n}"),
        ('echo "a {n}b" | cat', 'echo "a ${{BURROW_ARG_N}}b" | cat'),
        ("echo 'a {n} b' | cat", "echo 'a '\"$BURROW_ARG_N\"' b' | cat"),
        ('echo "a\\{n}" | cat', 'echo "a\\\\$BURROW_ARG_N" | cat'),
        ("echo $(cat '{n}')", "echo $(cat ''\"$BURROW_ARG_N\"'')"),
        ('echo "$(cat {n})"', 'echo "$(cat "$BURROW_ARG_N")"'),
        ("awk '{print $1}' \"{n}\" | cat", "awk '{{print $1}}' \"$BURROW_ARG_N\" | cat"),
    ],
)
def test_hole_is_moved_out_of_quotes(before: str, after: str) -> None:
    assert without_quoted_holes(before)[0] == after
