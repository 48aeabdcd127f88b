"""Files that were uploaded, and how messages and files.info show them.

A file that was shared in a public channel is every token's to see, one of another channel only
that of a bot which is in it.

Source: https://docs.slack.dev/reference/objects/file-object; `lines` and the preview's length as in
the tests of slack-go/slack (`messages_test.go`: "test\\n" has 2 lines)
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from dev.slack.entities import Channel, File, User
from dev.slack.file_types import type_of
from dev.slack.history import Message
from dev.slack.refusals import Refused
from dev.slack.workspace import Workspace, new_id

PREVIEW_LINES = 5
PREVIEW_LINE_CHARS = 400  # an event carries the preview, and the gateway refuses huge ones
PATH = "/files-pri/"


def store(
    workspace: Workspace, user: User, channel: Channel, given: Iterable[tuple[str, str | bytes]]
) -> list[File]:
    """Keep the files of a message that is about to be posted.

    Args:
        given: pairs of a name and its content.
    """
    stored = [_file(workspace, user, channel, name, content) for name, content in given]
    workspace.files |= {file.id: file for file in stored}
    return stored


def _file(
    workspace: Workspace, user: User, channel: Channel, name: str, content: str | bytes
) -> File:
    data = content.encode() if isinstance(content, str) else content
    created = int(workspace.clock())
    return File(new_id("F"), name, data, type_of(name, data), user.id, created, channel.id)


def message_fields(workspace: Workspace, files: list[File]) -> Message:
    """Return what a message with files has more than another."""
    shown = [file_object(workspace, file) | {"file_access": "visible"} for file in files]
    return {"subtype": "file_share", "files": shown, "upload": False, "display_as_bot": False}


def visible(workspace: Workspace, file_id: str) -> File:
    """Return a file that the bot's token may know of.

    Raises:
        Refused: `file_not_found`; Slack does not tell a hidden file from a missing one.
    """
    file = workspace.files.get(file_id)
    if file is None:
        raise Refused("file_not_found")
    channel = workspace.channels.get(file.channel)  # none: the bot's own, not shared
    if channel and channel.is_private and not workspace.has_bot(channel):
        raise Refused("file_not_found")
    return file


def file_object(workspace: Workspace, file: File) -> dict[str, Any]:
    """Return a file as messages show it."""
    base = f"{workspace.files_url}{PATH}{workspace.team_id}-{file.id}"
    name = quote(file.name)
    permalink = f"https://{workspace.team_domain}.slack.com/files/{file.user}/{file.id}/{name}"
    shown = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        **file.type._asdict(),
        "user": file.user,
        "user_team": workspace.team_id,
        "editable": file.type.is_text,
        "size": len(file.content),
        "mode": "snippet" if file.type.is_text else "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": _is_public(workspace, file),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{base}/{name}",
        "url_private_download": f"{base}/download/{name}",
        "permalink": permalink,
        "permalink_public": f"https://slack-files.com/{workspace.team_id}-{file.id}-public",
        "has_rich_preview": False,
    }
    return shown | (_snippet(file, permalink) if file.type.is_text else {})


def _is_public(workspace: Workspace, file: File) -> bool:
    return bool(file.channel) and workspace.channels[file.channel].kind == "channel"


def _snippet(file: File, permalink: str) -> dict[str, Any]:
    lines = file.text.split("\n")
    preview = [line[:PREVIEW_LINE_CHARS] for line in lines[:PREVIEW_LINES]]
    return {
        "edit_link": f"{permalink}/edit",
        "preview": "\n".join(preview),
        "lines": len(lines),
        "lines_more": max(0, len(lines) - PREVIEW_LINES),
        "preview_is_truncated": preview != lines[:PREVIEW_LINES],
    }


def shares(workspace: Workspace, file: File) -> dict[str, Any]:
    """Return where a file was shared, as files.info tells it."""
    nowhere: dict[str, Any] = {"channels": [], "groups": [], "ims": [], "comments_count": 0}
    if not file.channel:
        return nowhere | {"shares": {}}
    channel = workspace.channels[file.channel]
    share = {
        "reply_users": [],
        "reply_users_count": 0,
        "reply_count": 0,
        "ts": file.ts,
        "channel_name": channel.name,
        "team_id": workspace.team_id,
    }
    lists = {"channel": "channels", "group": "groups", "mpim": "groups", "im": "ims"}
    root_ts = channel.history.root_of(file.ts)
    if root_ts not in (None, file.ts):
        share["thread_ts"] = root_ts
    family = "private" if channel.is_private else "public"
    shown = {"shares": {family: {channel.id: [share]}}, lists[channel.kind]: [channel.id]}
    return nowhere | shown
