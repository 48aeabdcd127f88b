"""`python -m consumer manifest`: the Slack app's manifest, from what is registered.

Source: https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from typing import Any

import orjson

from consumer.registry import Registry
from shared.events import ROUTES

REQUEST_URL = "https://burrow.example.com/slack/events"

# Subscription, its scopes, and what needs it.
MESSAGE_EVENTS = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
EVENT_SCOPES = {
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "member_joined_channel": "channels:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
# Of SLACK_USER_TOKEN, with which bgtasks looks for calls for support that were missed.
USER_SCOPES = ["search:read"]
# What the bot calls: posts (also under another's name), reactions, files that people share, long
# output of jobs as files, the channel cache, direct messages.
BASE_SCOPES = {
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "files:read",
    "files:write",
    "groups:read",
    "im:read",
    "im:write",
    "mpim:read",
    "reactions:write",
    "users:read",
}


def build(registry: Registry) -> dict[str, Any]:
    """Return the manifest for these handlers."""
    # Handlers of requests and webhooks are no business of Slack's.
    wanted = {one.trigger for one in registry.of_kind("event")} & ROUTES.keys()
    scopes = BASE_SCOPES | set(MESSAGE_EVENTS.values())
    scopes |= {EVENT_SCOPES[event] for event in wanted if event in EVENT_SCOPES}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Burrow",
            "description": "Answers, reacts, welcomes newcomers and explains terms.",
            "background_color": "#3b2f2f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "burrow", "always_online": True},
        },
        "oauth_config": {"scopes": {"bot": sorted(scopes), "user": USER_SCOPES}},
        "settings": {
            "event_subscriptions": {
                "request_url": REQUEST_URL,
                "bot_events": sorted(MESSAGE_EVENTS.keys() | wanted),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def dumps(registry: Registry) -> str:
    """Return the manifest as the file slack-manifest.json holds it."""
    return orjson.dumps(build(registry), option=orjson.OPT_INDENT_2).decode() + "\n"
