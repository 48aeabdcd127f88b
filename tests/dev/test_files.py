"""Files that people upload: in events, through files.info, and as downloads."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.workspace import DEFAULT_SCOPES
from tests.dev.conftest import ALICE, BOB, GENERAL, TOKEN
from tests.dev.receiver import Receiver

GO = "package main\n\nfunc main() {}\n"
PNG = b"\x89PNG\r\n\x1a\n"
BEARER = {"Authorization": f"Bearer {TOKEN}"}

TYPES = [
    ("main.go", GO, "go", "Go", "snippet"),
    ("MAIN.GO", GO, "go", "Go", "snippet"),
    ("notes.txt", "x", "text", "Plain Text", "snippet"),
    ("Makefile", "all:\n", "text", "Plain Text", "snippet"),
    ("cat.png", PNG, "png", "PNG", "hosted"),
    ("core", b"\xff\xfe", "binary", "Binary", "hosted"),
]


def file_id(slack: Slack, channel: str = "general", name: str = "main.go") -> str:
    """Let Alice upload some Go, and return the file's id."""
    slack.upload("alice", channel, [(name, GO)])
    return str(slack.messages(channel)[-1]["files"][0]["id"])


@pytest.mark.parametrize(("name", "content", "filetype", "pretty_type", "mode"), TYPES)
def test_message_shows_the_file_with_its_type(
    slack: Slack, name: str, content: str | bytes, filetype: str, pretty_type: str, mode: str
) -> None:
    slack.upload("alice", "general", [(name, content)], "look")
    [message] = slack.messages("general")
    [file] = message["files"]
    assert (message["subtype"], message["text"], message["upload"]) == ("file_share", "look", False)
    assert (file["name"], file["filetype"], file["pretty_type"]) == (name, filetype, pretty_type)
    assert (file["mode"], file["size"], file["user"]) == (mode, len(content), ALICE)
    assert file["file_access"] == "visible"


LINES = [("", 1, 0), ("one", 1, 0), ("test\n", 2, 0), ("\n" * 4, 5, 0), ("\n" * 363, 364, 359)]


@pytest.mark.parametrize(("content", "lines", "more"), LINES)
def test_lines_are_counted_as_slack_counts_them(
    slack: Slack, content: str, lines: int, more: int
) -> None:
    slack.upload("alice", "general", [("main.go", content)])
    [file] = slack.messages("general")[0]["files"]
    assert (file["lines"], file["lines_more"]) == (lines, more)


def test_preview_of_long_lines_is_cut_and_says_so(slack: Slack) -> None:
    slack.upload("alice", "general", [("main.go", "x" * 4_000_000), ("a.txt", "y\n" * 9)])
    long, short = slack.messages("general")[0]["files"]
    assert (long["preview"], long["preview_is_truncated"]) == ("x" * 400, True)
    assert (short["preview"], short["preview_is_truncated"]) == ("y\ny\ny\ny\ny", False)
    assert long["size"] == 4_000_000


def test_file_and_mention_come_as_two_events(slack: Slack, receiver: Receiver) -> None:
    slack.request_urls = [receiver.url]
    root = slack.say("bob", "general", "a question")
    slack.upload("alice", "general", [("main.go", GO), ("cat.png", PNG)], "<@bot> look", root)
    slack.wait_for(lambda: len(receiver.events()) == 3)
    [_, message] = sorted(receiver.events("message"), key=lambda event: str(event["ts"]))
    [mention] = receiver.events("app_mention")
    assert (message["subtype"], message["channel_type"]) == ("file_share", "channel")
    assert (message["thread_ts"], message["parent_user_id"]) == (root, BOB)
    assert [file["name"] for file in message["files"]] == ["main.go", "cat.png"]
    assert mention["files"] == message["files"]


async def test_info_has_a_texts_content_and_where_it_was_shared(
    slack: Slack, client: AsyncWebClient
) -> None:
    answer = await client.files_info(file=file_id(slack), count=0, page=0)
    ts = slack.messages("general")[0]["ts"]
    assert answer["content"] == GO
    assert answer["file"]["lines"] == 4
    assert answer["file"]["channels"] == [GENERAL]
    assert answer["file"]["shares"]["public"][GENERAL][0]["ts"] == ts


async def test_info_of_a_picture_has_no_content(slack: Slack, client: AsyncWebClient) -> None:
    slack.upload("alice", "burrow", [("cat.png", PNG)])
    file = slack.messages("alice")[0]["files"][0]
    answer = await client.files_info(file=file["id"])
    assert "content" not in answer.data
    assert answer["file"]["ims"] == [slack.workspace.dm(ALICE).id]
    assert answer["file"]["is_public"] is False


async def test_file_of_a_private_channel_without_the_bot_is_not_found(
    slack: Slack, client: AsyncWebClient
) -> None:
    hidden = file_id(slack, slack.create_channel("attic", private=True))
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_info(file=hidden)


async def test_info_needs_its_scope(slack: Slack, client: AsyncWebClient) -> None:
    slack.workspace.scopes = DEFAULT_SCOPES - {"files:read"}
    with pytest.raises(SlackApiError) as refused:
        await client.files_info(file=file_id(slack))
    assert refused.value.response["needed"] == "files:read"


@pytest.mark.parametrize("name", ["main.go", "a b/ö%.go"])
@pytest.mark.parametrize("field", ["url_private", "url_private_download"])
async def test_file_is_downloaded_with_the_bots_token(slack: Slack, field: str, name: str) -> None:
    slack.upload("alice", "general", [(name, GO)])
    url = slack.messages("general")[0]["files"][0][field]
    async with aiohttp.ClientSession() as http, http.get(url, headers=BEARER) as response:
        assert (response.status, response.content_type) == (200, "text/plain")
        assert await response.text() == GO
    [call] = slack.calls("files-pri")
    assert call.response == {"ok": True, "bytes": len(GO)}


WITHOUT_RIGHT = [
    ({}, DEFAULT_SCOPES),
    ({"Authorization": "Bearer xoxb-other"}, DEFAULT_SCOPES),
    (BEARER, DEFAULT_SCOPES - {"files:read"}),
]


@pytest.mark.parametrize(("headers", "scopes"), WITHOUT_RIGHT)
async def test_download_without_the_right_ends_on_a_page_to_sign_in(
    slack: Slack, headers: dict[str, str], scopes: frozenset[str]
) -> None:
    slack.workspace.scopes = scopes
    slack.upload("alice", "general", [("main.go", GO)])
    url = slack.messages("general")[0]["files"][0]["url_private_download"]
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as response:
        assert [passed.status for passed in response.history] == [302]
        assert (response.status, response.content_type) == (200, "text/html")
        assert "Sign in" in await response.text()


async def test_download_can_be_made_to_fail(slack: Slack) -> None:
    slack.fault("files-pri", "status", status=503)
    slack.upload("alice", "general", [("main.go", GO)])
    url = slack.messages("general")[0]["files"][0]["url_private_download"]
    async with aiohttp.ClientSession() as http:
        async with http.get(url, headers=BEARER) as response:
            assert response.status == 503
        async with http.get(url, headers=BEARER) as response:
            assert response.status == 200


async def test_unknown_file_is_a_404(slack: Slack) -> None:
    url = f"{slack.url}files-pri/T0BURROW001-F0NOWHERE/main.go"
    async with aiohttp.ClientSession() as http, http.get(url, headers=BEARER) as response:
        assert response.status == 404
