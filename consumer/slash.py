"""A slash command as the message that it stands for.

| typed                 | read as                                                               |
|-----------------------|-----------------------------------------------------------------------|
| `/burrow flip a coin` | `flip a coin`                                                         |
| `/define goroutine`   | `define goroutine`, since that is a command: a workspace may have as  |
|                       | many slash commands as it likes                                       |

Source: https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from __future__ import annotations

from consumer.interaction import opened_ms
from consumer.message import Door, Message, Place, bare_text, text_field
from consumer.registry import Registry
from shared import mentions
from shared.events import Event
from shared.slack import Identity

TYPE = "slash_command"


def read_slash(event: Event, me: Identity, registry: Registry) -> Message:
    """Return what somebody said by a slash command."""
    body = event.body
    said, word = text_field(body, "text").strip(), text_field(body, "command").lstrip("/")
    message = message_of(f"{word} {said}".strip(), event, me)
    if word and registry.asked(message):
        return message
    return message_of(said, event, me)


def message_of(raw: str, event: Event, me: Identity) -> Message:
    """Return these words as a message to the bot."""
    body = event.body
    found = mentions.find(raw)
    channel, user = text_field(body, "channel_id"), text_field(body, "user_id")
    return Message(
        event=event,
        place=Place(channel=channel, user=user, is_dm=channel.startswith("D")),
        raw=raw,
        bare=bare_text(raw, found),
        mentions=tuple(one.id for one in found if one.kind == "user" and one.id != me.user_id),
        mentioned=True,
        me=me.user_id,
        door=Door(
            kind="slash",
            trigger_id=text_field(body, "trigger_id"),
            opened_ms=opened_ms(event),
            sealed_url=text_field(body, "sealed_response_url"),
        ),
    )
