"""conversations.history, .replies and the paged lists."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from tests.dev.conftest import GENERAL

PUBLIC = [
    "general", "newbies", "random", "admin-help", "goreviews", "jobs", "modules", "performance",
    "reviews", "showandtell", "support", "tech", "bot-logs",
]  # fmt: skip
METADATA = {"event_type": "burrow", "event_payload": {"key": "1"}}


@pytest.mark.parametrize(
    ("asked", "shown"), [({}, None), ({"include_all_metadata": True}, METADATA)]
)
@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_metadata_is_shown_only_if_asked_for(
    client: AsyncWebClient, method: str, asked: dict[str, Any], shown: dict[str, Any] | None
) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="x", metadata=METADATA)
    where = {"channel": GENERAL} | ({"ts": posted["ts"]} if method.endswith("replies") else {})
    answer = await client.api_call(method, json={**where, **asked})
    assert answer["messages"][0].get("metadata") == shown


async def test_history_is_newest_first_without_replies(
    slack: Slack, client: AsyncWebClient
) -> None:
    first = slack.say("alice", "general", "one")
    slack.say("alice", "general", "two")
    slack.say("bob", "general", "a reply", first)
    answer = await client.conversations_history(channel=GENERAL)
    assert [m["text"] for m in answer["messages"]] == ["two", "one"]
    assert answer["has_more"] is False


async def test_history_pages_by_cursor(slack: Slack, client: AsyncWebClient) -> None:
    for number in range(5):
        slack.say("alice", "general", str(number))
    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_history(channel=GENERAL, limit=2)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]


@pytest.mark.parametrize(
    ("oldest", "latest", "inclusive", "expected"),
    [
        (1, None, False, ["3", "2"]),
        (1, None, True, ["3", "2", "1"]),
        (None, 2, False, ["1", "0"]),
        (0, 3, False, ["2", "1"]),
        (0, 3, True, ["3", "2", "1", "0"]),
    ],
)
async def test_history_is_bounded_by_timestamps(
    slack: Slack,
    client: AsyncWebClient,
    oldest: int | None,
    latest: int | None,
    inclusive: bool,
    expected: list[str],
) -> None:
    stamps = {number: slack.say("alice", "general", str(number)) for number in range(4)}
    answer = await client.conversations_history(
        channel=GENERAL,
        oldest=stamps.get(oldest) if oldest is not None else None,
        latest=stamps.get(latest) if latest is not None else None,
        inclusive=inclusive,
    )
    assert [m["text"] for m in answer["messages"]] == expected


async def test_replies_begin_with_the_root_on_each_page(
    slack: Slack, client: AsyncWebClient
) -> None:
    root = slack.say("alice", "general", "root")
    for number in range(3):
        slack.say("bob", "general", str(number), root)
    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_replies(channel=GENERAL, ts=root, limit=2)
    ]
    assert pages == [["root", "0", "1"], ["root", "2"]]


async def test_filters_of_the_channel_list_apply_after_paging(
    slack: Slack, client: AsyncWebClient
) -> None:
    slack.archive("general")
    page = await client.conversations_list(limit=2, exclude_archived=True)
    assert [channel["name"] for channel in page["channels"]] == ["newbies"]
    assert page["response_metadata"]["next_cursor"] != ""


async def test_channel_list_ends_with_an_empty_cursor(client: AsyncWebClient) -> None:
    names = [
        channel["name"]
        async for page in await client.conversations_list(limit=2)
        for channel in page["channels"]
    ]
    assert names == PUBLIC


async def test_bots_own_channels_are_listed(client: AsyncWebClient) -> None:
    answer = await client.users_conversations(types="public_channel,private_channel")
    names = {channel["name"] for channel in answer["channels"]}
    assert names == {*PUBLIC, "organisers"} - {"random"}


async def test_users_and_members_are_paged(slack: Slack, client: AsyncWebClient) -> None:
    people = [
        user["name"] async for page in await client.users_list(limit=2) for user in page["members"]
    ]
    members = [
        user_id
        async for page in await client.conversations_members(channel=GENERAL, limit=2)
        for user_id in page["members"]
    ]
    assert people == ["slackbot", "alice", "bob", "carol", "gwen", "otto", "burrow"]
    assert members == list(slack.workspace.channels[GENERAL].members)
