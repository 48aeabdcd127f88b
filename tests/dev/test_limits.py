"""Rate limits: who must wait, how long, and who need not."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.limits import Limits
from tests.dev.conftest import GENERAL

POST = "chat.postMessage"


def test_sixth_post_at_once_to_a_channel_waits_a_second() -> None:
    limits = Limits()
    waits = [limits.retry_after_s(POST, "post", "C1", now=100.0) for _ in range(6)]
    assert waits == [None, None, None, None, None, 1]


@pytest.mark.parametrize(
    ("method", "tier", "channel", "now", "expected"),
    [
        (POST, "post", "C1", 100.0, 1),
        (POST, "post", "C1", 101.0, None),
        (POST, "post", "C2", 100.0, None),
        ("chat.postEphemeral", "4", "C1", 100.0, 1),
        ("chat.update", "3", "C1", 100.0, None),
    ],
)
def test_full_channel_blocks_only_its_own_posts(
    method: str, tier: str, channel: str, now: float, expected: int | None
) -> None:
    limits = Limits()
    for _ in range(5):
        limits.retry_after_s(POST, "post", "C1", now=100.0)
    assert limits.retry_after_s(method, tier, channel, now) == expected


def test_posts_to_many_channels_meet_the_limit_of_the_workspace() -> None:
    limits = Limits(posts_per_min=10)
    waits = [limits.retry_after_s(POST, "post", f"C{n}", now=0.0) for n in range(11)]
    assert waits == [None] * 10 + [6]


@pytest.mark.parametrize(
    ("method", "tier", "calls"), [("conversations.list", "2", 20), ("reactions.add", "3", 50)]
)
def test_method_has_the_calls_of_its_tier_a_minute(method: str, tier: str, calls: int) -> None:
    limits = Limits()
    waits = [limits.retry_after_s(method, tier, "", now=0.0) for _ in range(calls + 1)]
    assert waits[:-1] == [None] * calls
    assert waits[-1] == -(-60 // calls)


async def test_call_over_the_limit_is_a_429_that_does_nothing(
    slack: Slack, client: AsyncWebClient
) -> None:
    slack.limits.set(post_burst=1)
    await client.chat_postMessage(channel=GENERAL, text="one")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=GENERAL, text="two")
    assert refused.value.response["error"] == "ratelimited"
    assert refused.value.response.headers["Retry-After"] == "1"
    assert [m["text"] for m in slack.messages("general")] == ["one"]
    slack.limits.off()
    await client.chat_postMessage(channel=GENERAL, text="three")
