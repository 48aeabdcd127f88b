"""How the Web API shows users, channels and messages.

Source: https://docs.slack.dev/reference/objects
"""

from typing import Any

from dev.slack.entities import Channel, User
from dev.slack.history import Message
from dev.slack.workspace import Workspace


def user_object(user: User, workspace: Workspace) -> dict[str, Any]:
    """Return a user as users.info has it; no e-mail, which would need users:read.email."""
    shown: dict[str, Any] = {
        "id": user.id,
        "team_id": user.team_id or workspace.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": "Greenwich Mean Time",
        "tz_offset": 0,
        "profile": _profile(user, workspace),
        # False for USLACKBOT too, which is not an app: the id is what tells it.
        "is_bot": user.is_bot,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_app_user": False,
        "updated": user.updated,
    }
    return shown | ({"is_stranger": True} if user.is_stranger else {})


def _profile(user: User, workspace: Workspace) -> dict[str, Any]:
    profile: dict[str, Any] = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "team": user.team_id or workspace.team_id,
    }
    if user.id == workspace.bot.id:
        profile |= {"api_app_id": workspace.app_id, "bot_id": workspace.bot_id}
    elif user.is_bot:
        profile |= {"api_app_id": f"A{user.id[1:]}", "bot_id": f"B{user.id[1:]}"}
    return profile


def channel_object(channel: Channel, workspace: Workspace) -> dict[str, Any]:
    """Return a conversation as conversations.info has it for the bot."""
    shown: dict[str, Any] = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "updated": channel.created * 1000,
    }
    if channel.kind == "im":
        others = [member for member in channel.members if member != workspace.bot.id]
        return shown | {"user": others[0], "is_user_deleted": False, "priority": 0}
    return shown | _channel_fields(channel, workspace)


def _channel_fields(channel: Channel, workspace: Workspace) -> dict[str, Any]:
    return {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "is_general": channel.is_general,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "parent_conversation": None,
        "unlinked": 0,
        "creator": channel.creator,
        "shared_team_ids": [workspace.team_id],
        "is_member": workspace.has_bot(channel),
        "topic": _described(channel.topic, channel),
        "purpose": _described(channel.purpose, channel),
        "previous_names": list(channel.previous_names),
    }


def _described(value: str, channel: Channel) -> dict[str, Any]:
    return {"value": value, "creator": channel.creator if value else "", "last_set": 0}


def bot_profile(workspace: Workspace) -> dict[str, Any]:
    """Return the `bot_profile` that the bot's posts carry."""
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "user_id": workspace.bot.id,
        "name": workspace.bot.name,
        "icons": {},
        "deleted": False,
        "updated": workspace.bot.updated,
        "team_id": workspace.team_id,
    }


def message_object(message: Message, with_metadata: bool) -> Message:
    """Return a message as the readers show it: `metadata` only if it was asked for."""
    if with_metadata:
        return dict(message)
    return {key: value for key, value in message.items() if key != "metadata"}


def permalink_of(workspace: Workspace, channel: Channel, ts: str) -> str:
    """Return the address of a message; that of a reply names its thread."""
    base = f"https://{workspace.team_domain}.slack.com/archives/{channel.id}"
    root_ts = channel.history.root_of(ts)
    behind = "" if root_ts in (None, ts) else f"?thread_ts={root_ts}&cid={channel.id}"
    return f"{base}/p{ts.replace('.', '')}{behind}"
