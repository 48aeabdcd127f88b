"""What runs by the clock: tasks, as the modules in bgtasks/tasks/ declare them.

A task is a plain async function that a test can call; when it runs is written on top of it.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bgtasks.tools import Tools

Function = Callable[[Tools], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Task:
    """A function and when it runs: at once, and then so long after its end."""

    name: str
    function: Function
    every_s: float
    timeout_s: float


class Schedule:
    """The tasks of one module."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []

    def every(
        self, *, minutes: float = 0, seconds: float = 0, timeout_s: float
    ) -> Callable[[Function], Function]:
        """Run the function below by the clock.

        Args:
            timeout_s: when a run is cancelled and counted as failed.

        Raises:
            ValueError: the times make no sense, or a task of this name is there.
            TypeError: the function is not an async one.
        """
        every_s = minutes * 60 + seconds
        if every_s <= 0:
            raise ValueError(f"every {every_s} s: give minutes or seconds above 0")
        if timeout_s <= 0:
            raise ValueError(f"timeout_s is {timeout_s}: give a run more than 0 s")

        def register(function: Function) -> Function:
            name = getattr(function, "__name__", repr(function))
            if not inspect.iscoroutinefunction(function):
                raise TypeError(f"task {name} is not async: write `async def {name}`")
            self.tasks.append(Task(name, function, every_s, timeout_s))
            refuse_doubles(self.tasks)
            return function

        return register


def collect(schedules: Iterable[Schedule]) -> list[Task]:
    """Return the tasks of several modules, in their order.

    Raises:
        ValueError: two have the same name.
    """
    tasks = [task for schedule in schedules for task in schedule.tasks]
    refuse_doubles(tasks)
    return tasks


def refuse_doubles(tasks: list[Task]) -> None:
    """Refuse a name that stands for two tasks: their last success would be one."""
    names = [task.name for task in tasks]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"task {name} is registered twice: rename one of the functions")
