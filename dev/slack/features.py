"""What the app's manifest offers people: its slash commands and its shortcuts.

| record         | fields                                                     |
|----------------|------------------------------------------------------------|
| `SlashCommand` | `command` `description` `usage_hint` `should_escape`       |
| `Shortcut`     | `callback_id` `name` `type` (global, message) `description` |

Source: https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

On = Literal["global", "message"]


@dataclass(frozen=True)
class SlashCommand:
    """One slash command."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """One shortcut: of the whole workspace, or in the menu of a message."""

    callback_id: str
    name: str
    type: On
    description: str = ""


@dataclass(frozen=True)
class Features:
    """All of them."""

    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()


DEFAULT_FEATURES = Features(
    (
        SlashCommand(
            "/burrow", "Ask the bot", usage_hint="help, or what you want", should_escape=True
        ),
    ),
    (
        Shortcut("ask_burrow", "Ask Burrow", "global", "Type a command to the bot"),
        Shortcut("call_support", "Call tech support", "message", "Tell tech support of it"),
    ),
)


def read_features(manifest: Mapping[str, Any]) -> Features:
    """Return what a manifest offers."""
    features = manifest.get("features", {})
    return Features(
        tuple(_command(row) for row in features.get("slash_commands", [])),
        tuple(_shortcut(row) for row in features.get("shortcuts", [])),
    )


def _command(row: Mapping[str, Any]) -> SlashCommand:
    texts = (row["command"], row.get("description", ""), row.get("usage_hint", ""))
    return SlashCommand(*texts, should_escape=row.get("should_escape", False))


def _shortcut(row: Mapping[str, Any]) -> Shortcut:
    return Shortcut(row["callback_id"], row["name"], row["type"], row.get("description", ""))
