"""Files that the bot uploads, in Slack's three steps; and addresses of messages."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.workspace import DEFAULT_SCOPES
from tests.dev.conftest import ALICE, GENERAL, RANDOM
from tests.dev.receiver import Receiver

LOG = "one\ntwo\n"


async def ticket(client: AsyncWebClient, length: int = len(LOG)) -> dict[str, Any]:
    """Ask where to send a file of so many bytes."""
    answer = await client.files_getUploadURLExternal(filename="out.txt", length=length)
    assert isinstance(answer.data, dict)
    return answer.data


async def send(url: str, content: str = LOG) -> tuple[int, str]:
    """Send the bytes; return status and text."""
    async with aiohttp.ClientSession() as http, http.post(url, data=content.encode()) as response:
        return response.status, await response.text()


async def uploaded(client: AsyncWebClient) -> str:
    """Do the first two steps and return the file's id."""
    given = await ticket(client)
    assert await send(given["upload_url"]) == (200, "OK - 8")
    return str(given["file_id"])


async def test_the_sdks_upload_is_shown_as_a_message_of_the_bot(
    slack: Slack, client: AsyncWebClient, receiver: Receiver
) -> None:
    slack.request_urls = [receiver.url]
    answer = await client.files_upload_v2(
        filename="out.txt", content=LOG, title="output", channel=GENERAL, initial_comment="see"
    )
    [message] = slack.messages("general")
    [file] = message["files"]
    assert (message["text"], message["bot_id"]) == ("see", slack.workspace.bot_id)
    assert (message["subtype"], message["upload"]) == ("file_share", True)
    assert (file["name"], file["title"], file["size"]) == ("out.txt", "output", len(LOG))
    assert answer["files"] == [{"id": file["id"], "title": "output"}]
    await slack.eventually(lambda: receiver.events("message"))
    assert receiver.events("message")[0]["files"] == message["files"]


async def test_an_upload_into_a_thread_is_a_reply_and_files_info_says_where(
    slack: Slack, client: AsyncWebClient
) -> None:
    root = slack.say("alice", "general", "go")
    file_id = await uploaded(client)
    await client.files_completeUploadExternal(
        files=[{"id": file_id}], channel_id=GENERAL, thread_ts=root
    )
    [reply] = slack.replies("general", root)
    assert len(slack.messages("general")) == 1
    [share] = (await client.files_info(file=file_id))["file"]["shares"]["public"][GENERAL]
    assert (share["ts"], share["thread_ts"]) == (reply["ts"], root)


async def test_without_a_channel_the_file_stays_private(
    slack: Slack, client: AsyncWebClient
) -> None:
    file_id = await uploaded(client)
    await client.files_completeUploadExternal(files=[{"id": file_id}])
    file = (await client.files_info(file=file_id))["file"]
    assert (file["shares"], file["is_public"], file["channels"]) == ({}, False, [])
    assert slack.messages("general") == []


REFUSED = [
    ({"channel_id": RANDOM}, "not_in_channel"),
    ({"channel_id": "general"}, "channel_not_found"),
    ({"channel_id": ALICE}, "channel_not_found"),
    ({"channel_id": GENERAL, "thread_ts": "1700000000.000001"}, "thread_not_found"),
    ({"files": []}, "invalid_arguments"),
    ({"files": [{"title": "x"}]}, "invalid_arguments"),
    ({"files": "[{"}, "invalid_arguments"),
    ({"files": [{"id": "F0NOWHERE"}]}, "file_not_found"),
]


@pytest.mark.parametrize(("arguments", "error"), REFUSED)
async def test_completing_is_refused_with_slacks_error_and_may_be_tried_again(
    slack: Slack, client: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    whole = {"files": [{"id": await uploaded(client)}]}
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("files.completeUploadExternal", json=whole | arguments)
    assert refused.value.response["error"] == error
    await client.api_call("files.completeUploadExternal", json=whole | {"channel_id": GENERAL})
    assert len(slack.messages("general")) == 1


async def test_completing_works_once_and_only_after_the_bytes(
    slack: Slack, client: AsyncWebClient
) -> None:
    given = await ticket(client)
    whole = {"files": [{"id": given["file_id"]}], "channel_id": GENERAL}
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.api_call("files.completeUploadExternal", json=whole)
    await send(given["upload_url"])
    await client.api_call("files.completeUploadExternal", json=whole)
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.api_call("files.completeUploadExternal", json=whole)
    assert len(slack.messages("general")) == 1


async def test_an_archived_channel_takes_no_file(slack: Slack, client: AsyncWebClient) -> None:
    file_id = await uploaded(client)
    slack.archive("general")
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=GENERAL)


@pytest.mark.parametrize(
    ("length", "error"), [(0, "missing_argument"), ("many", "invalid_arguments")]
)
async def test_a_ticket_needs_a_length(client: AsyncWebClient, length: Any, error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        await ticket(client, length)


async def test_uploads_need_their_scope(slack: Slack, client: AsyncWebClient) -> None:
    slack.workspace.scopes = DEFAULT_SCOPES - {"files:write"}
    with pytest.raises(SlackApiError) as refused:
        await ticket(client)
    assert refused.value.response["needed"] == "files:write"


async def test_bytes_go_only_where_and_as_many_as_promised(
    slack: Slack, client: AsyncWebClient
) -> None:
    given = await ticket(client)
    assert (await send(given["upload_url"], "x"))[0] == 400
    assert (await send(f"{slack.url}upload/v1/guessed"))[0] == 404
    slack.fault("upload", "status", status=503)
    assert (await send(given["upload_url"]))[0] == 503
    assert (await send(given["upload_url"]))[0] == 200
    assert [call.args for call in slack.calls("upload")][-1] == {"bytes": len(LOG)}


async def test_permalink_names_channel_and_message_and_for_a_reply_its_thread(
    slack: Slack, client: AsyncWebClient
) -> None:
    root = slack.say("alice", "general", "go")
    reply = slack.say("bob", "general", "yes", root)
    base = f"https://burrow-local.slack.com/archives/{GENERAL}/p"
    answers = [await client.chat_getPermalink(channel=GENERAL, message_ts=t) for t in (root, reply)]
    assert answers[0]["permalink"] == base + root.replace(".", "")
    behind = f"?thread_ts={root}&cid={GENERAL}"
    assert answers[1]["permalink"] == base + reply.replace(".", "") + behind


@pytest.mark.parametrize(
    ("channel", "error"), [("C0NOWHERE", "channel_not_found"), (GENERAL, "message_not_found")]
)
async def test_permalink_of_nothing_is_refused(
    client: AsyncWebClient, channel: str, error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        await client.chat_getPermalink(channel=channel, message_ts="1700000000.000001")
