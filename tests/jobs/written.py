"""Namespaces written for a test, and what is found wrong with them."""

from __future__ import annotations

from pathlib import Path

from jobs import namespaces
from jobs.definition import Job, Namespace

SAY = """
[jobs.say]
run_args_template = "echo {w}"
[[slack]]
command = "say [w]"
help = "say something"
action = "schedule_job"
job_type = "say"
"""


def write(folder: Path, text: str, name: str = "demo") -> Path:
    """Write a namespace's file, and return its folder."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "jobs.toml").write_text(text, encoding="utf-8")
    return folder / name


def read(folder: Path, text: str, name: str = "demo") -> Namespace:
    """Return a namespace that has to be in order."""
    found, errors = namespaces.examine(write(folder, text, name))
    assert errors == []
    assert found
    return found


def faults(folder: Path, text: str, name: str = "demo") -> list[tuple[str, str]]:
    """Return key and cure of all that is wrong."""
    found, errors = namespaces.examine(write(folder, text, name))
    assert (found is None) == bool(errors)
    return [(error.key, error.cure) for error in errors]


def job(folder: Path, template: str, more: str = "") -> Job:
    """Return a job with this template."""
    text = f"[jobs.it]\nrun_args_template = '''{template}'''\n{more}"
    return read(folder, text).jobs["it"]
