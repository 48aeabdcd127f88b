"""The inner events that Slack sends for what happens in the workspace.

Source: https://docs.slack.dev/reference/events
"""

from typing import Any

from dev.slack.entities import Channel, User
from dev.slack.history import THREAD_FIELDS, Message
from dev.slack.shapes import user_object
from dev.slack.workspace import Event, Workspace

# A message event shows the message as posted; reactions and counters come by other events.
NOT_IN_EVENTS = frozenset({"reactions", "metadata", *THREAD_FIELDS})

MENTION_FIELDS = (
    "user", "ts", "client_msg_id", "text", "team", "thread_ts", "parent_user_id", "blocks", "files",
    "upload", "display_as_bot",
)  # fmt: skip


def posted(channel: Channel, message: Message) -> Event:
    """A message was posted, by a person or by the bot itself (its echo)."""
    shown = {key: value for key, value in message.items() if key not in NOT_IN_EVENTS}
    return shown | {"channel": channel.id, "event_ts": message["ts"], "channel_type": channel.kind}


def mentioned(channel: Channel, message: Message) -> Event:
    """The bot was mentioned; arrives beside the `message` event, under an id of its own."""
    shown = {key: message[key] for key in MENTION_FIELDS if key in message}
    return {"type": "app_mention", **shown, "channel": channel.id, "event_ts": message["ts"]}


def changed(channel: Channel, message: Message, previous: Message, event_ts: str) -> Event:
    """A message got another text; `ts` is the event's, the message's is inside."""
    return _hidden("message_changed", channel, event_ts) | {
        "message": _snapshot(message),
        "previous_message": _snapshot(previous),
    }


def deleted(channel: Channel, previous: Message, event_ts: str) -> Event:
    """A message was taken away."""
    return _hidden("message_deleted", channel, event_ts) | {
        "deleted_ts": previous["ts"],
        "previous_message": _snapshot(previous),
    }


def _hidden(subtype: str, channel: Channel, event_ts: str) -> Event:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": event_ts,
        "event_ts": event_ts,
    }


def _snapshot(message: Message) -> Message:
    return {key: value for key, value in message.items() if key != "metadata"}


def reaction(
    kind: str, channel: Channel, message: Message, user_id: str, name: str, event_ts: str
) -> Event:
    """A reaction was added or removed (`kind` is the event's type)."""
    return {
        "type": kind,
        "user": user_id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
        "item_user": message.get("user"),
        "event_ts": event_ts,
    }


def membership(kind: str, channel: Channel, user_id: str, team_id: str, event_ts: str) -> Event:
    """Somebody joined or left; `channel_type` is a letter here, and does not prove privacy."""
    return {
        "type": kind,
        "user": user_id,
        "channel": channel.id,
        "channel_type": "G" if channel.kind == "group" else "C",
        "team": team_id,
        "event_ts": event_ts,
    }


def new_member(user: User, workspace: Workspace, event_ts: str) -> Event:
    """Somebody became a member of the workspace."""
    return {"type": "team_join", "user": user_object(user, workspace), "event_ts": event_ts}


def user_changed(user: User, workspace: Workspace, event_ts: str) -> Event:
    """Something about a person changed: a role, a name, a status."""
    return new_member(user, workspace, event_ts) | {"type": "user_change"}


def directory(kind: str, channel: Channel, actor: str, event_ts: str) -> Event:
    """A channel was created, renamed, archived or unarchived."""
    if kind in ("channel_archive", "channel_unarchive"):
        return {"type": kind, "channel": channel.id, "user": actor, "event_ts": event_ts}
    shown: dict[str, Any] = {"id": channel.id, "name": channel.name, "created": channel.created}
    if kind == "channel_created":
        shown |= {"is_channel": True, "creator": channel.creator, "name_normalized": channel.name}
    return {"type": kind, "channel": shown, "event_ts": event_ts}


def home_opened(user_id: str, dm: Channel, event_ts: str) -> Event:
    """Somebody opened the bot's home."""
    return {
        "type": "app_home_opened",
        "user": user_id,
        "channel": dm.id,
        "tab": "home",
        "event_ts": event_ts,
    }
