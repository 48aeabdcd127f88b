"""Namespaces whose commands stand in the way of other triggers: each is disabled alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import jobs
from consumer.asking import collisions
from consumer.handlers import load
from consumer.handlers.coin import router as coin
from consumer.router import Router
from tests.consumer.demo_jobs import DEMO, SEC, write
from tests.consumer.test_registry import function
from tests.processes import ROOT

COMMAND = """
[jobs.x]
run_args_template = "echo {hole}"
[[slack]]
command = "{words}"
help = "does it"
action = "schedule_job"
job_type = "x"
"""


def namespace(words: str, hole: str = "") -> str:
    """Return a namespace with one command."""
    return COMMAND.replace("{words}", words).replace("{hole}", hole)


@pytest.fixture
def others() -> list[Router]:
    """What the bot can do besides."""
    go = Router(topic="go")
    go.command("find <what>", help="finds", aliases=("look up",))(function("find"))
    go.command("books", help="lists")(function("books"))
    go.prefix("issue ", help="links")(function("issue"))
    go.prefix("play now:", help="runs")(function("play_now"))
    go.contains("rubber duck")(function("duck"))
    return [go, coin]


COLLIDING = [
    ("flip", namespace("a coin"), "'flip a coin' collides with the command 'flip a coin' of coin"),
    ("find", namespace("me"), "'find' collides with the command 'find &lt;what&gt;'"),
    ("look", namespace("up me"), "'look up me' collides with the command 'find"),
    ("Look", namespace("UP"), "'Look UP' collides with the command 'find"),
    ("books", namespace("list"), "'books' collides with the command 'books'"),
    ("issue", namespace("list"), "'issue' collides with the prefix 'issue'"),
    ("play", namespace("[hole]", "{hole}"), "'play [hole]' collides with the prefix 'play now:'"),
    ("rubber", namespace("duck"), "'rubber duck' collides with the contains 'rubber duck'"),
    ("go", namespace("list"), "'go' is also a topic of help: rename one"),
]
BESIDE = [
    ("flip", namespace("a table")),
    ("flip", namespace("[hole]", "{hole}")),
    ("finder", namespace("me")),
    ("play", namespace("later")),
    ("rubber", namespace("[hole]", "{hole}")),
    ("issues", namespace("list")),
]


@pytest.mark.parametrize(("name", "text", "reason"), COLLIDING)
def test_colliding_namespace_is_disabled_with_the_reason_and_the_rest_works(
    others: list[Router], tmp_path: Path, name: str, text: str, reason: str
) -> None:
    catalogue = jobs.load(write(tmp_path, demo=DEMO, **{name: text}))
    handlers = [one for router in others for one in router.handlers]
    beside = collisions.beside(handlers, catalogue)
    assert list(beside.namespaces) == ["demo"]
    [error] = beside.broken[name]
    assert str(error).startswith(f"{tmp_path / name / 'jobs.toml'}: ")
    assert reason.replace("&lt;", "<").replace("&gt;", ">") in str(error)


@pytest.mark.parametrize(("name", "text"), BESIDE)
def test_namespace_that_only_resembles_other_triggers_works(
    others: list[Router], tmp_path: Path, name: str, text: str
) -> None:
    catalogue = jobs.load(write(tmp_path, **{name: text}))
    handlers = [one for router in others for one in router.handlers]
    assert collisions.beside(handlers, catalogue).broken == {}


@pytest.mark.parametrize(
    "name", ["help", "status", "logs", "show", "runs", "cancel", "remove", "jobs", "define"]
)
def test_built_in_words_cannot_be_hidden(tmp_path: Path, name: str) -> None:
    text = namespace("job id [hole]", "{hole}")
    registry = load(jobs.load(write(tmp_path, **{name: text})))
    assert list(registry.jobs.broken) == [name]


def test_own_help_command_of_a_namespace_wins(tmp_path: Path) -> None:
    registry = load(jobs.load(write(tmp_path, one=namespace("help"))))
    helps = [one for one in registry.handlers if one.trigger == "one help"]
    assert [one.help for one in helps] == ["does it"]


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m consumer check`."""
    return subprocess.run(
        [sys.executable, "-m", "consumer", "check"],
        cwd=ROOT,
        env={"JOBS_DIR": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_names_what_is_broken(tmp_path: Path) -> None:
    found = check(write(tmp_path, sec=SEC, define=namespace("it")))
    assert found.returncode == 1
    assert found.stderr.strip() == (
        f"{tmp_path}/define/jobs.toml: slack: 'define' collides with the command "
        "'define <term>' of define.define: choose other words"
    )
    assert " handlers: " in found.stdout
