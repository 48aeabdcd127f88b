"""Faults: what the caller sees, and whether the call took effect."""

from __future__ import annotations

import json
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.faults import Kind
from tests.dev.conftest import GENERAL, RANDOM, TOKEN

DROPPED = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


@pytest.mark.parametrize(
    ("kind", "raised", "posts"),
    [
        ("drop_before", DROPPED, 0),
        ("drop_after", DROPPED, 1),
        ("status", SlackApiError, 0),
        ("status_after", SlackApiError, 1),
        ("ratelimited", SlackApiError, 0),
        ("error", SlackApiError, 0),
        ("malformed", SlackApiError, 1),
    ],
)
async def test_fault_takes_effect_or_not_as_its_name_says(
    slack: Slack,
    client: AsyncWebClient,
    kind: Kind,
    raised: type[Exception] | tuple[type[Exception], ...],
    posts: int,
) -> None:
    slack.fault("chat.postMessage", kind)
    with pytest.raises(raised):
        await client.chat_postMessage(channel=GENERAL, text="hi")
    assert len(slack.messages("general")) == posts
    await client.chat_postMessage(channel=GENERAL, text="again")
    assert len(slack.messages("general")) == posts + 1
    assert [call.fault for call in slack.calls("chat.postMessage")] == [kind, None]


@pytest.mark.parametrize(("kind", "posts"), [("hang", 0), ("hang_after", 1)])
async def test_hanging_call_is_given_up_by_the_caller(
    slack: Slack, client: AsyncWebClient, kind: Kind, posts: int
) -> None:
    slack.fault("chat.postMessage", kind, seconds=30)
    client.timeout = 1
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel=GENERAL, text="hi")
    assert len(slack.messages("general")) == posts


async def test_short_hang_only_delays(slack: Slack, client: AsyncWebClient) -> None:
    slack.fault("*", "hang", seconds=0.2)
    started = time.monotonic()
    await client.auth_test()
    assert time.monotonic() - started >= 0.2


async def test_slow_drip_arrives_whole(slack: Slack, client: AsyncWebClient) -> None:
    slack.fault("users.list", "slow_drip", seconds=0.2)
    assert len((await client.users_list())["members"]) == 7


async def test_planned_429_tells_how_long(slack: Slack, client: AsyncWebClient) -> None:
    slack.fault("chat.postMessage", "ratelimited", retry_after_s=7)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=GENERAL, text="hi")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"


async def test_fault_waits_for_its_call_and_its_channel(
    slack: Slack, client: AsyncWebClient
) -> None:
    slack.join(slack.workspace.bot.id, "random")
    slack.fault("chat.postMessage", "status", channel=RANDOM, after_calls=1, times=1)
    outcomes = []
    for channel in (GENERAL, RANDOM, RANDOM, RANDOM):
        try:
            await client.chat_postMessage(channel=channel, text="hi")
            outcomes.append("ok")
        except SlackApiError as refused:
            outcomes.append(str(refused.response.status_code))
    assert outcomes == ["ok", "ok", "500", "ok"]


async def test_fault_can_choose_by_arguments(slack: Slack, client: AsyncWebClient) -> None:
    slack.fault("chat.postMessage", "error", error="fatal_error", when=lambda a: "b" in a["text"])
    await client.chat_postMessage(channel=GENERAL, text="a")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.chat_postMessage(channel=GENERAL, text="b")


async def test_sdk_that_retries_a_dropped_answer_posts_twice(slack: Slack) -> None:
    retrying = AsyncWebClient(token=TOKEN, base_url=slack.api_url)
    slack.fault("chat.postMessage", "drop_after")
    await retrying.chat_postMessage(channel=GENERAL, text="hi")
    assert [m["text"] for m in slack.messages("general")] == ["hi", "hi"]


def test_unknown_fault_names_the_known_ones(slack: Slack) -> None:
    unknown: Any = "explode"
    with pytest.raises(ValueError, match="drop_after"):
        slack.fault("chat.postMessage", unknown)


async def test_other_processes_plan_faults_over_http(slack: Slack, client: AsyncWebClient) -> None:
    plan = {"method": "auth.test", "kind": "status", "status": 503}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{slack.url}_control/fault", json=plan) as response,
    ):
        assert response.status == 200
    with pytest.raises(SlackApiError):
        await client.auth_test()
    assert json.dumps(slack.calls("auth.test")[0].fault) == '"status"'
