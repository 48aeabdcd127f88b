"""conversations.*: the directory of channels, and who is in them.

Source: https://docs.slack.dev/reference/methods/conversations.list and its neighbours
"""

from typing import Any

from dev.slack import membership
from dev.slack.access import FAMILY, readable, require_scope
from dev.slack.arguments import Arguments
from dev.slack.entities import Channel, Kind
from dev.slack.paging import page
from dev.slack.refusals import Refused
from dev.slack.shapes import channel_object
from dev.slack.workspace import Workspace, new_id

Answer = dict[str, Any]

TYPES: dict[str, Kind] = {
    "public_channel": "channel",
    "private_channel": "group",
    "im": "im",
    "mpim": "mpim",
}
PEOPLE_IN_MPIM = 8


def list_channels(workspace: Workspace, arguments: Arguments) -> Answer:
    """Return a page of the channels that the token may know of."""
    known = [c for c in workspace.channels.values() if not c.is_private or workspace.has_bot(c)]
    return _filtered_page(workspace, known, arguments)


def of_user(workspace: Workspace, arguments: Arguments) -> Answer:
    """Return a page of the channels that somebody (the bot itself) is in."""
    user_id = arguments.get("user") or workspace.bot.id
    if user_id not in workspace.users:
        raise Refused("user_not_found")
    known = [c for c in workspace.channels.values() if not c.is_private or workspace.has_bot(c)]
    return _filtered_page(workspace, [c for c in known if user_id in c.members], arguments)


def _filtered_page(workspace: Workspace, known: list[Channel], arguments: Arguments) -> Answer:
    kinds = _kinds(workspace, arguments)
    shown, cursor = page(known, arguments)
    if arguments.get("exclude_archived"):
        shown = [channel for channel in shown if not channel.archived]
    channels = [
        channel_object(channel, workspace) | {"num_members": len(channel.members)}
        for channel in shown
        if channel.kind in kinds
    ]
    return {"channels": channels, "response_metadata": cursor}


def _kinds(workspace: Workspace, arguments: Arguments) -> set[Kind]:
    names = [name.strip() for name in str(arguments.get("types", "public_channel")).split(",")]
    if not set(names) <= set(TYPES):
        raise Refused("invalid_types")
    for name in names:
        require_scope(workspace, f"{FAMILY[TYPES[name]]}:read")
    return {TYPES[name] for name in names}


def info(workspace: Workspace, arguments: Arguments) -> Answer:
    """Return one channel."""
    channel = readable(workspace, arguments["channel"], "read")
    shown = channel_object(channel, workspace)
    if arguments.get("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def members(workspace: Workspace, arguments: Arguments) -> Answer:
    """Return a page of the ids of a channel's members."""
    channel = readable(workspace, arguments["channel"], "read")
    shown, cursor = page(list(channel.members), arguments)
    return {"members": shown, "response_metadata": cursor}


def join(workspace: Workspace, arguments: Arguments) -> Answer:
    """Let the bot into a public channel; being there already is only a warning."""
    channel = workspace.visible(arguments["channel"])
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    joined = membership.join(workspace, channel, workspace.bot)
    answer: Answer = {"channel": channel_object(channel, workspace)}
    if not joined:
        warning = "already_in_channel"
        answer |= {"warning": warning, "response_metadata": {"warnings": [warning]}}
    return answer


def leave(workspace: Workspace, arguments: Arguments) -> Answer:
    """Take the bot out of a channel; not being there is no error."""
    channel = workspace.visible(arguments["channel"])
    if channel.kind == "im":
        raise Refused("method_not_supported_for_channel_type")
    require_scope(workspace, "groups:write" if channel.is_private else "channels:manage")
    if channel.is_general:
        raise Refused("cant_leave_general")
    if channel.archived:
        raise Refused("is_archived")
    return {} if membership.leave(workspace, channel, workspace.bot) else {"not_in_channel": True}


def open_dm(workspace: Workspace, arguments: Arguments) -> Answer:
    """Open the direct message with one person, or a group of several."""
    if arguments.get("channel"):
        channel = workspace.visible(arguments["channel"])
        return _opened(workspace, channel, arguments, was_open=True)
    people = [user_id for user_id in str(arguments.get("users", "")).split(",") if user_id]
    if not people:
        raise Refused("users_list_not_supplied")
    if any(user_id not in workspace.users for user_id in people):
        raise Refused("user_not_found")
    if len(people) > 1:
        return _open_group(workspace, people, arguments)
    if people == [workspace.bot.id]:
        raise Refused("invalid_user_combination")
    if workspace.users[people[0]].is_bot:
        raise Refused("cannot_dm_bot")
    before = len(workspace.channels)
    channel = workspace.dm(people[0])
    return _opened(workspace, channel, arguments, was_open=len(workspace.channels) == before)


def _open_group(workspace: Workspace, people: list[str], arguments: Arguments) -> Answer:
    require_scope(workspace, "mpim:write")
    if len(people) > PEOPLE_IN_MPIM:
        raise Refused("too_many_users")
    wanted = {*people, workspace.bot.id}
    for channel in workspace.channels.values():
        if channel.kind == "mpim" and set(channel.members) == wanted:
            return _opened(workspace, channel, arguments, was_open=True)
    names = "--".join(workspace.users[user_id].name for user_id in sorted(wanted))
    channel = Channel(id=new_id("C"), name=f"mpdm-{names}-1", kind="mpim", creator=workspace.bot.id)
    channel.created = int(workspace.clock())
    channel.members = dict.fromkeys((*people, workspace.bot.id))
    workspace.channels[channel.id] = channel
    return _opened(workspace, channel, arguments, was_open=False)


def _opened(
    workspace: Workspace, channel: Channel, arguments: Arguments, *, was_open: bool
) -> Answer:
    whole = arguments.get("return_im", False)
    shown = channel_object(channel, workspace) if whole else {"id": channel.id}
    answer: Answer = {"channel": shown}
    return answer | {"no_op": True, "already_open": True} if was_open else answer
