"""What comes out of a jobs.toml, defaults included, and that its reference tells the truth."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

import jobs
from jobs.tables import (
    CommandTable,
    GitHubTable,
    JobTable,
    NamespaceTable,
    ParamTable,
    ScheduleTable,
)
from tests.jobs.written import read

WHOLE = """
description = "try things out"
restricted = true
default_channel = "#ops"
fabfile = "https://example.org/fab.py"
fabfile_sha256 = "AA{}"
[github]
repository = "bobsmith/site"
branch = "main"
[jobs.deploy]
run_args_template = "fab deploy:{{n}}"
timeout_s = 60
env = ["HTTPS_PROXY"]
[jobs.deploy.params.n]
type = "int"
default = 1
[jobs.deploy.schedule]
cron = "@daily"
[[slack]]
command = "  deploy   [n] "
help = "deploy it"
action = "schedule_job"
job_type = "deploy"
delay_seconds = 60
[[slack]]
command = "deploy from [n] now"
help = "deploy it now"
action = "schedule_job"
job_type = "deploy"
""".format("bb" * 31)


def test_everything_that_a_file_says_comes_out(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    deploy = found.jobs["deploy"]
    assert (found.description, found.restricted, found.default_channel) == (
        "try things out",
        True,
        "ops",
    )
    assert found.github
    assert asdict(found.github) == {"repository": "bobsmith/site", "branch": "main"}
    assert found.fabfile_sha256 == "aa" + "bb" * 31
    assert deploy.schedule
    assert asdict(deploy.schedule) == {"cron": "0 0 * * *", "time_zone": "UTC", "misfire": "once"}
    assert (deploy.type, deploy.fabfile, deploy.folder) == (
        "demo_deploy",
        "https://example.org/fab.py",
        tmp_path / "demo",
    )
    assert [(one.text, one.usage, one.delay_s) for one in found.commands] == [
        ("demo deploy [n]", "demo deploy [n]", 60),
        ("demo deploy from [n] now", "demo deploy from <n> now", 0),
    ]


def test_defaults_are_those_of_the_issue(tmp_path: Path) -> None:
    found = read(tmp_path, "[jobs.it]\nrun_args_template = 'true'")
    job = asdict(found.jobs["it"])
    assert {key: value for key, value in job.items() if key in JobTable.model_fields} == {
        "run_args_template": "true",
        "report_stdout": False,
        "report_success": True,
        "report_format": "text",
        "call_tech_support_on_error": True,
        "suppress_empty": False,
        "timeout_s": 3600.0,
        "kill_after_s": 10.0,
        "max_age_s": None,
        "concurrency": 1,
        "retries": 0,
        "memory_mb": 1024,
        "open_files": 256,
        "shell": False,
        "env": (),
        "stream_output": False,
        "params": {},
        "schedule": None,
    }
    assert (found.default_channel, found.restricted, found.github) == ("tech", False, None)


@pytest.mark.parametrize(
    "table", [NamespaceTable, JobTable, ParamTable, CommandTable, GitHubTable, ScheduleTable]
)
def test_reference_names_every_key(table: type[NamespaceTable]) -> None:
    reference = jobs.__doc__ or ""
    nested = {"jobs", "slack", "params"}
    missing = [key for key in table.model_fields if not re.search(rf"\b{key}\b", reference)]
    assert set(missing) - nested == set()


def test_reference_says_the_defaults() -> None:
    rows = re.findall(r"^\| (\w+) +\| (\S+) +\|", jobs.__doc__ or "", re.MULTILINE)
    told = dict(rows)
    fields = JobTable.model_fields
    plain = [key for key, field in fields.items() if isinstance(field.default, bool | int | float)]
    assert {key: told[key].strip('"') for key in plain} == {
        key: f"{fields[key].default:g}" if not isinstance(fields[key].default, bool)
        else str(fields[key].default).lower()
        for key in plain
    }  # fmt: skip
