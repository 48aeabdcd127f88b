"""What a namespace defines, checked and ready to use; __init__.py explains each key.

Namespace ─┬─ jobs: Job ─┬─ params: Param
           │             └─ schedule: CronSchedule
           ├─ commands: Command ── pattern: Pattern
           └─ github: GitHub
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jobs import interpreters, shell, template
from jobs.params import Param
from jobs.patterns import HOLE, Pattern
from shared.errors import BadArguments
from shared.text import shown

Action = Literal["schedule_job", "cancel_job", "schedule_suppression", "cancel_suppression"]
Format = Literal["text", "blocks", "code", "file"]
Misfire = Literal["skip", "once", "all"]

# Linux takes 131,071 bytes in one argument, and for all of them and the variables 2 MiB.
ARGUMENT_BYTES = 131_071
ARGUMENTS_BYTES = 1_000_000
SHELL = ("/bin/sh", "-c")


@dataclass(frozen=True, slots=True)
class CronSchedule:
    """A job's own clock.

    Args:
        cron: five fields, as somebody wrote them, aliases written out.
        misfire: of the due times that passed while nobody looked none is made up for, one, or all.
    """

    cron: str
    time_zone: str
    misfire: Misfire


@dataclass(frozen=True, slots=True)
class GitHub:
    """Which merged pull requests schedule the job `deploy`; an empty branch is any."""

    repository: str
    branch: str


@dataclass(frozen=True, slots=True)
class Job:
    """What can run."""

    namespace: str
    name: str
    restricted: bool
    folder: Path
    fabfile: str
    fabfile_sha256: str
    default_channel: str
    run_args_template: str
    report_stdout: bool
    report_success: bool
    report_format: Format
    call_tech_support_on_error: bool
    suppress_empty: bool
    timeout_s: float
    kill_after_s: float
    max_age_s: float | None
    concurrency: int
    retries: int
    memory_mb: int
    open_files: int
    shell: bool
    env: tuple[str, ...]
    stream_output: bool
    params: Mapping[str, Param]
    schedule: CronSchedule | None

    @property
    def type(self) -> str:
        """The name by which queue, logs and messages know it."""
        return f"{self.namespace}_{self.name}"

    def values(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the values of all parameters, defaults included; values of values are the same.

        Raises:
            BadArguments: one is missing, unknown or does not fit; the message is for who gave it.
        """
        if strange := given.keys() - self.params.keys():
            raise BadArguments(f"{shown(min(strange))} is not a parameter of {self.type}")
        values = {name: self._value(name, given) for name in self.params}
        for wrong in self._barred(values).values():
            raise BadArguments(wrong)
        self.argv(values)
        return values

    def problems(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return what is wrong, all of it, by the parameter in which it is best mended."""
        values: dict[str, str] = {}
        found: dict[str, str] = {}
        for name in self.params:
            try:
                values[name] = self._value(name, given)
            except BadArguments as error:
                found[name] = str(error).removesuffix(f" (for {name})")
        if found:
            return found
        return self._barred(values) or self._too_long(values)

    def _value(self, name: str, given: Mapping[str, str]) -> str:
        param = self.params[name]
        if name in given:
            return param.value_of(given[name])
        if param.default is None:
            raise BadArguments(f"The {name} is missing")
        return param.default

    def _too_long(self, values: Mapping[str, str]) -> dict[str, str]:
        try:
            self.argv(values)
        except BadArguments as error:
            return {max(values, key=lambda name: len(values[name].encode())): str(error)}
        return {}

    def argv(self, values: Mapping[str, str]) -> list[str]:
        """Return the program to start and its arguments.

        Raises:
            BadArguments: no process takes as much.
        """
        if self.shell:
            argv = [*SHELL, template.filled_line(self.run_args_template, values)]
        else:
            words = template.words(self.run_args_template)
            argv = [template.filled(word, values) for word in words]
        sizes = [len(one.encode()) for one in argv]
        if max(sizes) > ARGUMENT_BYTES or sum(sizes) > ARGUMENTS_BYTES:
            raise BadArguments("That is more than a program takes: say it shorter")
        return argv

    def variables(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the variables that hold the values while the job runs."""
        return {self.params[name].variable: value for name, value in values.items()}

    def commands(self) -> list[list[template.Word]]:
        """Return the simple commands of the template."""
        if self.shell:
            return shell.read(self.run_args_template).commands
        return [list(template.words(self.run_args_template))]

    def _barred(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what is wrong with values in which fab would see the end of an argument."""
        by_variable = {param.name.upper(): name for name, param in self.params.items()}
        wrong: dict[str, str] = {}
        for command in self.commands():
            for hole, signs in interpreters.barred(command).items():
                name = by_variable[hole.upper()]
                if found := next((sign for sign in signs if sign in values[name]), None):
                    wrong.setdefault(
                        name,
                        f"{shown(values[name])} has {shown(found)} in it, which would begin "
                        "another argument of the task: leave it out",
                    )
        return wrong


@dataclass(frozen=True, slots=True)
class Command:
    """What people type, and what it does with its job."""

    namespace: str
    text: str
    help: str
    action: Action
    job: Job
    delay_s: int
    pattern: Pattern

    @property
    def usage(self) -> str:
        """The command as it is shown: `<name>` has to be there, `[name]` may be left out."""
        needed = self.pattern.names[: self.pattern.required]
        return HOLE.sub(lambda hole: f"<{hole[1]}>" if hole[1] in needed else hole[0], self.text)


@dataclass(frozen=True, slots=True)
class Namespace:
    """A folder of jobs."""

    name: str
    description: str
    restricted: bool
    folder: Path
    source: str
    default_channel: str
    fabfile: str
    fabfile_sha256: str
    github: GitHub | None
    jobs: Mapping[str, Job]
    commands: tuple[Command, ...]
    warnings: tuple[str, ...]
