"""Fixtures: two consumers of runs on a real Redis; a launcher."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dev.slack.control import Slack as Workspace
from shared import redis_client, writes
from shared.runs import Runs
from shared.scripts import Scripts
from shared.settings import ProcessSettings
from shared.streams import Streams
from tests.runs.launched import Jobs, launching
from tests.runs.told import Told, telling
from tests.runs.workers import Worker


@pytest.fixture
async def jobs(tmp_path: Path) -> AsyncIterator[Jobs]:
    """What runs jobs through a launcher."""
    async with launching(tmp_path) as jobs:
        yield jobs


@pytest.fixture
def runs(scripts: Scripts) -> Runs:
    """The runs in the test's Redis."""
    return Runs(scripts)


@pytest.fixture
async def workers(
    scripts: Scripts, process_settings: ProcessSettings
) -> AsyncIterator[tuple[Worker, Worker]]:
    readers = [redis_client.reader(process_settings) for _ in "ab"]
    streams = [
        Streams(scripts, reader, "burrow", name) for reader, name in zip(readers, "ab", strict=True)
    ]
    await streams[0].ensure_groups(["jobs"])
    yield Worker(streams[0]), Worker(streams[1])
    for reader in readers:
        await reader.aclose()


@pytest.fixture
async def told(
    scripts: Scripts,
    process_settings: ProcessSettings,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Told]:
    """What tells of runs, to the local Slack, which shows a post at once."""
    monkeypatch.setattr(writes, "LOOK_UP_AFTER_S", 0.02)
    monkeypatch.setenv("SLACK_BOT_TOKEN", workspace.workspace.bot_token)
    monkeypatch.setenv("SLACK_LOGS_CHANNEL", "bot-logs")
    monkeypatch.setenv("SLACK_TECH_SUPPORT_CHANNEL", "C0SUPPORT01")
    async with telling(scripts, workspace) as told:
        yield told
