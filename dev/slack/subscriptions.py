"""Which events an app gets: subscribed, covered by a scope, and seen from where the bot is.

Source: https://docs.slack.dev/reference/events (scope of each), https://docs.slack.dev/apis/events-api
"""

from dev.slack.access import FAMILY
from dev.slack.entities import Channel
from dev.slack.workspace import Event, Workspace

SCOPES = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
# Told of every public channel, whether the bot is in it or not.
DIRECTORY = frozenset({"channel_archive", "channel_created", "channel_rename", "channel_unarchive"})


def receives(workspace: Workspace, event: Event, channel: Channel | None) -> bool:
    """Tell whether the app is sent this event."""
    name = _subscription(event, channel)
    scope = _scope(name, channel)
    return (
        name in workspace.subscriptions
        and (scope is None or scope in workspace.scopes)
        and (channel is None or name in DIRECTORY or workspace.has_bot(channel))
    )


def _subscription(event: Event, channel: Channel | None) -> str:
    if event["type"] == "message" and channel is not None:
        return f"message.{FAMILY[channel.kind]}"
    return str(event["type"])


def _scope(name: str, channel: Channel | None) -> str | None:
    if name.startswith("member_") and channel is not None:
        return f"{FAMILY[channel.kind]}:read"
    return SCOPES.get(name)
