"""Slack's permissions: which event needs which, and what does not work without each.

The manifest asks for them, `python -m gateway doctor` says what it means that one is missing.

Source: the page of each event and method on https://docs.slack.dev/reference
"""

from __future__ import annotations

from collections.abc import Mapping

# Subscription and its scope; an event that is in neither table needs none.
MESSAGE_EVENTS: Mapping[str, str] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
EVENT_SCOPES: Mapping[str, str] = {
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "emoji_changed": "emoji:read",
    "link_shared": "links:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}

# What the bot does, and what it cannot do without the scope. Modals, the home tab, answers to
# buttons and the socket of Socket Mode need none of the bot's scopes.
CALL_SCOPES: Mapping[str, str] = {
    "channels:join": "it cannot join public channels by itself (JOIN_CHANNELS)",
    "channels:read": "it does not know public channels by name",
    "chat:write": "it cannot post at all",
    "chat:write.customize": "it cannot repeat statuses under their author's name and face",
    "commands": "there are no slash commands and no shortcuts",
    "files:read": "it cannot read the files that people share",
    "files:write": "it cannot upload the long output of a job",
    "groups:read": "it does not know private channels by name",
    "im:read": "it knows nothing of its direct messages",
    "im:write": "it cannot write to somebody first: welcomes, and answers that a channel refuses",
    "mpim:read": "it knows nothing of its group messages",
    "reactions:write": "it cannot react",
    "users:read": "it cannot tell members from guests, so that restricted jobs do not run",
}

# Of SLACK_USER_TOKEN, with which bgtasks looks for calls for support that were missed.
USER_SCOPES = ("search:read",)


def scope_of(event: str) -> str:
    """Return the scope that a subscription needs, empty if it needs none."""
    return MESSAGE_EVENTS.get(event, EVENT_SCOPES.get(event, ""))


def lost_without(scope: str, subscribed: list[str]) -> str:
    """Say what does not work without a scope.

    Args:
        subscribed: the events that the manifest asks for.
    """
    lost = [CALL_SCOPES[scope]] if scope in CALL_SCOPES else []
    if unsent := [event for event in subscribed if scope_of(event) == scope]:
        lost.append(f"Slack does not send {', '.join(unsent)}")
    return "; ".join(lost) or "what the manifest asks it for does not work"
