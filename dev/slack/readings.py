"""What is in the workspace, as copies that no later change touches.

| reading      | gives                                                              |
|--------------|--------------------------------------------------------------------|
| `messages`   | what a channel shows, oldest first; replies only if broadcast      |
| `replies`    | the replies of a thread, without its root                          |
| `ephemerals` | what was shown to one person only: of a channel, or of a person    |
| `reactions`  | name -> ids of those who reacted                                   |
"""

import copy

from dev.slack.history import Message
from dev.slack.workspace import Workspace

IN_PLACE = frozenset({"reactions", "reply_users"})


def messages(workspace: Workspace, channel: str) -> list[Message]:
    """Return what a channel shows."""
    history = workspace.channel(channel).history
    return [_copied(history.by_ts[ts]) for ts in history.top]


def replies(workspace: Workspace, channel: str, ts: str) -> list[Message]:
    """Return the replies of a thread."""
    history = workspace.channel(channel).history
    return [_copied(history.by_ts[reply]) for reply in history.threads.get(ts, [])]


def ephemerals(workspace: Workspace, where: str) -> list[Message]:
    """Return what was shown in a channel, or to a person anywhere (with its `channel`)."""
    person = next((u for u in workspace.users.values() if where in (u.id, u.name)), None)
    if person is None:
        return [_copied(m) for m in workspace.channel(where).history.ephemerals]
    channels = workspace.channels.values()
    shown = [m | {"channel": c.id} for c in channels for m in c.history.ephemerals]
    return [message for message in shown if message["to_user"] == person.id]


def reactions(workspace: Workspace, channel: str, ts: str) -> dict[str, list[str]]:
    """Return the reactions to a message."""
    message = workspace.channel(channel).history.by_ts[ts]
    return {r["name"]: list(r["users"]) for r in message.get("reactions", [])}


def _copied(message: Message) -> Message:
    """Copy what changes in place; deep copies of thousands at each poll would stall the server."""
    return message | {key: copy.deepcopy(message[key]) for key in IN_PLACE & message.keys()}
