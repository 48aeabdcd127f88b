"""Slack's answers, and what we make of them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from prometheus_client import REGISTRY

from dev.redis_server import free_port
from dev.slack.control import Slack as Workspace
from dev.slack.faults import Kind
from shared import slack as shared_slack
from shared.errors import SettingsError, SlackRefused, SlackUnavailable, Throttled
from shared.slack import Identity, Slack, UnknownFate, web_client
from tests.shared.conftest import Connect

GENERAL = "C0GENERAL01"
ME = Identity("U0BURROWBOT", "B0BURROW001", "T0BURROW001", "burrow")
KINDS: tuple[Kind, ...] = ("status", "drop_before", "malformed", "ratelimited")


async def test_a_call_returns_what_slack_answers(slack: Slack) -> None:
    answer = await slack.call("chat.postMessage", {"channel": GENERAL, "text": "hi"})
    assert (answer["ok"], answer["channel"]) == (True, GENERAL)


@pytest.mark.parametrize(
    ("kind", "options", "outcome"),
    [
        ("status", {"status": 500}, UnknownFate),
        ("status", {"status": 503}, UnknownFate),
        ("status_after", {"status": 502}, UnknownFate),
        ("drop_before", {}, UnknownFate),
        ("drop_after", {}, UnknownFate),
        ("malformed", {}, UnknownFate),
        ("error", {"error": "internal_error"}, UnknownFate),
        ("error", {"error": "fatal_error"}, UnknownFate),
        ("error", {"error": "service_unavailable"}, UnknownFate),
        ("error", {"error": "channel_not_found"}, SlackRefused),
        ("error", {"error": "is_archived"}, SlackRefused),
        ("error", {"error": "missing_scope"}, SlackRefused),
        ("error", {"error": "msg_too_long"}, SlackRefused),
        ("error", {"error": "token_revoked"}, SlackRefused),
        ("ratelimited", {"retry_after_s": 7}, Throttled),
    ],
)
async def test_failures_are_told_apart(
    slack: Slack, workspace: Workspace, kind: Any, options: dict[str, Any], outcome: type[Exception]
) -> None:
    workspace.fault("chat.postMessage", kind, **options)
    with pytest.raises(outcome, match=r"chat\.postMessage"):
        await slack.call("chat.postMessage", {"channel": GENERAL, "text": "hi"})


@pytest.mark.parametrize("code", ["already_reacted", "no_reaction", "already_in_channel"])
async def test_what_had_been_done_before_is_success(
    slack: Slack, workspace: Workspace, code: str
) -> None:
    workspace.fault("reactions.add", "error", error=code)
    arguments = {"channel": GENERAL, "timestamp": "1.2", "name": "tea"}
    assert await slack.call("reactions.add", arguments) == {"ok": True}


async def test_a_connection_that_is_refused_certainly_had_no_effect(connect: Connect) -> None:
    nobody = connect(f"http://127.0.0.1:{free_port()}/api/")
    with pytest.raises(SlackUnavailable, match="ClientConnectorError"):
        await nobody.call("chat.postMessage", {"channel": GENERAL, "text": "hi"})


@pytest.mark.parametrize("kind", ["hang", "hang_after", "slow_drip"])
async def test_an_answer_that_takes_too_long_is_not_waited_for(
    connect: Connect, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, kind: Any
) -> None:
    monkeypatch.setattr(shared_slack, "CALL_TIMEOUT_S", 0.3)
    impatient = connect(workspace.api_url)
    workspace.fault("chat.postMessage", kind, seconds=3)
    began_s = time.monotonic()
    with pytest.raises(UnknownFate, match="TimeoutError"):
        await impatient.call("chat.postMessage", {"channel": GENERAL, "text": "hi"})
    assert time.monotonic() - began_s < 1.5


async def test_no_call_is_repeated_behind_our_back(slack: Slack, workspace: Workspace) -> None:
    workspace.fault("chat.postMessage", "status", times=9)
    with pytest.raises(UnknownFate):
        await slack.call("chat.postMessage", {"channel": GENERAL, "text": "hi"})
    assert len(workspace.calls("chat.postMessage")) == 1


async def test_a_429_pauses_the_method_for_every_process(
    slack: Slack, connect: Connect, workspace: Workspace
) -> None:
    workspace.fault("users.info", "ratelimited", retry_after_s=5)
    with pytest.raises(Throttled):
        await slack.read("users.info", user="U0ALICE0001")
    with pytest.raises(Throttled) as caught:
        await connect(workspace.api_url).read("users.info", user="U0ALICE0001")
    assert 4 < caught.value.after_s <= 5
    assert len(workspace.calls("users.info")) == 1


async def test_a_reading_call_whose_answer_was_lost_is_worth_another_try(
    slack: Slack, workspace: Workspace
) -> None:
    # Twice: aiohttp itself repeats a GET whose connection was dropped.
    workspace.fault("users.info", "drop_after", times=2)
    with pytest.raises(SlackUnavailable):
        await slack.read("users.info", user="U0ALICE0001")
    answer = await slack.read("users.info", user="U0ALICE0001")
    assert answer["user"]["name"] == "alice"


def public(workspace: Workspace) -> list[str]:
    """Return the names of the public channels."""
    channels = workspace.workspace.channels.values()
    return [channel.name for channel in channels if channel.kind == "channel"]


async def test_pages_are_read_to_the_end_even_if_one_comes_out_short(
    slack: Slack, workspace: Workspace
) -> None:
    before = public(workspace)
    for n in range(7):
        workspace.create_channel(f"room-{n}")
        workspace.archive(f"room-{n}", archived=n % 2 == 0)
    names = [
        channel["name"]
        async for channel in slack.pages(
            "conversations.list", "channels", limit=2, exclude_archived=True
        )
    ]
    assert sorted(names) == sorted([*before, "room-1", "room-3", "room-5"])


async def test_a_429_between_pages_ends_the_listing_unless_the_caller_waits(
    slack: Slack, workspace: Workspace
) -> None:
    workspace.fault("conversations.list", "ratelimited", after_calls=1, retry_after_s=2)
    with pytest.raises(Throttled):
        [one async for one in slack.pages("conversations.list", "channels", limit=1)]


async def test_a_caller_who_waits_gets_every_page_once(slack: Slack, workspace: Workspace) -> None:
    workspace.fault("conversations.list", "ratelimited", after_calls=1, retry_after_s=2)
    channels = [
        channel["name"]
        async for channel in slack.pages(
            "conversations.list", "channels", longest_wait_s=10, limit=1
        )
    ]
    assert channels == public(workspace)


async def test_the_bot_learns_who_it_is(slack: Slack) -> None:
    assert await slack.identity() == ME


async def test_asking_who_we_are_goes_on_until_slack_answers(
    slack: Slack, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_slack, "IDENTITY_WAIT_S", 0.01)
    for kind in KINDS:
        workspace.fault("auth.test", kind)
    assert (await slack.identity()).user_id == "U0BURROWBOT"
    assert len(workspace.calls("auth.test")) == 5


async def test_a_wrong_token_is_named_and_not_shown(workspace: Workspace, slack: Slack) -> None:
    client = web_client("xoxb-wrong", workspace.api_url)
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is wrong: invalid_auth") as caught:
        await Slack(client, slack.limiter).identity()
    assert client.session
    await client.session.close()
    assert "xoxb" not in str(caught.value)


async def test_every_call_is_counted_by_its_result(slack: Slack, workspace: Workspace) -> None:
    def counted(result: str) -> float:
        labels = {"method": "users.info", "result": result}
        return REGISTRY.get_sample_value("burrow_slack_calls_total", labels) or 0.0

    before = [counted(result) for result in ("ok", "user_not_found", "UnknownFate")]
    await slack.read("users.info", user="U0ALICE0001")
    with pytest.raises(SlackRefused):
        await slack.read("users.info", user="U0NOBODY001")
    workspace.fault("users.info", "status")
    with pytest.raises(SlackUnavailable):
        await slack.read("users.info", user="U0ALICE0001")
    after = [counted(result) for result in ("ok", "user_not_found", "UnknownFate")]
    assert after == [number + 1 for number in before]
