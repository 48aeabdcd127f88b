"""A workspace in which the app is installed as its manifest says.

Source: https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping
from typing import Any

from dev.slack.features import read_features
from dev.slack.workspace import Workspace


def installed(manifest: Mapping[str, Any]) -> Workspace:
    """Return a workspace with the manifest's scopes, events, slash commands and shortcuts."""
    scopes = manifest["oauth_config"]["scopes"]
    return Workspace(
        scopes=frozenset(scopes["bot"]),
        user_scopes=frozenset(scopes.get("user", [])),
        subscriptions=frozenset(manifest["settings"]["event_subscriptions"]["bot_events"]),
        features=read_features(manifest),
        home_tab=manifest["features"].get("app_home", {}).get("home_tab_enabled", False),
    )
