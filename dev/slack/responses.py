"""What the app posts to an address that came with a deed (`response_url`).

| field              | what it does                                                             |
|--------------------|--------------------------------------------------------------------------|
| `response_type`    | `in_channel`: all see it; else only who did the deed                     |
| `replace_original` | true: the message that was used gets this content                        |
| `delete_original`  | true: it goes away                                                       |
| `thread_ts`        | the answer goes into this thread                                         |

An answer to a slash command has no original: it is posted as new. A post to such an address is
recorded, and can be made to fail, as a call of the method `response_url`.

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import json
from typing import Any

from dev.slack import posting
from dev.slack.attachments import checked_attachments
from dev.slack.blocks import check_blocks
from dev.slack.elements import with_ids
from dev.slack.entities import Channel
from dev.slack.history import Message
from dev.slack.refusals import Refused
from dev.slack.replies import Reply
from dev.slack.reply_urls import ReplyUrl
from dev.slack.requests import ApiRequest
from dev.slack.workspace import Workspace

PATHS = ("/commands/", "/actions/", "/app/")
METHOD = "response_url"


def request_of(path: str, content: bytes) -> ApiRequest:
    """Return a post as a call; the path is the secret that stands for a token."""
    request = ApiRequest(METHOD, token=path)
    try:
        given = json.loads(content)
    except ValueError:
        given = None
    if isinstance(given, dict):
        request.arguments = given
    else:
        request.problem = Refused("invalid_payload")
    return request


def answer(workspace: Workspace, request: ApiRequest) -> Reply:
    """Carry out a post, if its address may still be used."""
    reply_url = workspace.reply_urls.of(request.token or "")
    if reply_url is None:
        return _refused("no_service", 404)
    refusal = reply_url.refusal(workspace.clock())
    if refusal is not None:
        return _refused(refusal, 404)
    try:
        if request.problem is not None:
            raise request.problem
        respond(workspace, reply_url, request.arguments)
    except Refused as problem:
        return _refused(problem.error, 400)
    reply_url.uses += 1
    return Reply({"ok": True})


def _refused(error: str, status: int) -> Reply:
    return Reply({"ok": False, "error": error}, status)


def respond(workspace: Workspace, reply_url: ReplyUrl, given: dict[str, Any]) -> None:
    """Show an answer, or put it in the place of the original.

    Raises:
        Refused: `no_text`, `invalid_blocks` and so on.
    """
    channel = workspace.channels[reply_url.channel_id]
    original = _original(channel, reply_url)
    if original is not None and _true(given.get("delete_original")):
        _delete(workspace, channel, original)
        return
    content = _content(given)
    if original is not None and _true(given.get("replace_original")):
        _replace(workspace, channel, original, content)
    else:
        _post(workspace, channel, reply_url, given, content)


def _post(
    workspace: Workspace,
    channel: Channel,
    reply_url: ReplyUrl,
    given: dict[str, Any],
    content: Message,
) -> None:
    own = {"type": "message", "subtype": "bot_message", "bot_id": workspace.bot_id}
    message, thread_ts = own | content, given.get("thread_ts")
    if given.get("response_type") == "in_channel":
        posting.post(workspace, channel, message, thread_ts)
        return
    threaded = {"thread_ts": thread_ts} if thread_ts else {}
    posting.show_ephemeral(workspace, channel, message | threaded, reply_url.user_id)


def _original(channel: Channel, reply_url: ReplyUrl) -> Message | None:
    if reply_url.original_ts is None:
        return None
    return channel.history.shown_to(reply_url.user_id, reply_url.original_ts)


def _delete(workspace: Workspace, channel: Channel, original: Message) -> None:
    if "to_user" in original:
        posting.hide_ephemeral(workspace, channel, original)
    else:
        posting.delete(workspace, channel, original["ts"])


def _replace(workspace: Workspace, channel: Channel, original: Message, content: Message) -> None:
    content.setdefault("blocks", [])
    if "to_user" in original:
        posting.change_ephemeral(workspace, channel, original, content)
    else:
        posting.edit(workspace, channel, original["ts"], content)


def _content(given: dict[str, Any]) -> Message:
    content: Message = {"text": str(given.get("text", ""))}
    if given.get("blocks"):
        content["blocks"] = with_ids(check_blocks(given["blocks"]))
    if given.get("attachments"):
        content["attachments"] = checked_attachments(given["attachments"])
    if not content["text"].strip() and not content.get("blocks") and not content.get("attachments"):
        raise Refused("no_text")
    return content


def _true(value: object) -> bool:
    return value in (True, "true")
