"""What the bot's token may do with one channel.

Source: https://docs.slack.dev/reference/scopes, and the errors on each method's page
"""

import re

from dev.slack.entities import Channel, Kind
from dev.slack.refusals import Refused, missing_scope
from dev.slack.workspace import Workspace

FAMILY: dict[Kind, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
TS = re.compile(r"\d{1,20}\.\d{1,6}")


def require_scope(workspace: Workspace, scope: str) -> None:
    """Refuse with `missing_scope` unless the token has it."""
    if scope not in workspace.scopes:
        raise missing_scope(scope, workspace.scopes)


def readable(workspace: Workspace, channel_id: str, right: str) -> Channel:
    """Return a channel whose `channels:<right>` (`groups:`, `im:`, `mpim:`) scope the token has."""
    channel = workspace.visible(channel_id)
    require_scope(workspace, f"{FAMILY[channel.kind]}:{right}")
    return channel


def writable(workspace: Workspace, channel_id: str) -> Channel:
    """Return a channel that the bot may post to; a person's id opens the DM.

    Raises:
        Refused: `cannot_dm_bot`, `channel_not_found`, `not_in_channel`, `is_archived`.
    """
    user = workspace.users.get(channel_id)
    if user is not None and user.is_bot:
        raise Refused("cannot_dm_bot")
    if user is not None:
        return workspace.dm(user.id)
    channel = workspace.visible(channel_id)
    if not workspace.has_bot(channel) and "chat:write.public" not in workspace.scopes:
        raise Refused("not_in_channel")
    if channel.archived:
        raise Refused("is_archived")
    return channel


def message_ts(channel: Channel, ts: str) -> str:
    """Return the `ts` of a message that exists.

    Raises:
        Refused: `message_not_found`.
    """
    if ts not in channel.history.by_ts:
        raise Refused("message_not_found")
    return ts
