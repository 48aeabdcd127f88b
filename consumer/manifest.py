"""The Slack app's manifest, from what is registered.

| part of it       | is there                                                                    |
|------------------|-----------------------------------------------------------------------------|
| scopes           | for what the bot calls, and for each event that is subscribed               |
| bot_events       | messages, mentions, and every event that a handler wants                    |
| slash_commands   | `/burrow`, or those that are asked for                                      |
| shortcuts        | one for each handler of a shortcut                                          |
| home tab         | if a handler wants `app_home_opened`                                        |
| addresses        | all the same one; none in Socket Mode, where Slack sends nothing to them    |

Source: https://docs.slack.dev/reference/app-manifest,
https://github.com/slackapi/manifest-schema
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from consumer.handler import Handler
from consumer.registry import Registry
from shared.errors import ContentError
from shared.events import ROUTES
from shared.scopes import CALL_SCOPES, MESSAGE_EVENTS, USER_SCOPES, scope_of

PATH = "/slack/events"
NOWHERE = "https://burrow.example.com"  # to be replaced by who did not say --url
SLASH = "/burrow"
HOME_OPENED = "app_home_opened"
ANYTHING = "help, or any command"

# Slack's own; a manifest that passes one is refused whole.
SHORTCUTS_MAX = 10
SHORTCUT_NAME_CHARS = 24
SHORTCUT_HELP_CHARS = 150
USAGE_HINT_CHARS = 1_000
TYPES = {"message": "message", "everywhere": "global"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the app is to be connected.

    Args:
        url: the gateway as Slack reaches it, without a path.
        slash: the slash commands; the first one takes every command.
    """

    url: str = NOWHERE
    slash: Sequence[str] = (SLASH,)
    socket_mode: bool = False


def build(registry: Registry, wishes: Wishes | None = None) -> dict[str, Any]:
    """Return the manifest for these handlers.

    Raises:
        ContentError: a shortcut that Slack would refuse.
    """
    wishes = wishes or Wishes()
    # Handlers of requests and webhooks are no business of Slack's.
    wanted = {one.trigger for one in registry.of_kind("event")} & ROUTES.keys()
    events = sorted(MESSAGE_EVENTS.keys() | wanted)
    scopes = CALL_SCOPES.keys() | {scope_of(event) for event in events} - {""}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Burrow",
            "description": "Answers, reacts, welcomes newcomers and explains terms.",
            "background_color": "#3b2f2f",
        },
        "features": features(registry, wishes, home=HOME_OPENED in wanted),
        "oauth_config": {"scopes": {"bot": sorted(scopes), "user": list(USER_SCOPES)}},
        "settings": {
            "event_subscriptions": address("request_url", wishes) | {"bot_events": events},
            "interactivity": {
                "is_enabled": True,
                **address("request_url", wishes),
                **address("message_menu_options_url", wishes),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": wishes.socket_mode,
            "token_rotation_enabled": False,
        },
    }


def features(registry: Registry, wishes: Wishes, *, home: bool) -> dict[str, Any]:
    """Return what people see of the app; Slack refuses an empty list."""
    shortcuts = shortcuts_of(registry.of_kind("shortcut"))
    return {
        "app_home": {
            "home_tab_enabled": home,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "burrow", "always_online": True},
        **({"shortcuts": shortcuts} if shortcuts else {}),
        "slash_commands": [slash_command(name, registry, wishes) for name in wishes.slash],
    }


def address(field: str, wishes: Wishes) -> dict[str, str]:
    """Return a field with the gateway's address, or none in Socket Mode."""
    return {} if wishes.socket_mode else {field: f"{wishes.url}{PATH}"}


def slash_command(name: str, registry: Registry, wishes: Wishes) -> dict[str, Any]:
    """Return a slash command: the first takes all that Burrow knows, others begin with a word."""
    about, hint = "Ask Burrow: the same commands as in a message to it.", ANYTHING
    if name != wishes.slash[0]:
        command = registry.named(name.removeprefix("/"))
        about = command.help.replace("`", "") if command else about
        hint = str(command.parameters) if command else hint
    return {
        "command": name,
        "description": about,
        **({"usage_hint": hint[:USAGE_HINT_CHARS]} if hint else {}),
        **address("url", wishes),
        # People and channels come as ids: names cannot be resolved for sure.
        "should_escape": True,
    }


def shortcuts_of(handlers: Sequence[Handler]) -> list[dict[str, str]]:
    """Return the shortcuts.

    Raises:
        ContentError: Slack would refuse one.
    """
    if len(handlers) > SHORTCUTS_MAX:
        sources = ", ".join(one.source for one in handlers)
        problem = f"there are {len(handlers)}, Slack takes {SHORTCUTS_MAX}: remove some"
        raise ContentError(sources, "shortcuts", problem)
    return [shortcut(one) for one in handlers]


def shortcut(handler: Handler) -> dict[str, str]:
    """Return one shortcut."""
    # The callback_id was looked at with the names of all buttons and forms, as it is registered.
    limits = {
        "name": (handler.title, SHORTCUT_NAME_CHARS),
        "help": (handler.help, SHORTCUT_HELP_CHARS),
    }
    for field, (text, most) in limits.items():
        if not 0 < len(text) <= most:
            problem = f"has {len(text)} characters, Slack takes 1 to {most}: change it"
            raise ContentError(handler.source, f"shortcut {handler.trigger}: {field}", problem)
    return {
        "name": handler.title,
        "type": TYPES[handler.on],
        "callback_id": handler.trigger,
        "description": handler.help,
    }


def dumps(registry: Registry, wishes: Wishes | None = None) -> str:
    """Return the manifest as the file slack-manifest.json holds it."""
    return orjson.dumps(build(registry, wishes), option=orjson.OPT_INDENT_2).decode() + "\n"
