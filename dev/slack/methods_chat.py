"""chat.*: the bot posts, shows, updates and deletes.

Source: https://docs.slack.dev/reference/methods/chat.postMessage, …/chat.postEphemeral,
…/chat.update, …/chat.delete, …/chat.getPermalink
"""

from typing import Any

from dev.slack import posting
from dev.slack.access import message_ts, writable
from dev.slack.arguments import Arguments
from dev.slack.attachments import checked_attachments, look
from dev.slack.blocks import check_blocks
from dev.slack.elements import with_ids
from dev.slack.history import Message
from dev.slack.refusals import Refused
from dev.slack.shapes import bot_profile, permalink_of
from dev.slack.workspace import Workspace

TEXT_CHARS = 40_000  # longer is posted cut, with a warning
UPDATE_TEXT_CHARS = 4_000
MARKDOWN_CHARS = 12_000

Answer = dict[str, Any]


def post_message(workspace: Workspace, arguments: Arguments) -> Answer:
    """Post to a channel, a thread or a DM."""
    channel = writable(workspace, arguments["channel"])
    content = _content(arguments)
    warnings = _cut(content)
    message = posting.post(
        workspace,
        channel,
        {**bots_own(workspace, arguments), **content},
        arguments.get("thread_ts"),
        arguments.get("reply_broadcast", False),
    )
    answer: Answer = {"channel": channel.id, "ts": message["ts"], "message": dict(message)}
    return answer | warnings


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Answer:
    """Show a message to one person in a channel."""
    channel = writable(workspace, arguments["channel"])
    user_id = arguments["user"]
    if user_id not in workspace.users:
        raise Refused("user_not_found")
    if user_id not in channel.members:
        raise Refused("user_not_in_channel")
    message = {**bots_own(workspace, arguments), **_content(arguments)}
    if arguments.get("thread_ts"):
        message["thread_ts"] = arguments["thread_ts"]
    return {"message_ts": posting.show_ephemeral(workspace, channel, message, user_id)}


def permalink(workspace: Workspace, arguments: Arguments) -> Answer:
    """Return the address of a message; that of a reply names its thread."""
    channel = workspace.visible(arguments["channel"])
    ts = message_ts(channel, arguments["message_ts"])
    return {"channel": channel.id, "permalink": permalink_of(workspace, channel, ts)}


def update(workspace: Workspace, arguments: Arguments) -> Answer:
    """Change one of the bot's own messages; text without blocks drops the blocks."""
    channel, ts = _own_message(workspace, arguments, "cant_update_message")
    content = _content(arguments)
    if len(content["text"]) > UPDATE_TEXT_CHARS:
        raise Refused("msg_too_long")
    content.setdefault("blocks", [])
    message = posting.edit(workspace, workspace.channels[channel], ts, content)
    return {"channel": channel, "ts": ts, "text": message["text"], "message": dict(message)}


def delete(workspace: Workspace, arguments: Arguments) -> Answer:
    """Delete one of the bot's own messages."""
    channel, ts = _own_message(workspace, arguments, "cant_delete_message")
    posting.delete(workspace, workspace.channels[channel], ts)
    return {"channel": channel, "ts": ts}


def _own_message(workspace: Workspace, arguments: Arguments, refusal: str) -> tuple[str, str]:
    channel = workspace.visible(arguments["channel"])
    ts = message_ts(channel, arguments["ts"])
    if channel.history.by_ts[ts].get("bot_id") != workspace.bot_id:
        raise Refused(refusal)
    return channel.id, ts


def bots_own(workspace: Workspace, arguments: Arguments) -> Message:
    """Return what every message of the bot has."""
    own = {
        "type": "message",
        "bot_id": workspace.bot_id,
        "app_id": workspace.app_id,
        "team": workspace.team_id,
        "bot_profile": bot_profile(workspace),
    }
    # A post under another name is nobody's but the bot's: Slack gives it no user.
    return own | (look(workspace, arguments) or {"user": workspace.bot.id})


def _content(arguments: Arguments) -> Message:
    content: Message = {"text": _text(arguments)}
    if arguments.get("blocks"):
        content["blocks"] = with_ids(check_blocks(arguments["blocks"]))
    if arguments.get("attachments"):
        content["attachments"] = checked_attachments(arguments["attachments"])
    if not content["text"].strip() and not content.get("blocks") and not content.get("attachments"):
        raise Refused("no_text")
    if arguments.get("metadata"):
        content["metadata"] = _metadata(arguments["metadata"])
    return content


def _text(arguments: Arguments) -> str:
    markdown = arguments.get("markdown_text")
    if markdown is None:
        return str(arguments.get("text", ""))
    if arguments.get("text") or arguments.get("blocks"):
        raise Refused("markdown_text_conflict")
    if len(markdown) > MARKDOWN_CHARS:
        raise Refused("msg_too_long")
    return str(markdown)


def _metadata(metadata: object) -> dict[str, Any]:
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise Refused("invalid_metadata_format")
    return metadata


def _cut(content: Message) -> Answer:
    if len(content["text"]) <= TEXT_CHARS:
        return {}
    content["text"] = content["text"][:TEXT_CHARS]
    warning = "message_truncated"
    return {"warning": warning, "response_metadata": {"warnings": [warning]}}
