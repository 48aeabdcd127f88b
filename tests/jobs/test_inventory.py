"""The 52 commands in use at a bennettbot: they load, and each matches as it did there.

| different here, on purpose        | there                            | here                      |
|-----------------------------------|----------------------------------|---------------------------|
| case                              | `Test hello` is no command       | it is `test hello`        |
| dots in a command                 | fit any sign                     | are dots                  |
| a hole beside a literal           | `[` sorts before letters: a hole | the literal wins          |
|                                   | wins                             |                           |
| values of showlogs and standup    | go to the script                 | choices are refused early |
| a value that begins with a dash   | goes to the program              | refused                   |
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import jobs
from jobs.catalogue import Catalogue
from shared.errors import BadArguments
from tests.jobs.matched import matched
from tests.jobs.written import write

INVENTORY = Path(__file__).with_name("inventory")
CATALOGUE = jobs.load(INVENTORY)
RECONCILE = "op ncso reconcile concession [concession_id] against vmpp [vmpp_id]"
BOARD = "report board [org] [project_number] [statuses]"
DELETE = "op measures delete_preview [measure_id]"
AWAY = "techsupport ooo on from [start_date] to [end_date]"


def logs(kind: str) -> dict[str, str]:
    """Return what `showlogs` takes."""
    return {"logtype": kind, "logdir": "x/1"}


WITHOUT_VALUES = """
codespaces: | dependabot: rota report | fdaaa: deploy | funding: report | inbox: rota report
op: cache clear, deploy, deploy cancel, deploy now, deploy suppress cancel, ncso import
op: ncso report, ncso send alerts, restart | outputchecking: rota report
report: teamrap, teamrex | security: check, report, report-all, usage | standup: weekly
techsupport: ooo off, ooo status, rota report | test: bad job, hello, read poem
test-remote: hello | workflows: key, show, show-failed, usage
"""
PLAIN = [
    f"{part.split(':')[0].strip()} {command.strip()}"
    for line in WITHOUT_VALUES.strip().splitlines()
    for part in line.split("|")
    for command in part.split(":")[1].split(",")
    if command.strip()
]
WITH_VALUES = [
    ("test hello bob", "test hello [name]", {"name": "bob"}),
    ("test hello Bob Smith", "test hello [name]", {"name": "Bob Smith"}),
    ("standup daily Monday", "standup daily [day_of_week]", {"day_of_week": "Monday"}),
    (
        "techsupport ooo on from 2026-08-01 to 2026-08-07",
        AWAY,
        {"start_date": "2026-08-01", "end_date": "2026-08-07"},
    ),
    (
        "op deploy suppress from 09:00 to 11:30",
        "op deploy suppress from [start_at] to [end_at]",
        {"start_at": "09:00", "end_at": "11:30"},
    ),
    (
        "op ncso reconcile concession 1 against vmpp 2",
        RECONCILE,
        {"concession_id": "1", "vmpp_id": "2"},
    ),
    (
        "op ncso reconcile concession 1 against vmpp 2 against vmpp 3",
        RECONCILE,
        {"concession_id": "1", "vmpp_id": "2 against vmpp 3"},
    ),
    ("op measures import lpz", "op measures import [measure_id]", {"measure_id": "lpz"}),
    ("op measures recalculate x", "op measures recalculate [measure_id]", {"measure_id": "x"}),
    (
        "op measures preview https://example.org/x.json",
        "op measures preview [github_measure_url]",
        {"github_measure_url": "https://example.org/x.json"},
    ),
    ("op measures delete_preview x", DELETE, {"measure_id": "x"}),
    (
        "report board osc 14 In Progress,Done",
        BOARD,
        {"org": "osc", "project_number": "14", "statuses": "In Progress,Done"},
    ),
    (
        "report board my org 14 Done",
        BOARD,
        {"org": "my", "project_number": "org", "statuses": "14 Done"},
    ),
    ("workflows show all", "workflows show [target]", {"target": "all"}),
    ("workflows show a/b c/d", "workflows show [target]", {"target": "a/b c/d"}),
    ("workflows show-failed osc", "workflows show-failed [target]", {"target": "osc"}),
    ("workflows show-group checks", "workflows show-group [group]", {"group": "checks"}),
    ("security report rap", "security report [target]", {"target": "rap"}),
    ("security check rap", "security check [target]", {"target": "rap"}),
    ("security report-all rap", "security report-all [target]", {"target": "rap"}),
    ("showlogs tail error x/1", "showlogs tail [logtype] [logdir]", logs("error")),
    ("showlogs head output x/1", "showlogs head [logtype] [logdir]", logs("output")),
    ("showlogs all error x/1", "showlogs all [logtype] [logdir]", logs("error")),
    ("codespaces at risk 7", "codespaces at risk [threshold_in_days]", {"threshold_in_days": "7"}),
]  # fmt: skip


def found(catalogue: Catalogue, text: str) -> tuple[str, dict[str, str]] | None:
    """Return the command that a text is, and its values."""
    hit = matched(catalogue, text)
    return (hit[0].text, hit[1]) if hit else None


def test_whole_configuration_loads_and_only_its_scripts_are_missed() -> None:
    kinds = {warning.partition(".py is not there")[1] for warning in CATALOGUE.warnings}
    assert (CATALOGUE.broken, kinds) == ({}, {".py is not there"})


def test_numbers_are_those_of_the_inventory() -> None:
    every = [job for one in CATALOGUE.namespaces.values() for job in one.jobs.values()]
    assert (len(CATALOGUE.namespaces), len(every), len(CATALOGUE.commands)) == (15, 48, 52)
    assert Counter(one.action for one in CATALOGUE.commands) == {
        "schedule_job": 49,
        "cancel_job": 1,
        "schedule_suppression": 1,
        "cancel_suppression": 1,
    }
    assert Counter(job.report_format for job in every) == {"blocks": 23, "text": 22, "code": 3}
    assert Counter(len(one.pattern.names) for one in CATALOGUE.commands) == {
        0: 32,
        1: 13,
        2: 6,
        3: 1,
    }
    assert sorted(one.delay_s for one in CATALOGUE.commands if one.delay_s) == [1, 60]


def test_flags_are_those_of_the_inventory() -> None:
    every = [job for one in CATALOGUE.namespaces.values() for job in one.jobs.values()]
    flags = [
        sum(job.report_stdout for job in every),
        sum(not job.report_success for job in every),
        sum(not job.call_tech_support_on_error for job in every),
        sum(job.suppress_empty for job in every),
    ]
    assert flags == [42, 2, 11, 2]


def test_table_below_has_every_command() -> None:
    assert {*PLAIN, *(command for _, command, _ in WITH_VALUES)} == {
        one.text for one in CATALOGUE.commands
    }


@pytest.mark.parametrize("text", PLAIN)
def test_command_without_values_is_itself_and_nothing_behind(text: str) -> None:
    assert found(CATALOGUE, f" {text}. ") == (text, {})


@pytest.mark.parametrize(("text", "command", "values"), WITH_VALUES)
def test_command_takes_its_values_as_it_did(
    text: str, command: str, values: dict[str, str]
) -> None:
    assert found(CATALOGUE, text) == (command, values)


@pytest.mark.parametrize(
    "text",
    [
        "report board osc 14",
        "codespaces at risk",
        "op deploy later",
        "op ncso reconcile concession 1",
        "standup daily",
        "showlogs tail error",
        "test read poems",
        "hey test hello",
        "op",
        "",
    ],
)
def test_what_was_no_command_is_none(text: str) -> None:
    assert found(CATALOGUE, text) is None


def test_case_does_not_matter_here(tmp_path: Path) -> None:
    assert found(CATALOGUE, "Test HELLO Bob") == ("test hello [name]", {"name": "Bob"})


QUIRKS = """
[jobs.it]
run_args_template = "true"
[jobs.to]
run_args_template = "echo {n}"
[[slack]]
command = "go v1.2"
help = "x"
action = "schedule_job"
job_type = "it"
[[slack]]
command = "dep [n]"
help = "x"
action = "schedule_job"
job_type = "to"
[[slack]]
command = "dep now"
help = "x"
action = "schedule_job"
job_type = "it"
[[slack]]
command = "go (x) [n]"
help = "x"
action = "schedule_job"
job_type = "to"
"""


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("demo go v1.2", ("demo go v1.2", {})),
        ("demo go v1x2", None),  # there a dot fits any sign
        ("demo go (x) a", ("demo go (x) [n]", {"n": "a"})),  # there a group, and n is `x`
        ("demo dep now", ("demo dep now", {})),  # there `[` sorts first, and n is `now`
        ("demo dep later", ("demo dep [n]", {"n": "later"})),
    ],
)
def test_quirks_of_its_expressions_are_gone(
    tmp_path: Path, text: str, hit: tuple[str, dict[str, str]] | None
) -> None:
    write(tmp_path, QUIRKS)
    assert found(jobs.load(tmp_path), text) == hit


@pytest.mark.parametrize(
    "text",
    ["showlogs tail errors x", "standup daily Sunday", "codespaces at risk soon", "test hello -h"],
)
def test_values_that_cannot_be_right_are_refused_before_a_run(text: str) -> None:
    hit = matched(CATALOGUE, text)
    assert hit
    with pytest.raises(BadArguments):
        hit[0].job.values(hit[1])
