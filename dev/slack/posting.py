"""Posting, editing, deleting and reacting, by whomever: state and events in one step.

Source: https://docs.slack.dev/reference/events/message, https://docs.slack.dev/messaging/retrieving-messages
"""

import copy
from typing import Any

from dev.slack import events
from dev.slack.entities import Channel
from dev.slack.history import Message
from dev.slack.refusals import Refused
from dev.slack.workspace import Workspace

REACTIONS_PER_MESSAGE = (
    23  # distinct emoji; Slack's `too_many_emoji`, the number as its help pages have it
)


def post(
    workspace: Workspace,
    channel: Channel,
    message: Message,
    thread_ts: str | None = None,
    broadcast: bool = False,
) -> Message:
    """Add a message (without `ts`) to a channel or a thread, and tell of it."""
    if thread_ts:
        message |= _as_reply(channel, thread_ts, broadcast)
    message["ts"] = channel.history.next_ts(workspace.clock())
    channel.history.add(message)
    workspace.tell(events.posted(channel, message), channel)
    if _mentions_bot(workspace, channel, message):
        workspace.tell(events.mentioned(channel, message), channel)
    return message


def _as_reply(channel: Channel, thread_ts: str, broadcast: bool) -> dict[str, Any]:
    root_ts = channel.history.root_of(thread_ts)
    if root_ts is None:
        raise Refused("thread_not_found")
    root = channel.history.by_ts.get(root_ts, {})
    fields: dict[str, Any] = {"thread_ts": root_ts, "parent_user_id": root.get("user")}
    if broadcast:
        fields |= {"subtype": "thread_broadcast", "root": copy.copy(root)}
    return fields


def _mentions_bot(workspace: Workspace, channel: Channel, message: Message) -> bool:
    return (
        f"<@{workspace.bot.id}" in message["text"]
        and message.get("bot_id") != workspace.bot_id
        and message.get("subtype") in (None, "file_share", "thread_broadcast")
        and channel.kind != "im"
    )


def edit(workspace: Workspace, channel: Channel, ts: str, change: dict[str, Any]) -> Message:
    """Change a message's text, blocks or metadata, and tell of it."""
    message = channel.history.by_ts[ts]
    previous = dict(message)
    message.update(change)
    if change.get("text", previous["text"]) != previous["text"]:
        edited_ts = f"{int(workspace.clock())}.000000"
        message["edited"] = {"user": message.get("user"), "ts": edited_ts}
    event_ts = channel.history.next_ts(workspace.clock())
    workspace.tell(events.changed(channel, message, previous, event_ts), channel)
    return message


def delete(workspace: Workspace, channel: Channel, ts: str) -> None:
    """Take a message away, and tell of it."""
    previous = channel.history.remove(ts)
    event_ts = channel.history.next_ts(workspace.clock())
    workspace.tell(events.deleted(channel, previous, event_ts), channel)


def show_ephemeral(workspace: Workspace, channel: Channel, message: Message, user_id: str) -> str:
    """Show a message to one person; Slack keeps no history of it and sends no event."""
    message |= {"ts": channel.history.next_ts(workspace.clock()), "to_user": user_id}
    channel.history.ephemerals.append(message)
    _tell_ephemeral(workspace, channel, message)
    return str(message["ts"])


def change_ephemeral(
    workspace: Workspace, channel: Channel, message: Message, change: dict[str, Any]
) -> None:
    """Give a message that one person sees another content."""
    message.update(change)
    _tell_ephemeral(workspace, channel, message)


def hide_ephemeral(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Take a message away that one person sees."""
    channel.history.ephemerals.remove(message)
    _tell_ephemeral(workspace, channel, message)


def _tell_ephemeral(workspace: Workspace, channel: Channel, message: Message) -> None:
    event = {"type": "ephemeral", "channel": channel.id, "user": message["to_user"]}
    workspace.tell(event, channel)


def add_reaction(workspace: Workspace, channel: Channel, ts: str, user_id: str, name: str) -> None:
    """Add a person's reaction.

    Raises:
        Refused: `already_reacted`, `too_many_emoji`.
    """
    message = channel.history.by_ts[ts]
    reactions = message.setdefault("reactions", [])
    found = next((reaction for reaction in reactions if reaction["name"] == name), None)
    if found is None:
        if len(reactions) >= REACTIONS_PER_MESSAGE:
            raise Refused("too_many_emoji")
        reactions.append({"name": name, "users": [user_id], "count": 1})
    elif user_id in found["users"]:
        raise Refused("already_reacted")
    else:
        found["users"].append(user_id)
        found["count"] += 1
    _tell_reaction(workspace, "reaction_added", channel, message, user_id, name)


def remove_reaction(
    workspace: Workspace, channel: Channel, ts: str, user_id: str, name: str
) -> None:
    """Take a person's reaction away.

    Raises:
        Refused: `no_reaction`.
    """
    message = channel.history.by_ts[ts]
    reactions = message.get("reactions", [])
    found = next((r for r in reactions if r["name"] == name and user_id in r["users"]), None)
    if found is None:
        raise Refused("no_reaction")
    found["users"].remove(user_id)
    found["count"] -= 1
    message["reactions"] = [reaction for reaction in reactions if reaction["count"]]
    if not message["reactions"]:
        del message["reactions"]
    _tell_reaction(workspace, "reaction_removed", channel, message, user_id, name)


def _tell_reaction(
    workspace: Workspace, kind: str, channel: Channel, message: Message, user_id: str, name: str
) -> None:
    event_ts = channel.history.next_ts(workspace.clock())
    event = events.reaction(kind, channel, message, user_id, name, event_ts)
    workspace.tell(event, channel)
