"""What runs by the clock: tasks, as the modules in bgtasks/tasks/ declare them.

A task is a plain async function that a test can call; when it runs is written on top of it.

| written above a task                 | it runs                                  |
|--------------------------------------|------------------------------------------|
| `minutes=10`, `seconds=30`           | at once, and then so long after each end |
| `seconds=lambda s: s.gerrit_every_s` | the same, as the settings say            |
| `when=lambda s: s.gerrit_url`        | only if that is set                      |
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bgtasks.tools import Tools
from shared.settings import BgtasksSettings

Function = Callable[[Tools], Awaitable[None]]
Seconds = Callable[[BgtasksSettings], float]
Switch = Callable[[BgtasksSettings], object]


@dataclass(frozen=True, slots=True)
class Task:
    """A function and when it runs: at once, and then so long after its end."""

    name: str
    function: Function
    every_s: float
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A task before the settings are known.

    Args:
        switch: off if what it returns is empty.
    """

    name: str
    function: Function
    seconds: Seconds
    timeout_s: float
    switch: Switch

    def task(self, settings: BgtasksSettings) -> Task | None:
        """Return what is to run, or None if the settings leave it out."""
        if not self.switch(settings):
            return None
        return Task(self.name, self.function, self.seconds(settings), self.timeout_s)


class Schedule:
    """The tasks of one module."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []

    def every(
        self,
        *,
        minutes: float = 0,
        seconds: float | Seconds = 0,
        timeout_s: float,
        when: Switch = lambda settings: True,
    ) -> Callable[[Function], Function]:
        """Run the function below by the clock.

        Args:
            seconds: a number, or where to find it in the settings.
            timeout_s: when a run is cancelled and counted as failed.
            when: what has to be set in the settings; without it the task does not run.

        Raises:
            ValueError: the times make no sense, or a task of this name is there.
            TypeError: the function is not an async one.
        """
        every = seconds if callable(seconds) else always(minutes * 60 + seconds)
        if timeout_s <= 0:
            raise ValueError(f"timeout_s is {timeout_s}: give a run more than 0 s")

        def register(function: Function) -> Function:
            name = getattr(function, "__name__", repr(function))
            if not inspect.iscoroutinefunction(function):
                raise TypeError(f"task {name} is not async: write `async def {name}`")
            self.plans.append(Plan(name, function, every, timeout_s, when))
            refuse_doubles(self.plans)
            return function

        return register


def always(every_s: float) -> Seconds:
    """Return an interval that no setting changes."""
    if every_s <= 0:
        raise ValueError(f"every {every_s} s: give minutes or seconds above 0")
    return lambda settings: every_s


def collect(schedules: Iterable[Schedule], settings: BgtasksSettings) -> list[Task]:
    """Return the tasks of several modules that are to run, in their order.

    Raises:
        ValueError: two have the same name.
    """
    plans = [plan for schedule in schedules for plan in schedule.plans]
    refuse_doubles(plans)
    return [task for plan in plans if (task := plan.task(settings))]


def refuse_doubles(plans: list[Plan]) -> None:
    """Refuse a name that stands for two tasks: their last success would be one."""
    names = [plan.name for plan in plans]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"task {name} is registered twice: rename one of the functions")
