"""The one way in: whoever asks for a command, and however, comes through here.

Policy is decided here: who may, by consumer/policy.py, and with which values. Whoever came in by a
door and left out what is needed is shown a form.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from consumer.deadlines import limited
from consumer.forms import opening
from consumer.handler import Handler
from consumer.message import Message
from consumer.policy import Principal as Principal
from consumer.policy import refusal
from consumer.reply import Reply
from consumer.tools import Tools
from shared.errors import BadArguments
from shared.text import escape


class Context(Struct, frozen=True):
    """Where it was asked, and how to answer there."""

    message: Message
    reply: Reply
    tools: Tools


async def submit(
    principal: Principal, command: Handler, arguments: Mapping[str, str] | str, context: Context
) -> None:
    """Run a command for somebody, or tell them what does not fit.

    Args:
        arguments: the words for each parameter by name, or the text behind the command.

    Raises:
        whatever the command's function raises; BadArguments is told, like ours.
    """
    reply, tools = context.reply, context.tools
    if reason := await refusal(principal, command, tools):
        await reply.text(reason)
        return
    if opening.is_wanted(command, arguments, context):
        await opening.open_form(command, context)
        return
    parameters = command.parameters
    try:
        given = parameters.split(arguments) if isinstance(arguments, str) else arguments
        values = parameters.values(given)
        message = replace(context.message, arguments=values) if values else context.message
        await command(message, reply, tools)
    except BadArguments as error:
        await reply.to_author(correction(command, str(error)))


async def submit_in_time(
    principal: Principal, command: Handler, arguments: Mapping[str, str] | str, context: Context
) -> None:
    """Do as submit, for as long as the command may take: for handlers with OUTER_LIMIT_S.

    Raises:
        OutOfTime: it took longer; and as submit.
    """
    work = submit(principal, command, arguments, context)
    await limited(command.name, command.limit_s, work)


def correction(command: Handler, problem: str) -> str:
    """Say what does not fit and how the command is written."""
    example = f", for example `{escape(command.example)}`" if command.example else ""
    return f"{problem}. Type `{escape(command.usage)}`{example}."
