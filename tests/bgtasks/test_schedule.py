"""Registration: what is wrong is said where it stands, with the cure."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest

import bgtasks.tasks
from bgtasks.schedule import Schedule, collect
from bgtasks.tasks import SCHEDULES
from bgtasks.tools import Tools
from shared.settings import BgtasksSettings


async def sweep(tools: Tools) -> None:
    """Do nothing."""


def not_async(tools: Tools) -> None:
    """Do nothing, and block."""


def test_a_task_stays_a_plain_function() -> None:
    assert Schedule().every(minutes=1, timeout_s=5)(sweep) is sweep


def test_minutes_and_seconds_add_up(settings: BgtasksSettings) -> None:
    schedule = Schedule()
    schedule.every(minutes=1, seconds=30, timeout_s=5)(sweep)
    [task] = collect([schedule], settings)
    assert (task.name, task.every_s, task.timeout_s) == ("sweep", 90, 5)


@pytest.mark.parametrize(
    ("changes", "intervals"),
    [
        ({}, []),
        ({"gerrit_url": "https://gerrit.example"}, [600]),
        ({"gerrit_url": "https://gerrit.example", "gerrit_every_s": 30}, [30]),
        ({"gerrit_every_s": 30}, []),
    ],
)
def test_the_settings_say_whether_a_task_runs_and_how_often(
    settings: BgtasksSettings, changes: dict[str, Any], intervals: list[float]
) -> None:
    schedule = Schedule()
    schedule.every(
        seconds=lambda settings: settings.gerrit_every_s,
        when=lambda settings: settings.gerrit_url,
        timeout_s=5,
    )(sweep)
    tasks = collect([schedule], settings.model_copy(update=changes))
    assert [task.every_s for task in tasks] == intervals


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"timeout_s": 5}, "every 0 s: give minutes or seconds above 0"),
        ({"minutes": -1, "timeout_s": 5}, "every -60 s: give minutes or seconds above 0"),
        ({"seconds": 1, "timeout_s": 0}, "timeout_s is 0: give a run more than 0 s"),
        ({"seconds": 1, "timeout_s": -2}, "timeout_s is -2: give a run more than 0 s"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_with_the_cure(
    arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Schedule().every(**arguments)


def test_a_function_that_would_block_the_loop_is_refused_with_the_cure() -> None:
    with pytest.raises(TypeError, match="write `async def not_async`"):
        Schedule().every(minutes=1, timeout_s=5)(not_async)  # type: ignore[arg-type]


def test_a_task_registered_twice_is_refused_with_the_cure() -> None:
    schedule = Schedule()
    schedule.every(minutes=1, timeout_s=5)(sweep)
    with pytest.raises(ValueError, match="sweep is registered twice: rename one"):
        schedule.every(minutes=2, timeout_s=5)(sweep)


def test_two_modules_cannot_have_tasks_of_one_name(settings: BgtasksSettings) -> None:
    one, other = Schedule(), Schedule()
    one.every(minutes=1, timeout_s=5)(sweep)
    other.every(minutes=1, timeout_s=5)(sweep)
    with pytest.raises(ValueError, match="sweep is registered twice: rename one"):
        collect([one, other], settings)


def test_every_module_of_tasks_is_in_the_list() -> None:
    missing = [
        f"add {module.name}.schedule to SCHEDULES in bgtasks/tasks/__init__.py"
        for module in pkgutil.iter_modules(bgtasks.tasks.__path__)
        if importlib.import_module(f"bgtasks.tasks.{module.name}").schedule not in SCHEDULES
    ]
    assert missing == []


def test_the_tasks_are_the_ones_that_operators_know(settings: BgtasksSettings) -> None:
    assert [(task.name, task.every_s) for task in collect(SCHEDULES, settings)] == [
        ("trim_streams", 60),
        ("trim_dead_letters", 600),
        ("forget_consumers", 600),
        ("fire_cron", 1),
        ("fire_one_offs", 1),
        ("end_unanswered_questions", 3),
        ("measure_streams", 30),
        ("measure_memory", 30),
        ("refresh_channel_names", 600),
    ]


@pytest.mark.parametrize(
    ("changes", "task"),
    [
        ({"gerrit_url": "https://a.example"}, ("announce_merged_changes", 600)),
        ({"live_status_url": "https://a.example"}, ("announce_live_show", 60)),
        ({"mastodon_url": "https://a.example"}, ("announce_statuses", 300)),
    ],
)
def test_a_watcher_runs_if_its_address_is_set(
    settings: BgtasksSettings, changes: dict[str, Any], task: tuple[str, float]
) -> None:
    tasks = collect(SCHEDULES, settings.model_copy(update=changes))
    assert (tasks[-1].name, tasks[-1].every_s) == task
