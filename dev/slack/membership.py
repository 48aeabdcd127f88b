"""Joining, leaving, new members, and the directory of channels.

Source: https://docs.slack.dev/reference/events/member_joined_channel, …/team_join,
…/channel_created
"""

from collections.abc import Mapping
from typing import Any

from dev.slack import events
from dev.slack.entities import Channel, User
from dev.slack.posting import post
from dev.slack.workspace import Workspace, new_id


def join(workspace: Workspace, channel: Channel, user: User) -> bool:
    """Make somebody a member; tell of it twice, as Slack does. False if they were one."""
    if user.id in channel.members:
        return False
    channel.members[user.id] = None
    _tell_membership(workspace, "member_joined_channel", channel, user)
    _post_notice(workspace, channel, user, "join", "has joined the channel")
    return True


def leave(workspace: Workspace, channel: Channel, user: User) -> bool:
    """End a membership. False if there was none."""
    if user.id not in channel.members:
        return False
    del channel.members[user.id]
    _tell_membership(workspace, "member_left_channel", channel, user)
    _post_notice(workspace, channel, user, "leave", "has left the channel")
    return True


def _tell_membership(workspace: Workspace, kind: str, channel: Channel, user: User) -> None:
    event_ts = channel.history.next_ts(workspace.clock())
    event = events.membership(kind, channel, user.id, workspace.team_id, event_ts)
    workspace.tell(event, channel)


def _post_notice(
    workspace: Workspace, channel: Channel, user: User, verb: str, sentence: str
) -> None:
    kind = "group" if channel.kind == "group" else "channel"
    notice = {
        "type": "message",
        "subtype": f"{kind}_{verb}",
        "user": user.id,
        "text": f"<@{user.id}> {sentence}",
    }
    post(workspace, channel, notice)


def add_member(workspace: Workspace, real_name: str, is_bot: bool = False) -> User:
    """Let a new person into the workspace and into #general; a bot's user joins no channel."""
    now = workspace.clock()
    name = _free_name(workspace, real_name)
    user = User(id=new_id("U"), name=name, real_name=real_name, is_bot=is_bot)
    user.updated = int(now)
    workspace.users[user.id] = user
    workspace.tell(events.new_member(user, workspace, f"{now:.6f}"))
    for channel in list(workspace.channels.values()):
        if channel.is_general and not is_bot:
            join(workspace, channel, user)
    return user


def change_user(workspace: Workspace, user: User, changes: Mapping[str, Any]) -> None:
    """Change what is known of somebody, and tell of it."""
    for name, value in changes.items():
        setattr(user, name, value)
    now = workspace.clock()
    user.updated = max(int(now), user.updated + 1)  # each change is newer than the one before
    workspace.tell(events.user_changed(user, workspace, f"{now:.6f}"))


def _free_name(workspace: Workspace, real_name: str) -> str:
    wanted = "".join(c if c.isalnum() else "." for c in real_name.lower()).strip(".") or "guest"
    taken = {user.name for user in workspace.users.values()}
    names = (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def create_channel(workspace: Workspace, name: str, creator: User, private: bool) -> Channel:
    """Open a channel with its creator in it."""
    channel = Channel(
        id=new_id("C"), name=name, kind="group" if private else "channel", creator=creator.id
    )
    channel.created = int(workspace.clock())
    channel.members = {creator.id: None}
    workspace.channels[channel.id] = channel
    if not private:
        _tell_directory(workspace, "channel_created", channel, creator)
    return channel


def rename(workspace: Workspace, channel: Channel, name: str, actor: User) -> None:
    """Give a channel another name."""
    channel.previous_names.insert(0, channel.name)
    channel.name = name
    _tell_directory(workspace, "channel_rename", channel, actor)


def archive(workspace: Workspace, channel: Channel, actor: User, archived: bool) -> None:
    """Close a channel, or open it again."""
    channel.archived = archived
    kind = "channel_archive" if archived else "channel_unarchive"
    _tell_directory(workspace, kind, channel, actor)


def _tell_directory(workspace: Workspace, kind: str, channel: Channel, actor: User) -> None:
    event_ts = channel.history.next_ts(workspace.clock())
    event = events.directory(kind, channel, actor.id, event_ts)
    if channel.is_private:
        event["type"] = kind.replace("channel_", "group_")
    workspace.tell(event, channel)
