"""What a job's process is given: what its definition names, and no secret of ours."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from consumer.runs import environment, logs
from shared.callbacks import read_token
from shared.run_record import Run, read_run
from shared.settings import RunSettings
from tests.runs.test_outcome import job_with

RUN: Run = read_run(
    7, {b"job": b"demo_hi", b"user_id": b"U1", b"channel": b"C1", b"started_ms": b"1700000000000"}
)
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "REDIS_URL", "HOOKS_SECRET")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RunSettings:
    for name in (*SECRETS, "GITHUB_TOKEN"):
        monkeypatch.setenv(name, f"secret of {name}")
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    return RunSettings()


def test_a_job_sees_no_variable_that_its_definition_does_not_name(
    tmp_path: Path, settings: RunSettings
) -> None:
    job = job_with(tmp_path, env='["GITHUB_TOKEN", "NOT_SET"]')
    found = environment.environment(job, RUN, {}, settings)
    assert found["GITHUB_TOKEN"] == "secret of GITHUB_TOKEN"
    assert not {*SECRETS, "NOT_SET"} & found.keys()
    assert [one for one in found.values() if one.startswith("secret of")] == [
        "secret of GITHUB_TOKEN"
    ]


def test_a_job_knows_its_run_and_finds_our_python_and_packages(
    tmp_path: Path, settings: RunSettings
) -> None:
    found = environment.environment(job_with(tmp_path), RUN, {}, settings)
    told = {name: value for name, value in found.items() if name.startswith("BURROW_")}
    assert told == {
        "BURROW_RUN": "7",
        "BURROW_JOB": "demo_hi",
        "BURROW_USER": "U1",
        "BURROW_CHANNEL": "C1",
    }
    assert found["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
    assert (Path(found["PYTHONPATH"]) / "consumer").is_dir()
    assert found["STATE_DIR"] == str(tmp_path / "state")


def test_absolute_bin_comes_first_in_the_path(
    tmp_path: Path, settings: RunSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ABSOLUTE_BIN", "/opt/tools")
    found = environment.environment(job_with(tmp_path), RUN, {}, RunSettings())
    assert found["PATH"].startswith("/opt/tools:")


def test_a_job_can_report_back_if_there_is_an_address_and_a_secret(
    tmp_path: Path, settings: RunSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://burrow.example.com/")
    found = environment.environment(job_with(tmp_path), RUN, {}, RunSettings())
    url, _, token = found["BURROW_CALLBACK_URL"].partition("?token=")
    report = read_token("secret of HOOKS_SECRET", token, 1_700_000_001)
    assert (url, report.run_id) == ("https://burrow.example.com/hooks/run", 7)


def test_no_two_runs_share_a_folder_of_log_files(settings: RunSettings) -> None:
    other = read_run(8, {b"job": b"demo_hi", b"started_ms": b"1700000000999"})
    assert logs.name_of(RUN) == "demo_hi/20231114-221320-7"
    assert logs.name_of(other) == "demo_hi/20231114-221320-8"


def test_people_are_shown_the_folder_as_the_host_has_it(
    settings: RunSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert logs.shown_folder(settings, RUN) == f"{tmp_path}/state/logs/{logs.name_of(RUN)}"
    monkeypatch.setenv("HOST_LOGS_DIR", "/srv/logs/")
    assert logs.shown_folder(RunSettings(), RUN) == f"/srv/logs/{logs.name_of(RUN)}"


def test_what_is_not_on_this_host_is_none(settings: RunSettings) -> None:
    assert logs.content(settings, RUN, "stdout") is None
    folder = logs.folder(settings, RUN)
    folder.mkdir(parents=True)
    (folder / "stdout").write_bytes(b"hi")
    assert logs.content(settings, RUN, "stdout") == b"hi"
