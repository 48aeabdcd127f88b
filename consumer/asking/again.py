"""What somebody would say to have a run once more: what was said, if it still means the same."""

from __future__ import annotations

from consumer.arguments import text_behind
from consumer.asking.commands import Holes
from consumer.blocks import VALUE_CHARS
from consumer.handler import Handler
from consumer.later.requested import message_of
from consumer.message import Message, Place
from consumer.tools import Tools
from shared import mentions
from shared.errors import BadArguments
from shared.events import Event
from shared.run_record import Run

NO_EVENT = Event("", "", "", 0, 0, {}, "")  # what is only looked at came with none


def command_again(run: Run, tools: Tools) -> str:
    """Return the command as Slack would write it down; empty if it is gone, or does not fit."""
    command = mentions.escaped(run.said)
    if not command or len(command) > VALUE_CHARS:
        return ""
    found = asked(command, tools)
    return command if found and asks_for(*found, run) else ""


def asked(command: str, tools: Tools) -> tuple[Handler, Message] | None:
    """Return what a command asks for, and the part of it that says so."""
    return tools.registry.asked(message_of(command, NO_EVENT, Place("", ""), tools.me))


def asks_for(handler: Handler, part: Message, run: Run) -> bool:
    """Return whether a command asks for the same as a run: the job, and what it was given.

    A form takes what one line does not hold, and what a job takes may be another since.
    """
    takes = handler.parameters
    if not isinstance(takes, Holes) or takes.command.action != "schedule_job":
        return False
    try:
        values = takes.values(takes.split(text_behind(handler, part)))
    except BadArguments:
        return False
    given = {name: str(value) for name, value in values.items()}
    return (takes.command.job.type, given) == (run.job, run.arguments)
