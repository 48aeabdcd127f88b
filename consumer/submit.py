"""The one way in: whoever asks for a command, and however, comes through here.

Policy (who may, where, with which values) is decided here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Handler
from consumer.tools import Tools
from shared.errors import BadArguments
from shared.text import escape


class Principal(Struct, frozen=True):
    """Who asks: identity is team and user together."""

    team_id: str
    user_id: str


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
        whatever the command's function raises.
    """
    # Every member may run what is registered here; restricted commands come with their policy.
    del principal
    parameters = command.parameters
    try:
        given = parameters.split(arguments) if isinstance(arguments, str) else arguments
        values = parameters.values(given)
    except BadArguments as error:
        await context.reply.to_author(correction(command, str(error)))
        return
    message = replace(context.message, arguments=values) if values else context.message
    await command(message, context.reply, context.tools)


def correction(command: Handler, problem: str) -> str:
    """Say what does not fit and how the command is written."""
    example = f", for example `{escape(command.example)}`" if command.example else ""
    return f"{problem}. Type `{escape(command.usage)}`{example}."
