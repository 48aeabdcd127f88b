"""The one way in: whoever asks for a command, and however, comes through here.

Policy (who may, where, with which values) is decided here and nowhere else.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from consumer.message import Message
from consumer.registry import Handler, Tools
from consumer.reply import Reply


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
    principal: Principal, command: Handler, arguments: dict[str, str], context: Context
) -> None:
    """Run a command for somebody.

    Raises:
        whatever the command's function raises.
    """
    # Every member may run what is registered here; restricted commands come with their policy.
    del principal
    message = context.message
    if arguments:
        message = replace(message, arguments=arguments)
    await command(message, context.reply, context.tools)


def arguments_in(command: Handler, text: str) -> dict[str, str]:
    """Return the values of a command's parameters in a text that triggered it."""
    if not command.parameter:
        return {}
    for words in sorted((command.trigger, *command.aliases), key=len, reverse=True):
        # Word by word: characters would shift where folding makes one letter two, or blanks differ.
        count = len(words.split())
        said = text.split(maxsplit=count)
        if " ".join(said[:count]).casefold() == words.casefold():
            return {command.parameter: "".join(said[count:]).strip()}
    return {command.parameter: ""}
