"""The watchers as they run in `python -m bgtasks`."""

from __future__ import annotations

import asyncio

from dev.redis_server import free_port
from dev.slack.control import Slack as Workspace
from tests.bgtasks.conftest import Start, channel_of, get, numbers
from tests.bgtasks.news import change, gerrit
from tests.services import Service
from tests.waiting import until

LAST_SUCCESS = 'burrow_task_last_success_timestamp_seconds{task="announce_'


async def successes(port: int) -> list[str]:
    """Return which watchers export a last success, once one does."""
    async with asyncio.timeout(10):
        while True:
            _, body = await get(port, "/metrics")
            lines = [line for line in body.splitlines() if line.startswith(LAST_SUCCESS)]
            if lines:
                return [line.removeprefix(LAST_SUCCESS).split('"')[0] for line in lines]
            await asyncio.sleep(0.05)


async def test_a_watcher_that_is_configured_runs_and_exports_its_last_success(
    start: Start, service: Service, workspace: Workspace
) -> None:
    channel_of(workspace, "reviews")
    service.says("/changes/", gerrit(change(7)))
    port = free_port()
    instance = start(
        HEALTH_PORT=str(port), ENV="production", GERRIT_URL=service.url, GERRIT_CHANNEL="#reviews"
    )
    # By its name: a first run waits until the channel cache is filled.
    await until(lambda: instance.lines("watch.announced"), 20)
    assert await successes(port) == ["merged_changes"]
    assert instance.lines("task.failed") == []
    assert numbers(workspace, "reviews") == [7]


async def test_in_shadow_mode_it_says_what_it_would_announce(
    start: Start, service: Service, workspace: Workspace
) -> None:
    service.says("/changes/", gerrit(change(7)))
    instance = start(
        ENV="staging", GERRIT_URL=service.url, GERRIT_CHANNEL=channel_of(workspace, "reviews")
    )
    await until(lambda: instance.lines("watch.would_announce"), 20)
    assert workspace.calls("chat.postMessage") == []


async def test_half_of_a_live_show_ends_the_process_and_names_the_other_half(
    start: Start, service: Service
) -> None:
    instance = start(wait=False, LIVE_STATUS_URL=service.url)
    await until(lambda: instance.status() is not None, 15)
    assert instance.status() == 1
    assert "LIVE_COUNTDOWN_URL is not set: set both" in instance.text()
