"""What a handler is given: a message as people mean it.

| attribute  | meaning                                                                     |
|------------|-----------------------------------------------------------------------------|
| raw        | the text as Slack sent it                                                   |
| text       | without mentions of users, links unwrapped, entities decoded                |
| folded     | text on one line without case, for matching only                            |
| mentions   | the other users who are mentioned, in order                                 |
| to_bot     | the bot is mentioned, or this is a direct message                           |
| arguments  | values of a command's parameters, by name; text to be escaped when repeated |

Source: https://docs.slack.dev/reference/events/message
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from shared.events import Event
from shared.slack import Identity
from shared.text import one_line, plain

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
AFTER_MENTION = re.compile(r"^\s*[:,]\s*")
HEARD_SUBTYPES = frozenset({"", "file_share", "thread_broadcast"})
REMINDERS = "USLACKBOT"  # posts what /remind was told to say; not a bot to Slack


class Place(Struct, frozen=True):
    """Where an answer goes.

    Args:
        ts: the message that reactions are put on, empty if the event is about none.
        thread_ts: the thread that answers stay in, empty if there is none.
    """

    channel: str
    user: str
    ts: str = ""
    thread_ts: str = ""
    is_dm: bool = False


class Message(Struct, frozen=True):
    """A message that somebody else wrote."""

    event: Event
    place: Place
    raw: str
    text: str
    mentions: tuple[str, ...]
    mentioned: bool
    arguments: dict[str, str] = {}

    @property
    def to_bot(self) -> bool:
        """Whether the bot is meant."""
        return self.mentioned or self.place.is_dm

    @property
    def folded(self) -> str:
        """The text on one line without case."""
        return one_line(self.text).casefold()


def is_heard(event: Event, me: Identity) -> bool:
    """Return whether this is somebody's message, rather than our own, a bot's or an edit."""
    body = event.body
    if str(body.get("subtype") or "") not in HEARD_SUBTYPES or body.get("hidden"):
        return False
    user = body.get("user")
    if user == REMINDERS:
        return True
    if not isinstance(user, str) or user == me.user_id or "bot_id" in body:
        return False
    return not (event.app_id and body.get("app_id") == event.app_id)


def read_message(event: Event, me: Identity) -> Message | None:
    """Return the message that an event is about, or None if it is not for us to hear."""
    if event.type not in {"message", "app_mention"} or not is_heard(event, me):
        return None
    body = event.body
    raw = text_field(body, "text")
    users = MENTION.findall(raw) if "<@" in raw else []
    return Message(
        event=event,
        place=Place(
            channel=text_field(body, "channel"),
            user=text_field(body, "user"),
            ts=text_field(body, "ts"),
            thread_ts=text_field(body, "thread_ts"),
            is_dm=text_field(body, "channel_type") in {"im", "app_home"},
        ),
        raw=raw,
        text=without_mentions(raw),
        mentions=tuple(user for user in users if user != me.user_id),
        mentioned=me.user_id in users,
    )


def without_mentions(raw: str) -> str:
    """Return a text as typed, with every mention of a user cut out.

    Also of others: `@bot help @newcomer` is the command `help`, answered with a mention of them.
    """
    if "<@" not in raw:
        return plain(raw).strip()
    cut = MENTION.sub("", raw)
    # People write `@bot: help` and `@bot, help`.
    return plain(AFTER_MENTION.sub("", cut)).strip()


def text_field(body: Mapping[str, Any], name: str) -> str:
    """Return a field that should be text; whatever else Slack sends there counts as absent."""
    value = body.get(name)
    return value if isinstance(value, str) else ""
