"""Writes that Slack did not take: for later, or never."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis

from dev.slack.control import Slack as Workspace
from shared.errors import SlackRefused, SlackUnavailable, Throttled
from shared.ledger import TaskLedger
from shared.writes import Writer
from tests.shared.conftest import Connect

POST = "chat.postMessage"
TEXT: dict[str, Any] = {"channel": "C0GENERAL01", "text": "hello"}
NAME = "greet:0"


async def test_a_429_is_for_later_and_pauses_the_channel_for_all(
    writer: Writer, connect: Connect, task_ledger: TaskLedger, workspace: Workspace
) -> None:
    workspace.fault(POST, "ratelimited", retry_after_s=2)
    with pytest.raises(Throttled) as caught:
        await writer.write(NAME, POST, TEXT)
    assert caught.value.after_s == 2.0
    other_process = Writer(connect(workspace.api_url), task_ledger)
    with pytest.raises(Throttled):
        await other_process.write("other:0", POST, TEXT)
    assert len(workspace.calls(POST)) == 1
    await other_process.write("other:0", POST, TEXT | {"channel": "C0NEWBIES01"})
    assert len(workspace.calls(POST)) == 2


async def test_after_a_429_the_write_is_made_without_a_look_up(
    writer: Writer, workspace: Workspace
) -> None:
    workspace.fault(POST, "ratelimited", retry_after_s=1)
    with pytest.raises(Throttled):
        await writer.write(NAME, POST, TEXT)
    await writer.write(NAME, POST, TEXT)
    assert [message["text"] for message in workspace.messages("general")] == ["hello"]
    assert workspace.calls("conversations.history") == []


async def test_a_refusal_is_noted_and_a_second_run_gets_it_without_asking(
    writer: Writer, workspace: Workspace
) -> None:
    for _ in range(2):
        with pytest.raises(SlackRefused) as caught:
            await writer.write(NAME, POST, {"channel": "C0RANDOM001", "text": "hi"})
        assert caught.value.code == "not_in_channel"
    assert [call.method for call in workspace.calls()] == [POST]


async def test_nobody_listening_is_no_unknown_fate(
    connect: Connect, task_ledger: TaskLedger, workspace: Workspace, redis: Redis
) -> None:
    unreachable = Writer(connect("http://127.0.0.1:9/api/"), task_ledger)
    with pytest.raises(SlackUnavailable):
        await unreachable.write(NAME, POST, TEXT)
    assert await redis.exists(task_ledger.key) == 0
    await Writer(connect(workspace.api_url), task_ledger).write(NAME, POST, TEXT)
    assert workspace.calls("conversations.history") == []
