"""A command that nobody types just now, as the message that it would be.

It is matched and run like what people type; only it has no time and no text in Slack of its own.
"""

from __future__ import annotations

from msgspec.structs import replace

from consumer.arguments import MARK, after_words, marked_raw, written_out
from consumer.handler import Handler
from consumer.message import Message, Place, bare_text
from consumer.registry import Registry
from shared import mentions
from shared.events import Event
from shared.slack import Identity

RUNNABLE = frozenset({"command", "prefix"})


def message_of(command: str, event: Event, place: Place, me: Identity) -> Message:
    """Return a command as a message to the bot.

    Args:
        command: as Slack writes it down, with mentions and links as markup.
    """
    found = mentions.find(command)
    users = [one.id for one in found if one.kind == "user"]
    return Message(
        event=event,
        place=place,
        raw=command,
        bare=bare_text(command, found),
        mentions=tuple(user for user in users if user != me.user_id),
        mentioned=True,
        me=me.user_id,
    )


def handler_for(message: Message, registry: Registry) -> tuple[Handler, Message] | None:
    """Return what such a message asks for: a command, or what its beginning triggers."""
    if asked := registry.asked(message):
        return asked
    triggered = [one for one in registry.for_message(message) if one.kind in RUNNABLE]
    return (triggered[0], message) if triggered else None


def behind(message: Message, words: int) -> tuple[str, str]:
    """Return the mentions of others in front of a message's words, and what follows these words.

    Both are as Slack wrote them down: a command that is kept must lose nothing.
    """
    # Nobody's keyboard has the mark; whoever sends it all the same does without.
    message = replace(message, raw=message.raw.replace(MARK, ""))
    marked, others = marked_raw(message)
    rest = after_words(marked, words)
    front = others[: len(others) - rest.count(MARK)]
    return " ".join(str(one) for one in front if one.kind == "user"), written_out(rest, others)
