"""Files that the bot posts, each once.

| step | call                           | if its answer is lost                                    |
|------|--------------------------------|----------------------------------------------------------|
| 1    | files.getUploadURLExternal     | made again: what is not completed, Slack throws away     |
| 2    | POST to the URL that it gave   | steps 1 and 2 are made again                             |
| 3    | files.completeUploadExternal   | looked up 3 s later by the file's id, which is noted     |
|      |                                | before; not shown yet, it is made again for this id:     |
|      |                                | Slack completes a file once, and refuses the second time |

Left over: Slack shows a file only after a scan. If step 3 is refused when it is made again, the
file is on its way, or it was discarded; it is counted as `left`.

Source: https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

import aiohttp
import structlog

from shared import ledger, metrics, writes
from shared.errors import SlackRefused, SlackUnavailable
from shared.ledger import Note
from shared.slack import HTTP_SERVER_ERROR, HTTP_TOO_MANY, Slack
from shared.writes import Writer, replay, settled

COMPLETE = "files.completeUploadExternal"
SEND_TIMEOUT_S = 30.0  # 4 MiB over a slow line
HTTP_OK = 200

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to post.

    Args:
        name: with an ending, by which Slack knows its type.
        content: at least one byte; Slack takes no empty file.
        comment: the text of the message that shows it.
    """

    name: str
    content: bytes
    comment: str = ""


async def upload(
    writer: Writer, name: str, file: Upload, channel: str, thread_ts: str = ""
) -> dict[str, Any]:
    """Post a file, once for this name.

    Args:
        name: of the write, as Writer.write has it.
        channel: an id; a user's means their direct messages.

    Returns:
        Slack's `channel`; the `ts` only where Slack was asked for it.

    Raises:
        as Writer.write.
    """
    slack, notes = writer.slack, writer.notes
    where = {"channel_id": await slack.conversation_of(channel)}
    where |= {"thread_ts": thread_ts} if thread_ts else {}
    where |= {"initial_comment": file.comment} if file.comment else {}
    await slack.limiter.wait(COMPLETE, "", writer.id_of(name))
    note = ledger.intent(COMPLETE, where | {"name": file.name}, time.time())
    earlier = await notes.intend(name, note)
    if earlier and "at" in earlier:
        earlier = await resolved(writer, name, earlier, where)
    if earlier:
        return replay(earlier, note)
    note |= {"file": await sent(writer, name, note, file)}
    await notes.intend(name, note)  # sending may have taken long: is it still ours?
    await notes.settle(name, note)
    return await completed(writer, name, note, where)


async def sent(writer: Writer, name: str, note: Note, file: Upload) -> str:
    """Do steps 1 and 2, which nobody sees, and return the file's id."""
    async with writer.noting_failure(name, note):
        ticket = await writer.slack.read(
            "files.getUploadURLExternal", filename=file.name, length=len(file.content)
        )
        await send(writer.slack, str(ticket["upload_url"]), file.content)
    return str(ticket["file_id"])


async def send(slack: Slack, url: str, content: bytes) -> None:
    """Send the bytes where Slack wants them."""
    session = cast(aiohttp.ClientSession, slack.client.session)  # web_client() gave it one
    timeout = aiohttp.ClientTimeout(total=SEND_TIMEOUT_S)
    try:
        async with session.post(url, data=BytesIO(content), timeout=timeout) as response:
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackUnavailable(f"upload: {type(error).__name__}") from None
    metrics.SLACK_CALLS.labels("upload", "ok" if status == HTTP_OK else f"HTTP {status}").inc()
    if status >= HTTP_SERVER_ERROR or status == HTTP_TOO_MANY:
        raise SlackUnavailable(f"upload: HTTP {status}")
    if status != HTTP_OK:
        raise SlackRefused("upload", f"HTTP {status}")


async def completed(writer: Writer, name: str, note: Note, where: dict[str, Any]) -> dict[str, Any]:
    """Do step 3 and note its answer."""
    # An intent of unknown fate keeps the file's id, by which the next run looks it up.
    async with writer.noting_failure(name, note):
        await writer.slack.call(COMPLETE, where | {"files": [{"id": note["file"]}]})
    kept = {"channel": where["channel_id"]}
    await writer.notes.settle(name, settled(note, answer=kept))
    return kept


async def resolved(writer: Writer, name: str, earlier: Note, where: dict[str, Any]) -> Note | None:
    """Return the settled note of an upload of unknown fate, or None if it is to begin anew."""
    if "file" not in earlier:
        return None
    wait_s = earlier["at"] + writes.LOOK_UP_AFTER_S - time.time()
    await asyncio.sleep(min(writes.LOOK_UP_AFTER_S, max(0.0, wait_s)))
    resolution, answer = "found", await shown(writer.slack, earlier["file"], where["channel_id"])
    if answer is None:
        resolution, answer = await repeated(writer, name, earlier, where)
    metrics.SLACK_UNKNOWN.labels(COMPLETE, resolution).inc()
    note = settled(earlier, answer=answer)
    await writer.notes.settle(name, note)
    return note


async def repeated(
    writer: Writer, name: str, earlier: Note, where: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Do step 3 again for the same file; return what that was, and its answer."""
    try:
        return "repeated", await completed(writer, name, earlier, where)
    except SlackRefused as error:
        log.warning("slack.unknown_fate", method=COMPLETE, outcome="left", code=error.code)
        return "left", {"channel": where["channel_id"]}


async def shown(slack: Slack, file_id: str, channel: str) -> dict[str, Any] | None:
    """Return channel and ts of the message that shows a file, if there is one."""
    try:
        file = (await slack.read("files.info", file=file_id)).get("file", {})
    except SlackRefused:
        return None  # not completed, or the right to look is missing
    for family in file.get("shares", {}).values():
        for message in family.get(channel, []):
            return {"channel": channel, "ts": message["ts"]}
    return None
