"""Three failures in a row are an alert, the success after them another, each once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bgtasks import rounds
from bgtasks.alerts import note_failure, note_recovery
from bgtasks.rounds import Rounds
from bgtasks.schedule import Task
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from dev.slack.faults import Kind
from shared import keys
from shared.errors import NotYet, ServiceUnavailable
from tests.bgtasks.conftest import MakeTools, channel_of, posts, shadowed, with_settings
from tests.waiting import until

KEY = keys.failing("burrow", "poll")
NOW_S = 1_709_294_400.0
ADMINS = "the-admins"
SINCE = "<!date^1709294400^{date_short_pretty}, {time}|2024-03-01 12:00 UTC>"
FAILING = f"The background task `poll` has failed 3 times in a row, since {SINCE}. The last time: "
WORKS = f"The background task `poll` works again. It had failed since {SINCE}."


@pytest.fixture(autouse=True)
def admins(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> str:
    """The channel of the admins, in production."""
    channel = channel_of(workspace, ADMINS)
    monkeypatch.setenv("ENV", "production")
    monkeypatch.setenv("SLACK_ADMINS_CHANNEL", channel)
    return channel


async def happen(tools: Tools, outcomes: str) -> None:
    """Let runs fail (`f`) and succeed (`s`), a second after each other."""
    for n, outcome in enumerate(outcomes):
        if outcome == "f":
            await note_failure(tools, "poll", "POLL_URL: HTTP 500", NOW_S + n)
        else:
            await note_recovery(tools, "poll")


@pytest.mark.parametrize(
    ("outcomes", "events", "alerts"),
    [
        ("s", [], 0),
        ("ff", [], 0),
        ("ffs", [], 0),
        ("ffsffsff", [], 0),
        ("fff", ["task.failing"], 1),
        ("ffffffff", ["task.failing"], 1),
        ("fffs", ["task.failing", "task.recovered"], 2),
        ("ffffsssss", ["task.failing", "task.recovered"], 2),
        ("fffsff", ["task.failing", "task.recovered"], 2),
        ("fffsfffs", ["task.failing", "task.recovered"] * 2, 4),
    ],
)
async def test_the_third_failure_and_the_success_after_it_are_said_once(
    tools: Tools, workspace: Workspace, outcomes: str, events: list[str], alerts: int
) -> None:
    with capture_logs() as lines:
        await happen(tools, outcomes)
    assert [line["event"] for line in lines] == events
    assert len(posts(workspace, ADMINS)) == alerts


async def test_an_alert_says_what_fails_since_when_and_why(
    tools: Tools, workspace: Workspace
) -> None:
    await happen(tools, "fffs")
    assert posts(workspace, ADMINS) == [FAILING + "POLL_URL: HTTP 500", WORKS]


async def test_a_reason_is_escaped_masked_and_cut(tools: Tools, workspace: Workspace) -> None:
    reason = "<!channel> xoxb-1-secret\n" + "x" * 1_000
    for _ in range(3):
        await note_failure(tools, "poll", reason, NOW_S)
    expected = "&lt;!channel&gt; *** " + "x" * (500 - len("<!channel> *** "))
    assert posts(workspace, ADMINS) == [FAILING + expected]


async def test_another_instance_goes_on_counting_and_repeats_nothing(
    tools: Tools, make_tools: MakeTools, workspace: Workspace, redis: Redis
) -> None:
    await happen(tools, "ff")
    await redis.set(keys.fence("burrow"), tools.token + 1)
    successor = make_tools(tools.token + 1)
    await happen(successor, "ff")
    await happen(tools, "ffs")
    assert len(posts(workspace, ADMINS)) == 1
    await happen(successor, "fs")
    assert [text[:33] for text in posts(workspace, ADMINS)] == [
        "The background task `poll` has fa",
        "The background task `poll` works ",
    ]
    assert await redis.exists(KEY) == 0


@pytest.mark.parametrize(
    ("kind", "times"), [("status", "failed 4 times"), ("drop_after", "failed 3 times")]
)
async def test_an_alert_that_did_not_get_through_is_posted_at_the_next_failure(
    tools: Tools, workspace: Workspace, kind: Kind, times: str
) -> None:
    workspace.fault("chat.postMessage", kind)
    with capture_logs() as lines:
        await happen(tools, "ffff")
    assert [times in text for text in posts(workspace, ADMINS)] == [True]
    assert [line["event"] for line in lines if line["log_level"] == "error"] == [
        "task.failing",
        "alert.not_posted",
    ]


async def test_a_recovery_that_did_not_get_through_is_said_at_the_next_success(
    tools: Tools, workspace: Workspace
) -> None:
    workspace.fault("chat.postMessage", "status", after_calls=1)
    await happen(tools, "fffs")
    assert len(posts(workspace, ADMINS)) == 1
    await happen(tools, "s")
    assert posts(workspace, ADMINS)[1:] == [WORKS]


async def test_a_failure_that_nobody_was_told_of_recovers_in_silence(
    tools: Tools, workspace: Workspace
) -> None:
    workspace.fault("chat.postMessage", "status", times=9)
    await happen(tools, "fffs")
    workspace.clear_faults()
    await happen(tools, "s")
    assert posts(workspace, ADMINS) == []


@pytest.mark.parametrize("channel", ["", "nowhere", "C0NOWHERE01"])
async def test_without_a_channel_that_can_be_posted_to_there_is_the_log(
    tools: Tools, channel: str
) -> None:
    await tools.channels.put("C0GENERAL01", "general")
    with capture_logs() as lines:
        await happen(with_settings(tools, slack_admins_channel=channel), "fffs")
    events = [line["event"] for line in lines if line["event"].startswith("task.")]
    assert events == ["task.failing", "task.recovered"]


async def test_in_shadow_mode_there_is_the_log(tools: Tools, workspace: Workspace) -> None:
    with capture_logs() as lines:
        await happen(shadowed(tools), "fffs")
    assert [line["event"] for line in lines] == ["task.failing", "task.recovered"]
    assert workspace.calls("chat.postMessage") == []


def failing_as_told(outcomes: Sequence[Exception | None]) -> Task:
    """Return a task that fails with each of these in turn, and then does well."""
    left = list(outcomes)

    async def poll(tools: Tools) -> None:
        if left and (error := left.pop(0)):
            raise error

    return Task("poll", poll, every_s=0.02, timeout_s=5.0)


async def test_the_runs_of_a_task_are_counted(tools: Tools, workspace: Workspace) -> None:
    down = ServiceUnavailable("POLL_URL: HTTP 500")
    running = Rounds([failing_as_told([down, down, None, down, down, down, None])], tools)
    await until(lambda: len(posts(workspace, ADMINS)) == 2, 10)
    await running.stop()
    assert "works again" in posts(workspace, ADMINS)[1]


async def test_what_is_not_there_yet_is_waited_for_and_no_failure(
    tools: Tools,
) -> None:
    soon = [NotYet("no cache yet", 0.02)] * 5
    with capture_logs() as lines:
        running = Rounds([failing_as_told(soon)], tools)
        await until(lambda: len([one for one in lines if one["event"] == "task.waits"]) == 5)
        await running.stop()
    assert {line["event"] for line in lines} == {"task.waits"}


async def test_an_alert_that_raises_does_not_end_the_loop(
    tools: Tools, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "AGAIN_S", 0.02)
    await redis.hset(KEY, "count", "not a number")
    down = ServiceUnavailable("POLL_URL: HTTP 500")
    with capture_logs() as lines:
        running = Rounds([failing_as_told([down, down])], tools)
        await until(lambda: len([one for one in lines if one["event"] == "task.failed"]) >= 2)
        await running.stop()
    assert "alert.not_posted" in {line["event"] for line in lines}
