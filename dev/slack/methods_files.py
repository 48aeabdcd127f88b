"""files.*: what people and the bot uploaded.

Source: https://docs.slack.dev/reference/methods/files.info, …/files.getUploadURLExternal,
…/files.completeUploadExternal
"""

from typing import Any

from dev.slack import files, uploads
from dev.slack.arguments import Arguments
from dev.slack.entities import Channel
from dev.slack.methods_chat import bots_own
from dev.slack.refusals import Refused, explained
from dev.slack.workspace import Workspace


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Return one file, a text with its content."""
    file = files.visible(workspace, arguments["file"])
    shown = files.file_object(workspace, file) | files.shares(workspace, file)
    answer: dict[str, Any] = {"file": shown, "comments": []}
    answer["response_metadata"] = {"next_cursor": ""}
    if file.type.is_text:
        answer |= {"content": file.text, "is_truncated": False}
    return answer


def upload_url(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Return where the bytes of a file may be sent."""
    if not arguments["length"].isdecimal() or not arguments["filename"]:
        raise explained("invalid_arguments", ["must provide an integer [json-pointer:/length]"])
    if int(arguments["length"]) == 0:
        raise Refused("missing_argument")
    return uploads.ticket(workspace, arguments["filename"], int(arguments["length"]))


def complete_upload(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Show in a channel or a thread what was uploaded."""
    given = uploads.asked_for(workspace, arguments["files"])
    channel, thread_ts = _shared_in(workspace, arguments), arguments.get("thread_ts")
    if channel and thread_ts and channel.history.root_of(thread_ts) is None:
        raise Refused("thread_not_found")
    stored = uploads.complete(workspace, given, channel)
    if channel:
        message = bots_own(workspace, {}) | {"text": arguments.get("initial_comment", "")}
        uploads.share(workspace, channel, message, stored, thread_ts)
    return {"files": [{"id": file.id, "title": file.title or file.name} for file in stored]}


def _shared_in(workspace: Workspace, arguments: Arguments) -> Channel | None:
    """Return the channel, of which only ids are taken, also where a post would take a person."""
    if not arguments.get("channel_id"):
        return None
    channel = workspace.visible(arguments["channel_id"])
    if not workspace.has_bot(channel):
        raise Refused("not_in_channel")
    if channel.archived:
        raise Refused("is_archived")
    return channel
