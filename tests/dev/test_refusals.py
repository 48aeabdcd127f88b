"""What the Web API refuses, and with which of Slack's errors."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from tests.dev.conftest import ALICE, GENERAL, RANDOM, TOKEN

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
NOWHERE = "1700000000.000001"


def section(chars: int) -> dict[str, Any]:
    """A section with so many characters."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * chars}}


REFUSED = [
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "#general", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": GENERAL, "texts": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "as_user": True}, "invalid_arguments"),
    ("chat.postMessage", {"channel": RANDOM, "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": GENERAL}, "no_text"),
    ("chat.postMessage", {"channel": GENERAL, "text": " "}, "no_text"),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "thread_ts": NOWHERE},
        "thread_not_found",
    ),
    ("chat.postMessage", {"channel": GENERAL, "blocks": "no json"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": GENERAL, "blocks": [SECTION] * 51}, "invalid_blocks"),
    ("chat.postMessage", {"channel": GENERAL, "blocks": [section(3001)]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": GENERAL, "blocks": [{"type": "poem"}]}, "invalid_blocks"),
    (
        "chat.postMessage",
        {"channel": GENERAL, "blocks": [section(2900)] * 5},
        "msg_blocks_too_long",
    ),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": {"event_type": "a"}},
        "invalid_metadata_format",
    ),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "markdown_text": "y"},
        "markdown_text_conflict",
    ),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "attachments": [{}] * 101},
        "too_many_attachments",
    ),
    ("chat.postMessage", {"channel": GENERAL, "attachments": [{}]}, "no_text"),
    ("chat.postMessage", {"channel": GENERAL, "attachments": {"text": "x"}}, "invalid_attachments"),
    ("chat.postMessage", {"channel": GENERAL, "attachments": ["text"]}, "invalid_attachments"),
    ("chat.postMessage", {"channel": "U0BURROWBOT", "text": "x"}, "cannot_dm_bot"),
    ("chat.update", {"channel": GENERAL, "ts": NOWHERE, "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": GENERAL, "ts": NOWHERE}, "message_not_found"),
    ("chat.postEphemeral", {"channel": GENERAL, "user": "U0NO", "text": "x"}, "user_not_found"),
    (
        "chat.postEphemeral",
        {"channel": "C0NEWBIES01", "user": ALICE, "text": "x"},
        "user_not_in_channel",
    ),
    (
        "reactions.add",
        {"channel": GENERAL, "timestamp": NOWHERE, "name": "tada"},
        "message_not_found",
    ),
    ("reactions.add", {"channel": GENERAL, "timestamp": "soon", "name": "tada"}, "bad_timestamp"),
    ("reactions.add", {"channel": GENERAL, "timestamp": "", "name": "tada"}, "no_item_specified"),
    ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
    ("conversations.history", {"channel": RANDOM}, "not_in_channel"),
    ("conversations.history", {"channel": GENERAL, "limit": 0}, "invalid_limit"),
    ("conversations.history", {"channel": GENERAL, "cursor": "bogus!"}, "invalid_cursor"),
    ("conversations.history", {"channel": GENERAL, "oldest": "monday"}, "invalid_ts_oldest"),
    ("conversations.replies", {"channel": GENERAL, "ts": NOWHERE}, "thread_not_found"),
    ("conversations.join", {"channel": "C0ORGANISE1"}, "method_not_supported_for_channel_type"),
    ("conversations.leave", {"channel": GENERAL}, "cant_leave_general"),
    ("conversations.list", {"types": "public"}, "invalid_types"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("conversations.open", {"users": "U0BURROWBOT"}, "invalid_user_combination"),
    ("conversations.open", {"return_im": True}, "users_list_not_supplied"),
    ("files.info", {"file": "F0NOWHERE"}, "file_not_found"),
    ("files.info", {}, "invalid_arguments"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("users.conversations", {"user": "U0NOBODY"}, "user_not_found"),
    ("bots.info", {"bot": "B0NOBODY"}, "bot_not_found"),
    ("views.publish", {"user_id": ALICE, "view": {"type": "modal"}}, "invalid_arguments"),
    ("api.test", {"error": "my_error"}, "my_error"),
    ("files.upload", {}, "unknown_method"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), REFUSED)
async def test_call_is_refused_with_slacks_error(
    slack: Slack, client: AsyncWebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json=arguments)
    assert refused.value.response["error"] == error
    assert slack.messages("general") == []


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_other_peoples_messages_are_not_the_bots_to_change(
    slack: Slack, client: AsyncWebClient, method: str
) -> None:
    ts = slack.say("alice", "general", "mine")
    arguments = {"channel": GENERAL, "ts": ts} | ({"text": "x"} if method == "chat.update" else {})
    with pytest.raises(SlackApiError, match=r"cant_(update|delete)_message"):
        await client.api_call(method, json=arguments)
    assert slack.messages("general")[0]["text"] == "mine"


async def test_update_over_4000_characters_is_refused(slack: Slack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="short")
    with pytest.raises(SlackApiError, match="msg_too_long"):
        await client.chat_update(channel=GENERAL, ts=posted["ts"], text="x" * 4001)
    assert slack.messages("general")[0]["text"] == "short"


async def test_second_reaction_of_one_name_is_refused(slack: Slack, client: AsyncWebClient) -> None:
    ts = slack.say("alice", "general", "party")
    await client.reactions_add(channel=GENERAL, timestamp=ts, name="tada")
    with pytest.raises(SlackApiError, match="already_reacted"):
        await client.reactions_add(channel=GENERAL, timestamp=ts, name="tada")
    with pytest.raises(SlackApiError, match="no_reaction"):
        await client.reactions_remove(channel=GENERAL, timestamp=ts, name="bee")


@pytest.mark.parametrize("name", [":tada:", "Tada", "two words", "wave::skin-tone-7"])
async def test_malformed_emoji_name_is_refused(
    slack: Slack, client: AsyncWebClient, name: str
) -> None:
    ts = slack.say("alice", "general", "party")
    with pytest.raises(SlackApiError, match="invalid_name"):
        await client.reactions_add(channel=GENERAL, timestamp=ts, name=name)


async def test_archived_channel_takes_no_posts(slack: Slack, client: AsyncWebClient) -> None:
    slack.archive("general")
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel=GENERAL, text="x")


