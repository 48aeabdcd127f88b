"""What the page shows: the workspace with the eyes of one person.

| record   | fields                                                                            |
|----------|-----------------------------------------------------------------------------------|
| state    | `team`, `me`, `bot`, `people`, `channels`, `directs`; `commands` and `shortcuts`  |
|          | as in `features.py`; `views` that are open, the top last, and `home`, which is    |
|          | null before the bot published one                                                 |
| channel  | `id` `name` `kind` `purpose` `archived` `member` `bot_member` `members` `people`  |
|          | `last_ts`                                                                         |
| messages | Slack's messages, oldest first; what only this person sees has `ephemeral: true`  |
"""

from dataclasses import asdict
from typing import Any

from dev.slack.entities import Channel
from dev.slack.history import Message
from dev.slack.modals import home_of
from dev.slack.workspace import Workspace

SHOWN_MESSAGES = 200


def shown_state(workspace: Workspace, me: str | None) -> dict[str, Any]:
    """Return people and channels."""
    people = [u for u in workspace.users.values() if not u.is_bot and u.id != "USLACKBOT"]
    known = [user for user in people if me in (user.id, user.name)]
    person = (known or people)[0]
    dm = workspace.dm(person.id)
    channels = [c for c in workspace.channels.values() if c is dm or _sees(c, person.id)]
    return {
        "team": workspace.team_name,
        "me": person.id,
        "bot": {"id": workspace.bot.id, "bot_id": workspace.bot_id, "name": workspace.bot.name},
        "people": [
            {"id": u.id, "name": u.name, "real_name": u.real_name, "is_bot": u.is_bot}
            for u in workspace.users.values()
        ],
        "channels": [_shown(workspace, channel, person.id) for channel in channels],
        "directs": _directs(workspace),
        "commands": [asdict(command) for command in workspace.features.commands],
        "shortcuts": [asdict(shortcut) for shortcut in workspace.features.shortcuts],
        "views": [modal.shown() for modal in workspace.modals.of(person.id)],
        "home": home_of(workspace, person.id),
    }


def _directs(workspace: Workspace) -> dict[str, str]:
    """Return whose direct message is whose, for the traffic: id of a channel -> of a person."""
    ims = [channel for channel in workspace.channels.values() if channel.kind == "im"]
    return {im.id: next(m for m in im.members if m != workspace.bot.id) for im in ims}


def _sees(channel: Channel, user_id: str) -> bool:
    return channel.kind == "channel" or (channel.kind != "im" and user_id in channel.members)


def _shown(workspace: Workspace, channel: Channel, user_id: str) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "purpose": channel.purpose,
        "archived": channel.archived,
        "member": user_id in channel.members,
        "bot_member": workspace.has_bot(channel),
        "members": len(channel.members),
        "people": list(channel.members),
        "last_ts": channel.history.top[-1] if channel.history.top else "",
    }


def shown_channel(workspace: Workspace, me: str, channel_id: str) -> dict[str, Any]:
    """Return the last messages of a channel."""
    channel = workspace.channels[channel_id]
    history = channel.history
    messages = [history.by_ts[ts] for ts in history.top[-SHOWN_MESSAGES:]]
    return {"messages": _with_ephemerals(workspace, channel, messages, me, root_ts=None)}


def shown_thread(workspace: Workspace, me: str, channel_id: str, root_ts: str) -> dict[str, Any]:
    """Return a thread, root first."""
    channel = workspace.channels[channel_id]
    messages = channel.history.thread(root_ts)
    return {"messages": _with_ephemerals(workspace, channel, messages, me, root_ts)}


def _with_ephemerals(
    workspace: Workspace, channel: Channel, messages: list[Message], me: str, root_ts: str | None
) -> list[Message]:
    user_id = workspace.user(me).id
    mine = [
        message | {"ephemeral": True}
        for message in channel.history.ephemerals
        if message["to_user"] == user_id and message.get("thread_ts") == root_ts
    ]
    return sorted([*messages, *mine], key=lambda message: str(message["ts"]))


def seen_file(workspace: Workspace, me: str, file_id: str) -> bytes | None:
    """Return the content of a file in a channel that the person sees."""
    file = workspace.files.get(file_id)
    if file is None or not file.channel:
        return None
    channel, user_id = workspace.channels[file.channel], workspace.user(me).id
    seen = channel.kind == "channel" or user_id in channel.members
    return file.content if seen else None
