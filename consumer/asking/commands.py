"""Turns what the folders of jobs/ say into commands of the bot.

| action               | what its command does                                                |
|----------------------|----------------------------------------------------------------------|
| schedule_job         | asks for a run of the job                                            |
| cancel_job           | takes back all its runs that have not begun                          |
| schedule_suppression | holds the job back between two times                                 |
| cancel_suppression   | lets it begin again                                                  |

Besides, each namespace has `<namespace> help`, unless it has such a command itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from consumer.asking import actions, namespace_help, suppression_times
from consumer.content.fields import slug
from consumer.forms import job_fields
from consumer.forms.fields import Field, strange
from consumer.handler import Handler, Run
from consumer.message import Message
from consumer.reply import Reply
from consumer.tools import Tools
from jobs.catalogue import Catalogue
from jobs.definition import Command, Job, Namespace
from shared.errors import BadArguments
from shared.text import folded, shown


@dataclass(frozen=True, slots=True)
class Holes:
    """What the command of a job takes."""

    command: Command

    def __bool__(self) -> bool:
        return bool(self.command.pattern.names)

    def __str__(self) -> str:
        words = self.command.usage.split(" ")
        return " ".join(words[len(self.command.pattern.trigger.split(" ")) :])

    def split(self, text: str) -> dict[str, str]:
        """Return what stands in each hole.

        Raises:
            BadArguments: the words do not fit.
        """
        found = self.command.pattern.split(text)
        if found is None:
            raise BadArguments(self._misfit(text))
        return found

    def _misfit(self, text: str) -> str:
        if not text:
            return f"The {self.command.pattern.names[0]} is missing"
        return f"{shown(text)} does not fit"

    def values(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the values of the job's parameters, or of the holes where they are not the job's.

        Raises:
            BadArguments: one does not fit.
        """
        if self.command.action == "schedule_job":
            return dict(self.command.job.values(given))
        # In the order of the command: of two times the first is the start.
        return {name: given[name] for name in self.command.pattern.names if name in given}

    @property
    def fields(self) -> tuple[Field, ...]:
        """What there is to fill in, in order."""
        return job_fields.of_command(self.command)

    def problems(self, given: Mapping[str, str], now_ms: int) -> dict[str, str]:
        """Return what is wrong, all of it, by the hole in which it is best mended."""
        names = self.command.pattern.names
        if found := strange(given, names):
            return found
        if self.command.action == "schedule_job":
            return self.command.job.problems(given)
        if missing := [name for name in names if not given.get(name)]:
            return {name: f"The {name} is missing" for name in missing}
        if self.command.action == "schedule_suppression":
            return suppression_times.problems(self.values(given), now_ms)
        return {}


@dataclass(frozen=True, slots=True)
class Params:
    """What a job takes that no command asks for: a schedule names its values."""

    job: Job

    def __bool__(self) -> bool:
        return bool(self.job.params)

    def __str__(self) -> str:
        return " ".join(f"<{name}>" for name in self.job.params)

    def split(self, text: str) -> dict[str, str]:
        """Refuse words: only a command says which of them is which."""
        if text:
            raise BadArguments(f"`{self.job.type}` takes its values by name")
        return {}

    def values(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the values of all parameters.

        Raises:
            BadArguments: one is missing, unknown or does not fit.
        """
        return dict(self.job.values(given))

    @property
    def fields(self) -> tuple[Field, ...]:
        """What there is to fill in, in order."""
        return tuple(job_fields.of_param(param) for param in self.job.params.values())

    def problems(self, given: Mapping[str, str], now_ms: int) -> dict[str, str]:
        """Return what is wrong, all of it, by the parameter in which it is best mended."""
        return strange(given, self.job.params) or self.job.problems(given)


def handlers_of(catalogue: Catalogue) -> list[Handler]:
    """Return a handler for each command of a job, and for the help of each namespace."""
    found = [handler_of_command(command) for command in catalogue.commands]
    taken = {folded(handler.usage) for handler in found}
    asked = [help_of(namespace) for namespace in catalogue.namespaces.values()]
    return [*found, *(one for one in asked if folded(one.trigger) not in taken)]


def handler_of_command(command: Command) -> Handler:
    """Return the handler of one command."""
    return dataclasses.replace(
        handler_of(command.job),
        name=f"jobs.{slug(command.text)}",
        run=ACTIONS[command.action](command.job, command.delay_s),
        trigger=command.pattern.trigger,
        help=command.help,
        parameters=Holes(command),
        pattern=command.pattern,
    )


def handler_of(job: Job) -> Handler:
    """Return the handler that asks for a run of a job, for what needs no command: a schedule."""
    return Handler(
        name=f"jobs.{job.type}",
        kind="command",
        run=actions.scheduling(job, 0),
        trigger=job.type,
        parameters=Params(job),
        topic=job.namespace,
        source=str(job.folder / "jobs.toml"),
        takes_tools=True,
        namespace=job.namespace,
        restricted=job.restricted,
    )


def help_of(namespace: Namespace) -> Handler:
    """Return the handler of `<namespace> help`."""

    async def show(message: Message, reply: Reply, tools: Tools) -> None:
        opening, commands = namespace_help.about(namespace)
        await reply.text(opening, attachment=commands)

    return Handler(
        name=f"jobs.{namespace.name}_help",
        kind="command",
        run=show,
        trigger=f"{namespace.name} help",
        topic=namespace.name,
        source=namespace.source,
        takes_tools=True,
        namespace=namespace.name,
    )


ACTIONS: Mapping[str, Callable[[Job, int], Run]] = {
    "schedule_job": actions.scheduling,
    "cancel_job": actions.cancelling,
    "schedule_suppression": actions.suppressing,
    "cancel_suppression": actions.lifting,
}
