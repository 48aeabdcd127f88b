"""What an entry asks for: which handlers, how old it may be, which message it is about.

| event                             | its own time      | age limit | message mark            |
|-----------------------------------|-------------------|-----------|-------------------------|
| message, app_mention              | `ts`              | 30 s      | team, channel, ts       |
| team_join, member_joined_channel  | the envelope's    | 10 min    | none                    |
| slash commands, clicks, forms     | none              | none      | none                    |
| any other                         | the envelope's    | none      | none                    |
"""

from __future__ import annotations

from typing import Any

import structlog
from msgspec import Struct

from consumer import slash
from consumer.handler import Handler
from consumer.interaction import Interaction, read_interaction
from consumer.message import Door, Message, Place, read_edit, read_message, text_field
from consumer.registry import Registry
from consumer.timings import Timings
from shared import keys
from shared.errors import Reject
from shared.events import COMMANDS, INTERACTIONS, Event, parse
from shared.slack import Identity
from shared.streams import Candidate, Entry

MESSAGES = frozenset({"message", "app_mention"})
JOINS = frozenset({"team_join", "member_joined_channel"})
# Slack's own examples hold seconds, and also microseconds without a dot.
UNKNOWN = "unknown"  # the action that answers clicks on buttons of which nobody knows any more
LARGEST_SECONDS = 100_000_000_000

log = structlog.get_logger()


class Plan(Struct, frozen=True):
    """An entry, read.

    Args:
        message: what was said, if the event is a message for us to hear, or a slash command.
        handlers: what it triggers, in order.
        interaction: what was clicked, chosen or sent, if it is that.
    """

    entry: Entry
    event: Event
    place: Place
    message: Message | None
    handlers: list[Handler]
    candidate: Candidate
    interaction: Interaction | None = None

    @property
    def subject(self) -> Message | Interaction | Event:
        """What its handlers are given."""
        return self.message or self.interaction or self.event

    @property
    def door(self) -> Door | None:
        """How somebody came in who wrote no message."""
        came_by = self.message or self.interaction
        return came_by.door if came_by else None

    @property
    def is_awaited(self) -> bool:
        """Whether somebody spoke to the bot, or gave it a command."""
        spoken_to = self.message is not None and self.message.expects_answer
        return (
            spoken_to
            or self.interaction is not None
            or any(one.kind == "command" for one in self.handlers)
        )

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
    if event.stream == INTERACTIONS:
        return interaction_plan(entry, event, registry, me)
    message = read_message(event, me)
    if message:
        handlers = registry.for_message(message)
    elif event.stream == COMMANDS:
        message = slash.read_slash(event, me, registry)
        handlers = registry.for_slash(message)
    elif edit := read_edit(event, me):
        message, handlers = edit[0], registry.for_edit(*edit)
    else:
        handlers = [] if event.type in MESSAGES else registry.for_event(event.type)
    place = message.place if message else place_of(event)
    # An edit is as old as itself, whenever the message was written.
    when = place_of(event) if message and message.edited else place
    asks = candidate(entry, event, when, timings, team_id)
    return Plan(entry, event, place, message, handlers, asks)


def interaction_plan(entry: Entry, event: Event, registry: Registry, me: Identity) -> Plan:
    """Return the plan of what somebody clicked, chose or sent: Slack tells one thing at a time."""
    asks = Candidate(entry, event.event_id)
    found = read_interaction(event, me)
    for one in found:
        if handler := registry.for_interaction(one.kind, one.id):
            return Plan(entry, event, one.place, None, [handler], asks, one)
    log.info("interaction.unknown", kind=event.type, event_id=event.event_id)
    lost = registry.for_interaction("block_actions", UNKNOWN)
    if found and lost and found[0].is_button:
        return Plan(entry, event, found[0].place, None, [lost], asks, found[0])
    return Plan(entry, event, place_of(event), None, [], asks)


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
    if event.stream == COMMANDS:
        return Candidate(entry, event.event_id)  # its time would be the gateway's clock
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
