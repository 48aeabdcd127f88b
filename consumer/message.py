"""What a handler is given: a message as people mean it.

| attribute  | meaning                                                                     |
|------------|-----------------------------------------------------------------------------|
| raw        | the text as Slack sent it                                                   |
| text       | as typed: the bot's mention cut, others as `<@U7>`, links unwrapped,        |
|            | entities decoded; to be escaped when repeated                               |
| bare       | the same without any mention: what triggers are looked for in               |
| folded     | `bare` on one line without case, for matching only                          |
| mentions   | the other users who are mentioned, in order, as often as they are           |
| me         | the bot's user id                                                           |
| to_bot     | the bot is mentioned, or this is a direct message: commands run             |
| arguments  | values of a command's parameters, by name                                   |
| edited     | it was there before, and now has another text                               |

Source: https://docs.slack.dev/reference/events/message
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from shared import events, mentions
from shared.events import Event
from shared.mentions import Mention
from shared.slack import Identity
from shared.text import folded, plain

# People write `@bot: help` and `@bot, help`; `@bot :wave:` begins with an emoji.
AFTER_MENTION = re.compile(r"^\s*(?:,|:(?![\w+'-]+:))")
REMINDERS = events.REMINDERS


class Place(Struct, frozen=True):
    """Where an answer goes.

    Args:
        ts: the message that reactions are put on, empty if the event is about none.
        thread_ts: the thread that answers stay in, empty if there is none.
        is_dm: nobody but the author and the bot is there.
        is_group_dm: a direct message of several people.
    """

    channel: str
    user: str
    ts: str = ""
    thread_ts: str = ""
    is_dm: bool = False
    is_group_dm: bool = False


class Door(Struct, frozen=True):
    """How somebody came in who wrote no message.

    Args:
        kind: slash, button, shortcut, form or home.
        trigger_id: with which a form can be opened, once, within 3 s.
        opened_ms: when Redis took it, by its clock, ms since the epoch.
        sealed_url: Slack's response_url, encrypted; empty if there is none.
        clicked_ephemeral: the message that was clicked is seen by this person alone.
    """

    kind: str
    trigger_id: str = ""
    opened_ms: int = 0
    sealed_url: str = ""
    clicked_ephemeral: bool = False


class Message(Struct, frozen=True):
    """A message that somebody else wrote, or what they said through another door."""

    event: Event
    place: Place
    raw: str
    bare: str
    mentions: tuple[str, ...]
    mentioned: bool
    me: str
    arguments: dict[str, Any] = {}
    edited: bool = False
    door: Door | None = None

    @property
    def text(self) -> str:
        """The text as typed, in which only the bot's mention is cut."""
        # Few handlers ask, and in a long text it takes as long as everything else.
        led = self.raw.lstrip().startswith(f"<@{self.me}")
        return typed(mentions.without_user(self.raw, self.me), led=led)

    @property
    def to_bot(self) -> bool:
        """Whether a command in it is meant for the bot."""
        return self.mentioned or self.place.is_dm or self.place.is_group_dm

    @property
    def expects_answer(self) -> bool:
        """Whether the bot is spoken to: people in a group talk to each other, too."""
        return not self.edited and (self.mentioned or self.place.is_dm)

    @property
    def folded(self) -> str:
        """The text without mentions, on one line, without case."""
        return folded(self.bare)


def is_heard(event: Event, me: Identity) -> bool:
    """Return whether this is somebody's message, rather than our own, a bot's or an edit."""
    body = event.body
    if str(body.get("subtype") or "") not in events.HEARD_SUBTYPES or body.get("hidden"):
        return False
    user = body.get("user")
    if user == REMINDERS:
        return True
    if not isinstance(user, str) or user in {"", me.user_id} or body.get("bot_id"):
        return False
    return not (event.app_id and body.get("app_id") == event.app_id)


def read_message(event: Event, me: Identity) -> Message | None:
    """Return the message that an event is about, or None if it is not for us to hear."""
    if event.type not in {"message", "app_mention"} or not is_heard(event, me):
        return None
    raw = text_field(event.body, "text")
    found = mentions.find(raw)
    users = [one.id for one in found if one.kind == "user"] if found else []
    return Message(
        event=event,
        place=place_of_message(event.body),
        raw=raw,
        bare=bare_text(raw, found),
        mentions=tuple(user for user in users if user != me.user_id),
        mentioned=me.user_id in users,
        me=me.user_id,
    )


def read_edit(event: Event, me: Identity) -> tuple[Message, Message | None] | None:
    """Return a person's message as it is now and as it was, or None if this is no edit of one.

    Slack tells of previews that it adds in the same way: then both are the same.
    """
    body = event.body
    if event.type != "message" or body.get("subtype") != "message_changed":
        return None
    now, before = (read_inner(event, body.get(key), me) for key in ("message", "previous_message"))
    return (now, before) if now else None


def read_inner(event: Event, inner: Any, me: Identity) -> Message | None:
    """Return a message that an event carries, or None if it is not for us to hear."""
    if not isinstance(inner, dict):
        return None
    where = {key: event.body[key] for key in ("channel", "channel_type") if key in event.body}
    message = read_message(replace(event, body=inner | where), me)
    return message and replace(message, edited=True)


def place_of_message(body: Mapping[str, Any]) -> Place:
    """Return where a message was posted."""
    kind = text_field(body, "channel_type")
    return Place(
        channel=text_field(body, "channel"),
        user=text_field(body, "user"),
        ts=text_field(body, "ts"),
        thread_ts=text_field(body, "thread_ts"),
        is_dm=kind in {"im", "app_home"},
        is_group_dm=kind == "mpim",
    )


def bare_text(raw: str, found: list[Mention]) -> str:
    """Return a text as the person typed it, without any mention."""
    if not found:
        return plain(raw).strip()
    return typed(mentions.cut(raw, found), led=begins_with(raw, found))


def begins_with(raw: str, found: list[Mention]) -> bool:
    """Return whether a text begins with a mention."""
    return bool(found) and not raw[: found[0].start].strip()


def typed(text: str, *, led: bool) -> str:
    """Return a text as the person typed it; `led`: a mention was cut at its beginning."""
    return plain(AFTER_MENTION.sub("", text) if led else text).strip()


def text_field(body: Mapping[str, Any], name: str) -> str:
    """Return a field that should be text; whatever else Slack sends there counts as absent."""
    value = body.get(name)
    return value if isinstance(value, str) else ""
