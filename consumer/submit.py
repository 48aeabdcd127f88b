"""The one way in: whoever asks for a command, and however, comes through here.

Policy (who may, where, with which values) is decided here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from consumer.matcher import folded
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Handler
from consumer.tools import Tools
from shared import mentions
from shared.errors import BadArguments
from shared.text import escape

WORD = re.compile(r"\S+")


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


def text_behind(command: Handler, message: Message) -> str:
    """Return what follows a command in the message that triggered it, mentions kept."""
    if not command.parameters:
        return ""
    count = words_of(command, message.bare)
    behind = message.bare.split(maxsplit=count)[count:]
    kept = after_words(message.text, count)
    # Mentions inside of a word move the words: then those without any mention count.
    if mentions.cut(kept).split() == "".join(behind).split():
        return kept
    return "".join(behind)


def words_of(command: Handler, text: str) -> int:
    """Return how many words of a text are the command's, by its longest fitting name."""
    names = sorted((command.trigger, *command.aliases), key=len, reverse=True)
    for name in names:
        # Word by word: characters would shift where folding makes one letter two.
        count = len(name.split())
        if folded(" ".join(text.split(maxsplit=count)[:count])) == folded(name).strip():
            return count
    return len(command.trigger.split())


def after_words(text: str, count: int) -> str:
    """Return what follows so many words; mentions before and between them are no words."""
    place = 0
    for word in WORD.finditer(text):
        if count == 0:
            break
        if mentions.cut(word[0]):
            count -= 1
        place = word.end()
    return text[place:].strip()
