"""Files that the bot uploads: a ticket, then the bytes, and last the message that shows them.

| step     | what is called                             | what comes of it                         |
|----------|--------------------------------------------|------------------------------------------|
| ticket   | `files.getUploadURLExternal`               | the id of the file, and a URL            |
| bytes    | `POST /upload/v1/<secret>`, no token       | kept, not shown yet; `OK - <bytes>`      |
| complete | `files.completeUploadExternal`, once       | a message with the file in the channel   |

The bytes are recorded, and can be made to fail, as a call of the method `upload`.

Source: https://docs.slack.dev/messaging/working-with-files#upload
"""

import secrets
from typing import Any

from dev.slack import files, posting
from dev.slack.entities import Channel, File, Upload
from dev.slack.file_types import type_of
from dev.slack.history import Message
from dev.slack.refusals import Refused, explained
from dev.slack.replies import Reply
from dev.slack.requests import ApiRequest
from dev.slack.workspace import Workspace, new_id

PATH = "/upload/v1/"
METHOD = "upload"


def ticket(workspace: Workspace, name: str, length: int) -> dict[str, Any]:
    """Promise to take so many bytes."""
    upload = Upload(new_id("F"), name, length, secrets.token_urlsafe(12))
    workspace.uploads[upload.id] = upload
    return {"file_id": upload.id, "upload_url": f"{workspace.files_url}{PATH}{upload.secret}"}


def request_of(path: str, content: bytes) -> ApiRequest:
    """Return the bytes of a file as a call; the secret of the URL stands for a token."""
    arguments: dict[str, Any] = {"bytes": len(content)}
    return ApiRequest(METHOD, arguments, token=path.removeprefix(PATH), content=content)


def receive(workspace: Workspace, request: ApiRequest) -> Reply:
    """Keep the bytes, if they are what the ticket was for."""
    found = [one for one in workspace.uploads.values() if one.secret == request.token]
    if not found:
        return refused("invalid_upload_url", 404)
    if len(request.content) != found[0].length:
        return refused("wrong_length", 400)
    found[0].content = request.content
    body = {"ok": True, "bytes": len(request.content)}
    said = f"OK - {len(request.content)}".encode()
    return Reply(body, content=said, content_type="text/plain")


def refused(error: str, status: int) -> Reply:
    """Return an answer that is not OK; the error is ours, for whoever reads the record."""
    return Reply({"ok": False, "error": error}, status, content=b"", content_type="text/plain")


def asked_for(workspace: Workspace, given: object) -> list[tuple[Upload, str]]:
    """Return what `files` names, each with its title.

    Raises:
        Refused: `invalid_arguments`; `file_not_found` for what was not uploaded, or is completed.
    """
    if not isinstance(given, list) or not given:
        raise explained("invalid_arguments", ["must provide an array [json-pointer:/files]"])
    return [(_uploaded(workspace, one), str(one.get("title", ""))) for one in given]


def _uploaded(workspace: Workspace, given: object) -> Upload:
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise explained("invalid_arguments", ["missing required field: id [json-pointer:/files/0]"])
    upload = workspace.uploads.get(given["id"])
    if upload is None or upload.content is None:
        raise Refused("file_not_found")
    return upload


def complete(
    workspace: Workspace, uploads: list[tuple[Upload, str]], channel: Channel | None
) -> list[File]:
    """Make files of uploads, which can be done once; without a channel they stay private."""
    stored = [_file(workspace, upload, title, channel) for upload, title in uploads]
    for file in stored:
        del workspace.uploads[file.id]
        workspace.files[file.id] = file
    return stored


def _file(workspace: Workspace, upload: Upload, title: str, channel: Channel | None) -> File:
    content = upload.content or b""
    return File(
        id=upload.id,
        name=upload.name,
        content=content,
        type=type_of(upload.name, content),
        user=workspace.bot.id,
        created=int(workspace.clock()),
        channel=channel.id if channel else "",
        title=title,
    )


def share(
    workspace: Workspace,
    channel: Channel,
    message: Message,
    stored: list[File],
    thread_ts: str | None,
) -> None:
    """Post the message that shows the files."""
    message |= files.message_fields(workspace, stored) | {"upload": True}
    posted = posting.post(workspace, channel, message, thread_ts)
    for file in stored:
        file.ts = posted["ts"]
