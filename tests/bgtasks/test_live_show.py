"""The live show: announced once, about when it begins, if it streams."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bgtasks.tasks.live_show import announce_live_show, is_now, is_recent
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared import keys
from shared.errors import BurrowError, ServiceUnavailable
from tests.bgtasks.conftest import channel_of, posts, shadowed
from tests.bgtasks.news import countdown, recorded, streaming
from tests.services import Service

STATUS, COUNTDOWN = "/live/status", "/slack/countdown/gotime"
NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
ON_AIR = ":tada: We are on the air: GoTimeFM is live :tada:"


@pytest.fixture(autouse=True)
def channel(service: Service, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> str:
    """The channel where the show is announced."""
    channel = channel_of(workspace, "gotimefm")
    monkeypatch.setenv("ENV", "production")
    monkeypatch.setenv("LIVE_STATUS_URL", service.url + STATUS)
    monkeypatch.setenv("LIVE_COUNTDOWN_URL", service.url + COUNTDOWN)
    monkeypatch.setenv("LIVE_CHANNEL", channel)
    return channel


def paths(service: Service) -> list[str]:
    """Return what was asked for."""
    return [asked.path for asked in service.asked]


async def test_103_a_show_that_streams_is_announced_with_channel_and_text_only(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    service.says(STATUS, recorded("live_status"))
    service.says(COUNTDOWN, countdown(29))
    await announce_live_show(tools)
    [call] = workspace.calls("chat.postMessage")
    arguments = {name: call.args[name] for name in call.args if name != "metadata"}
    assert arguments == {"channel": channel, "text": ON_AIR}


@pytest.mark.parametrize(
    ("in_s", "due"),
    [
        pytest.param(40, False, id="103: in 40 s"),
        pytest.param(-31, True, id="103, cured: 31 s ago"),
        pytest.param(29, True, id="103: in 29 s"),
        (30, True),
        (30.001, False),
        (0, True),
        (-1_800, True),
        (-1_800.001, False),
        (-86_400 * 365, False),
    ],
)
def test_a_show_is_news_from_half_a_minute_before_to_half_an_hour_after_its_start(
    in_s: float, due: bool
) -> None:
    assert is_now(NOON + timedelta(seconds=in_s), NOON) is due


@pytest.mark.parametrize(
    ("announced", "recently"),
    [
        ("", False),
        ("2024-03-01T11:59:00+00:00", True),
        ("2024-02-29T12:00:01+00:00", True),
        ("2024-02-29T12:00:00+00:00", False),
    ],
)
def test_a_show_is_announced_once_in_24_hours(announced: str, recently: bool) -> None:
    assert is_recent(announced, NOON) is recently


async def test_104_within_24_hours_nobody_is_even_asked(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(STATUS, streaming(True))
    service.says(COUNTDOWN, countdown(0))
    await announce_live_show(tools)
    await announce_live_show(tools)
    assert paths(service) == [STATUS, COUNTDOWN]
    assert len(workspace.calls("chat.postMessage")) == 1


async def test_after_24_hours_the_next_show_is_announced(
    tools: Tools, service: Service, workspace: Workspace, redis: Redis
) -> None:
    a_day_ago = datetime.now(UTC) - timedelta(hours=24, seconds=1)
    await tools.set_fields(keys.watch("burrow", "live"), {"announced": a_day_ago.isoformat()})
    service.says(STATUS, streaming(True))
    service.says(COUNTDOWN, countdown(0))
    await announce_live_show(tools)
    assert len(workspace.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("on", "start", "asked"),
    [
        (False, lambda: countdown(0), [STATUS]),
        (True, lambda: b'{"data": null}', [STATUS, COUNTDOWN]),
        (True, lambda: recorded("live_countdown"), [STATUS, COUNTDOWN]),
        (True, lambda: countdown(600), [STATUS, COUNTDOWN]),
    ],
    ids=["silent", "no date", "long ago", "in ten minutes"],
)
async def test_what_is_no_show_of_now_is_not_announced(
    tools: Tools,
    service: Service,
    workspace: Workspace,
    on: bool,
    start: Callable[[], bytes],
    asked: list[str],
) -> None:
    service.says(STATUS, streaming(on))
    service.says(COUNTDOWN, start())
    await announce_live_show(tools)
    assert paths(service) == asked
    assert workspace.calls("chat.postMessage") == []


async def test_a_show_that_begins_late_is_announced_when_it_streams(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(STATUS, streaming(False), etag='"off"')
    service.says(COUNTDOWN, countdown(-600))
    await announce_live_show(tools)
    await announce_live_show(tools)
    service.says(STATUS, streaming(True), etag='"on"')
    await announce_live_show(tools)
    assert len(workspace.calls("chat.postMessage")) == 1


async def test_an_unchanged_answer_means_what_it_meant_when_the_time_has_come(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(STATUS, streaming(True), etag='"on"')
    service.says(COUNTDOWN, countdown(31), etag='"soon"')
    await announce_live_show(tools)
    assert workspace.calls("chat.postMessage") == []
    await until_announced(tools, workspace)
    known = [asked.headers.get("If-None-Match") for asked in service.asked]
    assert known[:2] == [None, None]
    assert set(known[2:]) == {'"on"', '"soon"'}


async def until_announced(tools: Tools, workspace: Workspace) -> None:
    """Run the task until it announces, a few seconds at most."""
    deadline = datetime.now(UTC) + timedelta(seconds=5)
    while not workspace.calls("chat.postMessage") and datetime.now(UTC) < deadline:
        await announce_live_show(tools)
    assert workspace.calls("chat.postMessage")


@pytest.mark.parametrize(
    ("status", "start", "message"),
    [
        ({}, {}, "LIVE_STATUS_URL: the answer is not as expected"),
        ({"streaming": "yes"}, {}, "LIVE_STATUS_URL: the answer is not as expected"),
        ([True], {}, "LIVE_STATUS_URL: the answer is not as expected"),
        ({"streaming": True}, {}, "LIVE_COUNTDOWN_URL: the answer is not as expected"),
        ({"streaming": True}, {"data": "soon"}, "LIVE_COUNTDOWN_URL: the answer is not as"),
        ({"streaming": True}, {"data": "2024-03-01T12:00:00"}, "LIVE_COUNTDOWN_URL: the answer"),
    ],
)
async def test_an_answer_of_another_shape_is_a_failure_that_names_the_setting(
    tools: Tools, service: Service, status: Any, start: Any, message: str
) -> None:
    service.says(STATUS, status)
    service.says(COUNTDOWN, start)
    with pytest.raises(ServiceUnavailable, match=message):
        await announce_live_show(tools)


async def test_a_failed_post_is_made_at_the_next_run(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(STATUS, streaming(True))
    service.says(COUNTDOWN, countdown(0))
    workspace.fault("chat.postMessage", "status")
    with pytest.raises(BurrowError):
        await announce_live_show(tools)
    await announce_live_show(tools)
    assert posts(workspace, "gotimefm") == [ON_AIR]


async def test_a_post_of_unknown_fate_is_not_made_again_when_the_start_is_said_differently(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(STATUS, streaming(True))
    service.says(COUNTDOWN, countdown(0))
    workspace.fault("chat.postMessage", "status_after")
    with pytest.raises(BurrowError):
        await announce_live_show(tools)
    service.says(COUNTDOWN, countdown(0))
    await announce_live_show(tools)
    await announce_live_show(tools)
    assert posts(workspace, "gotimefm") == [ON_AIR]


async def test_an_announcement_that_was_begun_a_day_ago_does_not_keep_back_the_next_show(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    a_day_ago = (datetime.now(UTC) - timedelta(hours=24, seconds=1)).isoformat()
    await tools.set_fields(keys.watch("burrow", "live"), {"announcing": a_day_ago})
    told = {"channel": channel_of(workspace, "gotimefm"), "text": "the show before"}
    await tools.writer(f"live:{a_day_ago}").write("announce:0", "chat.postMessage", told)
    service.says(STATUS, streaming(True))
    service.says(COUNTDOWN, countdown(0))
    await announce_live_show(tools)
    assert posts(workspace, "gotimefm") == ["the show before", ON_AIR]


async def test_107_cured_shadow_mode_only_logs(
    tools: Tools, service: Service, workspace: Workspace, redis: Redis
) -> None:
    service.says(STATUS, streaming(True), etag='"on"')
    service.says(COUNTDOWN, countdown(0))
    with capture_logs() as lines:
        await announce_live_show(shadowed(tools))
    assert [line["event"] for line in lines] == ["watch.would_announce"]
    assert workspace.calls("chat.postMessage") == []
    assert await redis.exists(keys.watch("burrow", "live")) == 0
    await announce_live_show(tools)
    assert len(workspace.calls("chat.postMessage")) == 1
