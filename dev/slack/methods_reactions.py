"""reactions.*

Source: https://docs.slack.dev/reference/methods/reactions.add, …/reactions.remove, …/reactions.get
"""

import re
from typing import Any

from dev.slack import posting
from dev.slack.access import TS, message_ts
from dev.slack.arguments import Arguments
from dev.slack.entities import Channel
from dev.slack.refusals import Refused
from dev.slack.shapes import message_object
from dev.slack.workspace import Workspace

NAME = re.compile(r"[a-z0-9_+'\u00c0-\uffff-]{1,100}(::skin-tone-[2-6])?")


def add(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Add the bot's reaction."""
    channel, ts = _open_target(workspace, arguments)
    posting.add_reaction(workspace, channel, ts, workspace.bot.id, _name(arguments))
    return {}


def remove(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Remove the bot's reaction."""
    channel, ts = _open_target(workspace, arguments)
    posting.remove_reaction(workspace, channel, ts, workspace.bot.id, _name(arguments))
    return {}


def get(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Return a message with its reactions."""
    channel, ts = _target(workspace, arguments)
    message = message_object(channel.history.by_ts[ts], with_metadata=False)
    return {"type": "message", "channel": channel.id, "message": message}


def _name(arguments: Arguments) -> str:
    name = str(arguments["name"])
    if not NAME.fullmatch(name):
        raise Refused("invalid_name")
    return name


def _target(workspace: Workspace, arguments: Arguments) -> tuple[Channel, str]:
    if not arguments.get("channel") or not arguments.get("timestamp"):
        raise Refused("no_item_specified")
    channel = workspace.visible(arguments["channel"])
    if not TS.fullmatch(arguments["timestamp"]):
        raise Refused("bad_timestamp")
    ts = message_ts(channel, arguments["timestamp"])
    if not workspace.has_bot(channel):
        raise Refused("not_in_channel")
    return channel, ts


def _open_target(workspace: Workspace, arguments: Arguments) -> tuple[Channel, str]:
    channel, ts = _target(workspace, arguments)
    if channel.archived:
        raise Refused("is_archived")
    return channel, ts
