"""Writes that happen once, against the local Slack and its faults."""

from __future__ import annotations

import time
from typing import Any

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from dev.slack.control import Slack as Workspace
from shared import keys, writes
from shared.errors import LeaseLost, SlackUnavailable
from shared.ledger import TaskLedger
from shared.scripts import Scripts
from shared.slack import Slack
from shared.writes import Writer

GENERAL = "C0GENERAL01"
POST, EPHEMERAL = "chat.postMessage", "chat.postEphemeral"
TEXT: dict[str, Any] = {"channel": GENERAL, "text": "hello"}
HINT: dict[str, Any] = {"channel": GENERAL, "user": "U0ALICE0001", "text": "psst"}
NAME = "greet:0"


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The local Slack shows a post at once, so that only one test waits as the product does."""
    if "patient" not in request.fixturenames:
        monkeypatch.setattr(writes, "LOOK_UP_AFTER_S", 0.02)


@pytest.fixture
def patient() -> None:
    """Wait as the product does."""


def texts(workspace: Workspace) -> list[str]:
    """Return what #general shows."""
    return [message["text"] for message in workspace.messages("general")]


def unknown_fates(method: str, resolution: str) -> float:
    """Return what the metrics say."""
    labels = {"method": method, "resolution": resolution}
    return REGISTRY.get_sample_value("burrow_slack_unknown_fate_total", labels) or 0.0


async def test_a_second_run_gets_the_first_answer_and_sends_nothing(
    writer: Writer, workspace: Workspace
) -> None:
    first = await writer.write(NAME, POST, TEXT)
    assert await writer.write(NAME, POST, TEXT) == first
    assert first == {"channel": GENERAL, "ts": workspace.messages("general")[0]["ts"]}
    assert texts(workspace) == ["hello"]


async def test_a_handler_may_write_several_things(writer: Writer, workspace: Workspace) -> None:
    for ordinal in range(3):
        await writer.write(f"greet:{ordinal}", POST, TEXT)
    assert texts(workspace) == ["hello"] * 3


async def test_what_was_posted_stays_if_a_second_run_decides_differently(
    writer: Writer, workspace: Workspace
) -> None:
    first = await writer.write(NAME, POST, TEXT)
    assert await writer.write(NAME, POST, TEXT | {"text": "good evening"}) == first
    assert texts(workspace) == ["hello"]


@pytest.mark.parametrize("kind", ["drop_after", "status_after", "malformed"])
async def test_a_post_whose_answer_was_lost_is_found_and_not_doubled(
    writer: Writer, workspace: Workspace, kind: Any
) -> None:
    workspace.fault(POST, kind)
    before = unknown_fates(POST, "found")
    with pytest.raises(SlackUnavailable):
        await writer.write(NAME, POST, TEXT)
    found = await writer.write(NAME, POST, TEXT)
    assert found == {"channel": GENERAL, "ts": workspace.messages("general")[0]["ts"]}
    assert texts(workspace) == ["hello"]
    assert unknown_fates(POST, "found") == before + 1
    assert await writer.write(NAME, POST, TEXT) == found
    assert len(workspace.calls("conversations.history")) == 1


async def test_a_reply_in_a_thread_is_found_there(writer: Writer, workspace: Workspace) -> None:
    root = workspace.say("alice", "general", "who is there?")
    workspace.fault(POST, "drop_after")
    with pytest.raises(SlackUnavailable):
        await writer.write(NAME, POST, TEXT | {"thread_ts": root})
    found = await writer.write(NAME, POST, TEXT | {"thread_ts": root})
    [reply] = workspace.replies("general", root)
    assert found == {"channel": GENERAL, "ts": reply["ts"]}


async def test_a_direct_message_is_found_in_the_conversation_that_it_opened(
    writer: Writer, workspace: Workspace
) -> None:
    to_alice = {"channel": "U0ALICE0001", "text": "welcome"}
    workspace.fault(POST, "drop_after")
    with pytest.raises(SlackUnavailable):
        await writer.write(NAME, POST, to_alice)
    found = await writer.write(NAME, POST, to_alice)
    [message] = workspace.messages("D0ALICE0001")
    assert found == {"channel": "D0ALICE0001", "ts": message["ts"]}