async def test_private_channel_without_the_bot_does_not_exist_for_it(
    slack: Slack, client: AsyncWebClient
) -> None:
    secret = slack.create_channel("secret", private=True)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.conversations_info(channel=secret)
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert secret not in [channel["id"] for channel in listed["channels"]]


async def test_missing_scope_names_what_is_needed(slack: Slack, client: AsyncWebClient) -> None:
    slack.workspace.scopes = frozenset({"chat:write"})
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel=GENERAL)
    assert refused.value.response["error"] == "missing_scope"
    assert "channels:history" in refused.value.response["needed"]
    assert refused.value.response["provided"] == "chat:write"


async def test_blocks_refusal_points_at_the_place(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=GENERAL, text="x", blocks=[SECTION, section(3001)])
    [message] = refused.value.response["response_metadata"]["messages"]
    assert message == (
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    )


RAW = [
    ({}, "application/json", b"{}", "not_authed"),
    ({"Authorization": "Bearer xoxb-other"}, "application/json", b"{}", "invalid_auth"),
    ({"Authorization": f"Bearer {TOKEN}"}, "application/json", b"{", "invalid_json"),
    ({"Authorization": f"Bearer {TOKEN}"}, "application/json", b"[]", "json_not_object"),
    ({"Authorization": f"Bearer {TOKEN}"}, "text/xml", b"<a/>", "invalid_post_type"),
    ({}, "application/json", json.dumps({"token": TOKEN}).encode(), "not_authed"),
]


@pytest.mark.parametrize(("headers", "content_type", "body", "error"), RAW)
async def test_malformed_or_unauthorised_request_is_refused(
    slack: Slack, headers: dict[str, str], content_type: str, body: bytes, error: str
) -> None:
    headers = {**headers, "Content-Type": content_type}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{slack.api_url}auth.test", data=body, headers=headers) as response,
    ):
        assert (await response.json())["error"] == error


async def test_token_in_the_query_string_does_not_count(slack: Slack) -> None:
    url = f"{slack.api_url}auth.test?token={TOKEN}"
    async with aiohttp.ClientSession() as http:
        async with http.post(url) as response:
            assert (await response.json())["error"] == "not_authed"
        async with http.post(url, headers={"Authorization": f"Bearer {TOKEN}"}) as response:
            assert (await response.json())["ok"] is True
    assert [call.args for call in slack.calls("auth.test")] == [{}, {}]


async def test_deprecated_as_user_is_named(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=GENERAL, text="x", as_user=True)
    assert refused.value.response["deprecated_argument"] == "as_user"
