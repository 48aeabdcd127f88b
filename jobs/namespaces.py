"""Reads one namespace: its jobs.toml in, its definitions out, or else all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from jobs import command_faults, job_faults, patterns, template
from jobs.definition import Command, CronSchedule, GitHub, Job, Namespace
from jobs.doubts import doubts
from jobs.params import Param
from jobs.tables import CommandTable, JobTable, NamespaceTable
from shared import toml
from shared.errors import ContentError

FILE = "jobs.toml"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
# What the bot itself answers to: a namespace's commands would begin alike.
BUILT_IN = {
    "at", "cancel", "every", "help", "in", "logs", "queue", "remind", "reminder", "remove", "run",
    "runs", "schedule", "schedules", "show", "status", "unschedule", "why",
}  # fmt: skip

Fault = tuple[str, str]


def examine(folder: Path) -> tuple[Namespace | None, list[ContentError]]:
    """Return the namespace of a folder, or else everything that is wrong with it."""
    path = folder / FILE
    cure = name_fault(folder.name)
    misnamed = [ContentError(str(path), "", cure)] if cure else []
    table, unreadable = toml.examine(path, NamespaceTable)
    if table is None:
        return None, misnamed + unreadable
    builder = Builder(folder, table)
    found = misnamed + [ContentError(str(path), key, cure) for key, cure in builder.faults()]
    return (None, found) if found else (builder.namespace(), [])


def name_fault(name: str) -> str:
    """Return why a folder cannot be a namespace, and what to do; nothing if it can."""
    if "_" in name:
        better = name.strip("_").replace("_", "-")
        return f"'{name}' has a _, which parts namespace and job: rename the folder to {better}"
    if not NAME.fullmatch(name):
        return f"'{name}' is no name of a namespace: use letters, digits and -"
    if name.casefold() in BUILT_IN:
        return f"'{name}' is what the bot itself answers to: rename the folder"
    return ""


class Builder:
    """Makes definitions of the tables of one file."""

    def __init__(self, folder: Path, table: NamespaceTable) -> None:
        self.folder, self.table = folder.absolute(), table
        self.known = {name: self._known(name) for name in table.jobs}
        self.jobs = {name: self._job(name, one) for name, one in table.jobs.items()}
        self.commands: dict[int, Command] = {}

    def namespace(self) -> Namespace:
        """Return everything together, once no fault was found."""
        table = self.table
        github = table.github
        return Namespace(
            name=self.folder.name,
            description=table.description,
            restricted=table.restricted,
            folder=self.folder,
            source=str(self.folder / FILE),
            default_channel=table.default_channel,
            fabfile=table.fabfile or "",
            fabfile_sha256=table.fabfile_sha256 or "",
            github=GitHub(github.repository, github.branch) if github else None,
            jobs=self.jobs,
            commands=tuple(sorted(self.commands.values(), key=lambda one: one.text)),
            warnings=tuple(doubts(self.folder, table, self.jobs)),
        )

    def faults(self) -> Iterator[Fault]:
        """Yield key and cure of all that is wrong, and make the commands on the way."""
        if self.table.fabfile_sha256 and not self.table.fabfile:
            yield "fabfile_sha256", "is of no fabfile: add one, or leave it out"
        for name, job in self.jobs.items():
            for key, cure in job_faults.faults(job, self.known[name]):
                yield ".".join(filter(None, ("jobs", name, key))), cure
        for at, table in enumerate(self.table.slack):
            for key, cure in self._command_faults(at, table):
                yield f"slack.{at}.{key}", cure
        ordered = sorted(self.commands.values(), key=command_faults.preference)
        places = {id(command): at for at, command in self.commands.items()}
        for command, cure in command_faults.among(ordered):
            yield f"slack.{places[id(command)]}.command", cure
        yield from self._github_faults()

    def _command_faults(self, at: int, table: CommandTable) -> Iterator[Fault]:
        job = self.jobs.get(table.job_type)
        if job is None:
            names = ", ".join(self.jobs) or "none"
            yield "job_type", f"'{table.job_type}' is no job here: the jobs are {names}"
            return
        try:
            command = self._command(table, job)
        except ValueError as error:
            yield "command", str(error)
            return
        found = list(command_faults.of_command(command))
        yield from found
        if not found:
            self.commands[at] = command

    def _command(self, table: CommandTable, job: Job) -> Command:
        text = " ".join([self.folder.name, *table.command.split()])
        optional = [name for name, param in job.params.items() if param.default is not None]
        is_run = table.action == "schedule_job"
        pattern = patterns.parse(text, optional if is_run else ())
        help_line = table.help
        delay_s = table.delay_seconds
        return Command(self.folder.name, text, help_line, table.action, job, delay_s, pattern)

    def _job(self, name: str, table: JobTable) -> Job:
        plain = table.model_dump(exclude={"params", "schedule"})
        clock = table.schedule.model_dump() if table.schedule else None
        return Job(
            **plain,
            namespace=self.folder.name,
            name=name,
            restricted=self.table.restricted,
            folder=self.folder,
            fabfile=self.table.fabfile or "",
            fabfile_sha256=self.table.fabfile_sha256 or "",
            default_channel=self.table.default_channel,
            params=self._params(name, table),
            schedule=CronSchedule(**clock) if clock else None,
        )

    def _params(self, job: str, table: JobTable) -> Mapping[str, Param]:
        """Return the job's parameters: those that are declared, and those of the template."""
        found = {name: Param(name, **one.model_dump()) for name, one in table.params.items()}
        names = template.holes(table.run_args_template)
        mentioned = template.variables(table.run_args_template)
        declared = {name.upper() for name in (*found, *names)}
        names += [self.known[job][one] for one in mentioned - declared if one in self.known[job]]
        return found | {name: Param(name) for name in names if name not in found}

    def _known(self, job: str) -> dict[str, str]:
        """Return the names of what the commands of a job take, by upper-case name."""
        said = (
            one.command
            for one in self.table.slack
            if one.job_type == job and one.action == "schedule_job"
        )
        return {name.upper(): name for text in said for name in patterns.HOLE.findall(text)}

    def _github_faults(self) -> Iterator[Fault]:
        if not self.table.github:
            return
        job = self.jobs.get("deploy")
        if job is None:
            yield "github", "schedules the job deploy, and there is none: add [jobs.deploy]"
        elif any(param.default is None for param in job.params.values()):
            yield "github", "schedules the job deploy, whose parameters then need defaults"
