"""The bodies of commands and interactions, with all fields that Slack sends.

| of             | has besides what all have                                              |
|----------------|------------------------------------------------------------------------|
| a message      | `container` `channel` `message` (not of an ephemeral one) `state`      |
| a view         | `container` `view`; no channel, no `response_url`                      |
| block_actions  | `trigger_id` `actions`, of a message `response_url`                    |
| shortcuts      | `trigger_id` `callback_id` `action_ts`, of a message `response_url`    |
| view_submission| `trigger_id` `view` `response_urls`                                    |
| view_closed    | `view` `is_cleared`                                                    |
| suggestion     | `block_id` `action_id` `value`                                         |

Source: https://docs.slack.dev/reference/interaction-payloads,
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from collections.abc import Mapping
from typing import Any

from dev.slack.elements import Block, Element
from dev.slack.entities import Channel, User
from dev.slack.history import Message
from dev.slack.workspace import Workspace

Payload = dict[str, Any]
# What an action says of its element, beside what was chosen.
ELEMENT_FIELDS = ("text", "value", "style", "placeholder")


def common(workspace: Workspace, kind: str, user: User) -> Payload:
    """Return what every interaction has."""
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": workspace.app_id,
        "token": workspace.verification_token,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id or workspace.team_id,
        },
    }


def command(
    workspace: Workspace, user: User, channel: Channel, name: str, text: str
) -> dict[str, str]:
    """Return the fields of a slash command, but those that answer it."""
    return {
        "token": workspace.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.team_domain,
        "channel_id": channel.id,
        "channel_name": name_of(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
    }


def name_of(channel: Channel) -> str:
    """Return a channel's name as payloads have it, which hides private ones."""
    hidden = {"im": "directmessage", "group": "privategroup", "mpim": "privategroup"}
    return hidden.get(channel.kind, channel.name)


def in_message(channel: Channel, message: Message) -> Payload:
    """Return where it was, for an element of a message."""
    hidden = "to_user" in message
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": hidden,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    where: Payload = {"container": container, "channel": of_channel(channel)}
    return where if hidden else where | {"message": dict(message)}


def of_channel(channel: Channel) -> Payload:
    """Return a channel as payloads name it."""
    return {"id": channel.id, "name": name_of(channel)}


def in_view(view: Mapping[str, Any]) -> Payload:
    """Return where it was, for an element of a view."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": dict(view)}


def action(block: Block, element: Element, chosen: Mapping[str, Any], now: float) -> Payload:
    """Return one of `actions`."""
    told = {name: element[name] for name in ELEMENT_FIELDS if name in element}
    ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
    return {**ids, **told, **chosen, "action_ts": f"{now:.6f}"}
