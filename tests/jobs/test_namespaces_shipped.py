"""The namespaces that Burrow ships, as they are read: what people type is what they mean."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from jobs import load
from jobs.catalogue import Catalogue
from shared.errors import BadArguments
from tests.jobs.scripts import JOBS
from tests.processes import ROOT


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """What is shipped."""
    return load(JOBS)


def test_all_are_read_without_an_error_or_a_warning(catalogue: Catalogue) -> None:
    assert sorted(catalogue.namespaces) == ["example", "github", "ops", "rota", "techsupport"]
    assert (dict(catalogue.broken), catalogue.warnings) == ({}, ())


def test_every_job_is_run_by_a_command_and_none_by_the_clock(catalogue: Catalogue) -> None:
    jobs = [job for one in catalogue.namespaces.values() for job in one.jobs.values()]
    assert {job.type for job in jobs} == {command.job.type for command in catalogue.commands}
    assert [job.type for job in jobs if job.schedule] == []


def test_every_script_is_there(catalogue: Catalogue) -> None:
    jobs = [job for one in catalogue.namespaces.values() for job in one.jobs.values()]
    scripts = [job.folder / job.run_args_template.split()[1] for job in jobs]
    assert [path for path in scripts if not path.exists()] == []


def test_what_may_hold_a_secret_is_given_to_github_alone(catalogue: Catalogue) -> None:
    jobs = [job for one in catalogue.namespaces.values() for job in one.jobs.values()]
    assert {job.namespace for job in jobs if job.env} == {"github"}
    restricted = [one.name for one in catalogue.namespaces.values() if one.restricted]
    assert restricted == ["github", "ops", "techsupport"]


SAID = [
    ("example hello to Zoë & co", "example_hello_to", ["python", "hello.py", "Zoë & co"]),
    ("example slow", "example_slow", ["python", "slow.py", "20"]),
    ("example slow 7", "example_slow", ["python", "slow.py", "7"]),
    ("example later now", "example_quiet", ["python", "hello.py"]),
    ("ops disk full", "ops_disk_full", ["python", "disk.py", "--full", "90"]),
    ("ops disk", "ops_disk", ["python", "disk.py"]),
    ("github workflows golang/go", "github_workflows", ["python", "workflows.py", "golang/go"]),
    (
        "github workflows failed golang/go",
        "github_workflows_failed",
        ["python", "workflows.py", "--failed", "golang/go"],
    ),
    ("rota show", "rota_show", ["python", "rota.py", "show", "all"]),
    ("rota week support", "rota_week", ["python", "rota.py", "week", "support"]),
    (
        "techsupport ooo on from 2026-12-24 to 2027-01-03",
        "techsupport_ooo_on",
        ["python", "ooo.py", "on", "2026-12-24", "2027-01-03"],
    ),
]


@pytest.mark.parametrize(("said", "job", "argv"), SAID)
def test_command_runs(catalogue: Catalogue, said: str, job: str, argv: list[str]) -> None:
    # As the matcher does: of those that fit, the one with the longest literal beginning.
    fitting = [one for one in catalogue.commands if one.pattern.match(said) is not None]
    command = max(fitting, key=lambda one: len(one.pattern.trigger))
    values = command.job.values(command.pattern.match(said) or {})
    assert (command.job.type, command.job.argv(values)) == (job, argv)


@pytest.mark.parametrize(
    ("job", "given"),
    [
        ("example_slow", {"count": "0"}),
        ("example_slow", {"count": "100"}),
        ("example_slow", {"count": "many"}),
        ("ops_top", {"count": "-1"}),
        ("github_workflows", {"repository": "golang"}),
        ("github_workflows", {"repository": "../../etc"}),
        ("rota_show", {"rota": "--help"}),
        ("techsupport_ooo_on", {"start_date": "tomorrow", "end_date": "2026-12-24"}),
    ],
)
def test_value_that_does_not_fit_is_refused_before_it_runs(
    catalogue: Catalogue, job: str, given: dict[str, str]
) -> None:
    found = catalogue.job(job)
    assert found is not None
    with pytest.raises(BadArguments):
        found.values(given)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_example_in_the_documentation_is_right(page: str, tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    [example] = [block for block in blocks if "[[slack]]" in block]
    (tmp_path / "site").mkdir()
    (tmp_path / "site/jobs.toml").write_text(example)
    (tmp_path / "site/deploy.sh").touch(0o755)
    (tmp_path / "site/links.py").touch()
    read = load(tmp_path)
    assert (dict(read.broken), read.warnings, len(read.commands)) == ({}, (), 1)


def test_script_in_the_documentation_prints_blocks(tmp_path: Path) -> None:
    pages = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    [script] = [block for block in pages if "from jobs import" in block]
    done = subprocess.run(
        [sys.executable, "-c", script, "/"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "/nothing-here" in done.stdout
