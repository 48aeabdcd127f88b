"""What an entry asks for: which handlers, how old it may be, which message it is about.

| event                             | its own time      | age limit | message mark            |
|-----------------------------------|-------------------|-----------|-------------------------|
| message, app_mention              | `ts`              | 30 s      | team, channel, ts       |
| team_join, member_joined_channel  | the envelope's    | 10 min    | none                    |
| any other                         | the envelope's    | none      | none                    |
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from consumer.message import Message, Place, read_edit, read_message, text_field
from consumer.registry import Registry
from consumer.router import Handler
from consumer.timings import Timings
from shared import keys
from shared.errors import Reject
from shared.events import Event, parse
from shared.slack import Identity
from shared.streams import Candidate, Entry

MESSAGES = frozenset({"message", "app_mention"})
JOINS = frozenset({"team_join", "member_joined_channel"})
# Slack's own examples hold seconds, and also microseconds without a dot.
LARGEST_SECONDS = 100_000_000_000


class Plan(Struct, frozen=True):
    """An entry, read.

    Args:
        message: what was said, if the event is a message for us to hear.
        handlers: what it triggers, in order.
    """

    entry: Entry
    event: Event
    place: Place
    message: Message | None
    handlers: list[Handler]
    candidate: Candidate

    @property
    def is_awaited(self) -> bool:
        """Whether somebody spoke to the bot, or gave it a command."""
        spoken_to = self.message is not None and self.message.expects_answer
        return spoken_to or any(one.kind == "command" for one in self.handlers)

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do, and nobody to tell that it was not done."""
        return not self.handlers and not self.is_awaited


def read_plan(
    entry: Entry, registry: Registry, me: Identity, timings: Timings, team_id: str
) -> Plan:
    """Read an entry and find its handlers.

    Raises:
        Reject: it is not an entry of a stream of ours; no delivery will make it one.
    """
    event = parse(entry.stream, entry.entry_id, entry.fields)
    message = read_message(event, me)
    if message:
        handlers = registry.for_message(message)
    elif edit := read_edit(event, me):
        message, handlers = edit[0], registry.for_edit(*edit)
    else:
        handlers = [] if event.type in MESSAGES else registry.for_event(event.type)
    place = message.place if message else place_of(event)
    # An edit is as old as itself, whenever the message was written.
    when = place_of(event) if message and message.edited else place
    asks = candidate(entry, event, when, timings, team_id)
    return Plan(entry, event, place, message, handlers, asks)


def candidate(
    entry: Entry, event: Event, place: Place, timings: Timings, team_id: str
) -> Candidate:
    """Say how old an event may be, and which message it is about.

    Raises:
        Reject: a message without a readable timestamp.
    """
    if event.type in MESSAGES:
        key = keys.message_seen(event.team_id or team_id, place.channel, place.ts)
        edited = event.body.get("hidden") or event.body.get("subtype") == "message_changed"
        limit_ms = int(timings.message_s * 1000)
        return Candidate(entry, event.event_id, ms(place.ts), limit_ms, "" if edited else key)
    limit_ms = int(timings.join_s * 1000) if event.type in JOINS else 0
    return Candidate(entry, event.event_id, ms(event.event_ts_s), limit_ms)


def ms(value: str | int) -> int:
    """Return a timestamp of Slack's in ms.

    Raises:
        Reject: it is not a number.
    """
    try:
        seconds = float(value)
        # Microseconds without a dot, as two of Slack's examples have it.
        return int(seconds / 1000 if seconds > LARGEST_SECONDS else seconds * 1000)
    except (ValueError, OverflowError):
        raise Reject("the message's ts is not a number") from None


def place_of(event: Event) -> Place:
    """Return where an event that is not a message happened."""
    body = event.body
    user: Any = body.get("user")
    if isinstance(user, dict):  # team_join carries the whole user
        user = user.get("id")
    # A reaction's event is about the message in `item`; a message with an `item` is about itself.
    target: Any = None if event.type in MESSAGES else body.get("item")
    where = target if isinstance(target, dict) else body
    return Place(
        channel=text_field(where, "channel"),
        user=user if isinstance(user, str) else "",
        ts=text_field(where, "ts"),
    )
