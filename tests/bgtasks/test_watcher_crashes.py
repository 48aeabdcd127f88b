"""A watcher that is killed between any two of its steps repeats nothing and loses nothing."""

from __future__ import annotations

import asyncio
import signal

import pytest
from redis.asyncio import Redis

from bgtasks.positions import name_at
from dev.slack.control import Slack as Workspace
from shared import keys
from tests.bgtasks.conftest import Start, channel_of, posts
from tests.bgtasks.news import change, countdown, gerrit, status, streaming
from tests.services import Service
from tests.waiting import until

MORTAL = "tests.bgtasks.mortal"
NEWS = "the-news"
MOMENTS = ["fetched", "intended", "posted", "answered", "moved"]


@pytest.fixture
def channel(workspace: Workspace) -> str:
    """The channel where everything is announced."""
    return channel_of(workspace, NEWS)


async def killed_then_started_again(start: Start, die: str, at: int, **variables: str) -> None:
    """Run an instance until it kills itself, and start another in its place."""
    await killed(start, die, at, **variables)
    start(MORTAL, ENV="production", wait=False, **variables)


async def killed(start: Start, die: str, at: int, **variables: str) -> None:
    """Run an instance until it kills itself."""
    first = start(MORTAL, ENV="production", DIE=die, DIE_AT=str(at), wait=False, **variables)
    await until(lambda: first.status() is not None, 20)
    assert first.status() == -signal.SIGKILL


async def stand(redis: Redis, name: str, **fields: str) -> None:
    """Let a watcher stand where an earlier run left it."""
    await redis.hset(keys.watch("burrow", name), mapping=dict(fields))  # type: ignore[arg-type]


async def succeeded(redis: Redis, task: str) -> None:
    """Wait until a run has come to its end; none did before the crash."""
    async with asyncio.timeout(30):
        while not await redis.hexists(keys.tasks("burrow"), task):  # noqa: ASYNC110  another process
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("moment", MOMENTS)
async def test_merged_changes(
    start: Start, service: Service, workspace: Workspace, channel: str, redis: Redis, moment: str
) -> None:
    variables = {"GERRIT_URL": service.url, "GERRIT_CHANNEL": channel, "GERRIT_EVERY_S": "1"}
    name = name_at("gerrit", service.url)
    await stand(redis, name, since="2024-03-01T12:00:00+00:00", told='["1"]')
    service.says("/changes/", gerrit(*map(change, (4, 3, 2, 1))))
    # The second of three announcements; there is one look only.
    await killed_then_started_again(start, moment, 1 if moment == "fetched" else 2, **variables)
    await succeeded(redis, "announce_merged_changes")
    assert [text[:3] for text in posts(workspace, NEWS)] == ["[2]", "[3]", "[4]"]


@pytest.mark.parametrize(
    ("moment", "at"), [("moved", 1), ("posted", 1), ("answered", 1), ("moved", 2)]
)
async def test_merged_changes_beyond_the_cap(
    start: Start,
    service: Service,
    workspace: Workspace,
    channel: str,
    redis: Redis,
    moment: str,
    at: int,
) -> None:
    variables = {"GERRIT_URL": service.url, "GERRIT_CHANNEL": channel, "GERRIT_EVERY_S": "1"}
    name = name_at("gerrit", service.url)
    await stand(redis, name, since="2024-03-01T12:00:00+00:00", told='["1"]')
    service.says("/changes/", gerrit(*map(change, range(8, 0, -1))))
    await killed_then_started_again(start, moment, at, CAP="3", **variables)
    await succeeded(redis, "announce_merged_changes")
    said = posts(workspace, NEWS)
    assert said[0].startswith("Merged before these, and not listed here: 4 more.")
    assert [text.split("]")[0] for text in said[1:]] == [f"[{n}" for n in range(6, 9)]


@pytest.mark.parametrize("moment", ["posted", "moved"])
async def test_a_first_run_of_merged_changes(
    start: Start, service: Service, workspace: Workspace, channel: str, redis: Redis, moment: str
) -> None:
    variables = {"GERRIT_URL": service.url, "GERRIT_CHANNEL": channel, "GERRIT_EVERY_S": "1"}
    service.says("/changes/", gerrit(*map(change, (4, 3, 2, 1))))
    await killed_then_started_again(start, moment, 1, **variables)
    await succeeded(redis, "announce_merged_changes")
    assert [text[:3] for text in posts(workspace, NEWS)] == ["[4]"]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_statuses(
    start: Start, service: Service, workspace: Workspace, channel: str, redis: Redis, moment: str
) -> None:
    variables = {"MASTODON_URL": service.url, "MASTODON_CHANNEL": channel, "MASTODON_EVERY_S": "1"}
    await stand(redis, name_at("mastodon", service.url), told="[]", since_id="1")
    service.says("/statuses", [status(4, 10), status(3, 20), status(2, 30)])
    await killed_then_started_again(start, moment, 1 if moment == "fetched" else 2, **variables)
    await succeeded(redis, "announce_statuses")
    assert [text[-2] for text in posts(workspace, NEWS)] == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("moment", "at"), [*((moment, 1) for moment in MOMENTS), ("fetched", 2), ("moved", 2)]
)
async def test_the_live_show(
    start: Start,
    service: Service,
    workspace: Workspace,
    channel: str,
    redis: Redis,
    moment: str,
    at: int,
) -> None:
    variables = {"LIVE_CHANNEL": channel, "LIVE_EVERY_S": "1"}
    variables |= {"LIVE_STATUS_URL": service.url + "/status"}
    variables |= {"LIVE_COUNTDOWN_URL": service.url + "/countdown"}
    service.says("/status", streaming(True))
    service.says("/countdown", countdown(0))
    await killed(start, moment, at, **variables)
    service.says("/countdown", countdown(0))  # a moment later than at first
    start(MORTAL, ENV="production", wait=False, **variables)
    await succeeded(redis, "announce_live_show")
    assert len(posts(workspace, NEWS)) == 1
