"""Files that are posted once, against the local Slack and its faults."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from dev.slack.control import Slack as Workspace
from shared import keys, writes
from shared.errors import LeaseLost, SlackRefused, SlackUnavailable, Throttled
from shared.ledger import TaskLedger
from shared.slack import Slack
from shared.uploads import COMPLETE, Upload, upload
from shared.writes import Writer

GENERAL, NAME = "C0GENERAL01", "report:0"
FILE = Upload("out.txt", b"one\ntwo\n", "see")


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The local Slack shows a file at once."""
    monkeypatch.setattr(writes, "LOOK_UP_AFTER_S", 0.02)


def shown(workspace: Workspace, channel: str = "general") -> list[tuple[str, str]]:
    """Return the text of each message with a file, and the file's name."""
    return [
        (message["text"], message["files"][0]["name"]) for message in workspace.messages(channel)
    ]


def unknown_fates(resolution: str) -> float:
    """Return what the metrics say."""
    labels = {"method": COMPLETE, "resolution": resolution}
    return REGISTRY.get_sample_value("burrow_slack_unknown_fate_total", labels) or 0.0


async def test_a_second_run_gets_the_first_answer_and_sends_nothing(
    writer: Writer, workspace: Workspace
) -> None:
    first = await upload(writer, NAME, FILE, GENERAL)
    assert await upload(writer, NAME, FILE, GENERAL) == first == {"channel": GENERAL}
    assert shown(workspace) == [("see", "out.txt")]
    assert len(workspace.calls("upload")) == 1


async def test_a_file_goes_into_a_thread_and_to_a_person(
    writer: Writer, workspace: Workspace
) -> None:
    root = workspace.say("alice", "general", "go")
    await upload(writer, NAME, FILE, GENERAL, root)
    await upload(writer, "report:1", FILE, "U0ALICE0001")
    assert [reply["text"] for reply in workspace.replies("general", root)] == ["see"]
    assert shown(workspace, "D0ALICE0001") == [("see", "out.txt")]


LOST_AND_RESOLVED = [
    ("files.getUploadURLExternal", "status_after", ""),
    ("upload", "drop_before", ""),
    ("upload", "drop_after", ""),
    ("upload", "status", ""),
    (COMPLETE, "drop_before", "repeated"),
    (COMPLETE, "status", "repeated"),
    (COMPLETE, "drop_after", "found"),
    (COMPLETE, "malformed", "found"),
    (COMPLETE, "ratelimited", ""),
]


@pytest.mark.parametrize(("method", "kind", "resolution"), LOST_AND_RESOLVED)
async def test_a_lost_step_is_made_good_and_the_file_is_shown_once(
    writer: Writer, workspace: Workspace, redis: Redis, method: str, kind: Any, resolution: str
) -> None:
    workspace.fault(method, kind)
    before = unknown_fates(resolution)
    with pytest.raises((SlackUnavailable, Throttled)):
        await upload(writer, NAME, FILE, GENERAL)
    await redis.delete(keys.limit("T0BURROW001", COMPLETE, "pause"))
    await upload(writer, NAME, FILE, GENERAL)
    await upload(writer, NAME, FILE, GENERAL)
    assert shown(workspace) == [("see", "out.txt")]
    assert unknown_fates(resolution) == before + bool(resolution)


async def test_a_file_that_was_completed_but_is_not_shown_yet_is_not_sent_again(
    writer: Writer, workspace: Workspace
) -> None:
    workspace.fault(COMPLETE, "drop_after")
    workspace.fault("files.info", "error", error="file_not_found")
    before = unknown_fates("left")
    with pytest.raises(SlackUnavailable):
        await upload(writer, NAME, FILE, GENERAL)
    assert await upload(writer, NAME, FILE, GENERAL) == {"channel": GENERAL}
    assert shown(workspace) == [("see", "out.txt")]
    assert unknown_fates("left") == before + 1


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("files.getUploadURLExternal", {"kind": "error", "error": "file_uploads_disabled"}),
        ("upload", {"kind": "status", "status": 403}),
        (COMPLETE, {"kind": "error", "error": "posting_to_channel_denied"}),
    ],
)
async def test_a_refusal_is_noted_and_a_second_run_gets_it_without_asking(
    writer: Writer, workspace: Workspace, method: str, options: dict[str, Any]
) -> None:
    workspace.fault(method, **options)
    for _ in range(2):
        with pytest.raises(SlackRefused) as caught:
            await upload(writer, NAME, FILE, GENERAL)
        assert caught.value.code == options.get("error", "HTTP 403")
    assert len(workspace.calls(method)) == 1
    assert shown(workspace) == []


async def test_whoever_lost_the_lease_while_sending_shows_nothing(
    slack: Slack, task_ledger: TaskLedger, workspace: Workspace, redis: Redis
) -> None:
    class Slow(TaskLedger):
        """A ledger whose holder loses the lease once it has noted an intent."""

        async def intend(self, name: str, note: dict[str, Any]) -> dict[str, Any] | None:
            earlier = await super().intend(name, note)
            await redis.set(keys.fence("burrow"), self.token + 1)
            return earlier

    ledger = Slow(task_ledger.scripts, "burrow", task_ledger.token, "Ev1")
    with pytest.raises(LeaseLost):
        await upload(Writer(slack, ledger), NAME, FILE, GENERAL)
    assert len(workspace.calls("upload")) == 1
    assert workspace.calls(COMPLETE) == []