async def test_another_post_of_ours_is_not_taken_for_it(
    slack: Slack, scripts: Scripts, task_ledger: TaskLedger, workspace: Workspace
) -> None:
    other = Writer(slack, TaskLedger(scripts, "burrow", task_ledger.token, "Ev2"))
    await other.write(NAME, POST, TEXT)
    writer = Writer(slack, task_ledger)
    workspace.fault(POST, "drop_before")
    with pytest.raises(SlackUnavailable):
        await writer.write(NAME, POST, TEXT)
    await writer.write(NAME, POST, TEXT)
    assert texts(workspace) == ["hello", "hello"]


@pytest.mark.parametrize("kind", ["drop_before", "status"])
async def test_a_post_that_did_not_arrive_is_repeated_once(
    writer: Writer, workspace: Workspace, kind: Any
) -> None:
    workspace.fault(POST, kind)
    before = unknown_fates(POST, "repeated")
    with pytest.raises(SlackUnavailable):
        await writer.write(NAME, POST, TEXT)
    await writer.write(NAME, POST, TEXT)
    await writer.write(NAME, POST, TEXT)
    assert texts(workspace) == ["hello"]
    assert unknown_fates(POST, "repeated") == before + 1


@pytest.mark.usefixtures("patient")
async def test_the_look_up_waits_until_slack_shows_the_post(
    writer: Writer, workspace: Workspace
) -> None:
    workspace.fault(POST, "drop_after")
    began_s = time.monotonic()
    with pytest.raises(SlackUnavailable) as caught:
        await writer.write(NAME, POST, TEXT)
    assert caught.value.after_s == 3.0
    await writer.write(NAME, POST, TEXT)
    assert time.monotonic() - began_s >= 2.9


async def test_a_look_up_that_fails_decides_nothing(writer: Writer, workspace: Workspace) -> None:
    workspace.fault(POST, "drop_after")
    workspace.fault("conversations.history", "status")
    for _ in range(2):
        with pytest.raises(SlackUnavailable):
            await writer.write(NAME, POST, TEXT)
    await writer.write(NAME, POST, TEXT)
    assert texts(workspace) == ["hello"]


@pytest.mark.parametrize(("kind", "shown"), [("drop_before", 0), ("drop_after", 1)])
async def test_an_ephemeral_of_unknown_fate_is_left_and_counted(
    writer: Writer, workspace: Workspace, kind: Any, shown: int
) -> None:
    workspace.fault(EPHEMERAL, kind)
    before = unknown_fates(EPHEMERAL, "left")
    with pytest.raises(SlackUnavailable):
        await writer.write(NAME, EPHEMERAL, HINT)
    assert await writer.write(NAME, EPHEMERAL, HINT) == {}
    assert await writer.write(NAME, EPHEMERAL, HINT) == {}
    assert len(workspace.ephemerals("alice")) == shown
    assert unknown_fates(EPHEMERAL, "left") == before + 1


async def test_a_reaction_of_unknown_fate_is_repeated_and_having_it_already_is_success(
    writer: Writer, workspace: Workspace
) -> None:
    ts = workspace.say("alice", "general", "tea?")
    arguments = {"channel": GENERAL, "timestamp": ts, "name": "tea"}
    workspace.fault("reactions.add", "drop_after")
    with pytest.raises(SlackUnavailable):
        await writer.write(NAME, "reactions.add", arguments)
    assert await writer.write(NAME, "reactions.add", arguments) == {}
    assert workspace.reactions("general", ts) == {"tea": ["U0BURROWBOT"]}
    assert len(workspace.calls("reactions.add")) == 2
    await writer.write(NAME, "reactions.add", arguments)
    assert len(workspace.calls("reactions.add")) == 2


async def test_whoever_lost_the_lease_sends_nothing(
    writer: Writer, task_ledger: TaskLedger, workspace: Workspace, redis: Redis
) -> None:
    await redis.set(keys.fence("burrow"), task_ledger.token + 1)
    with pytest.raises(LeaseLost):
        await writer.write(NAME, POST, TEXT)
    assert workspace.calls(POST) == []


async def test_a_second_hand_doubles_nothing_that_the_first_one_posted(
    slack: Slack, scripts: Scripts, task_ledger: TaskLedger, workspace: Workspace, redis: Redis
) -> None:
    first = await Writer(slack, task_ledger).write(NAME, POST, TEXT)
    await redis.set(keys.fence("burrow"), task_ledger.token + 1)
    successor = TaskLedger(scripts, "burrow", task_ledger.token + 1, "Ev1")
    assert await Writer(slack, successor).write(NAME, POST, TEXT) == first
    assert texts(workspace) == ["hello"]
