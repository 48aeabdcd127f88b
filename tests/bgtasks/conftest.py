"""Fixtures: a Slack workspace, and tools of an instance that holds the lease."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import structlog
from redis.asyncio import Redis

from bgtasks.lease import Lease, Times
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared.channels import Channels
from shared.limits import Limiter
from shared.scripts import Scripts
from shared.settings import BgtasksSettings, ProcessSettings
from shared.slack import Slack, web_client
from tests.processes import Process

MakeTools = Callable[[int], Tools]
Start = Callable[..., Process]


@pytest.fixture
def settings(
    process_settings: ProcessSettings, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> BgtasksSettings:
    """Settings of an instance that talks to the test's Redis and Slack."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", workspace.workspace.bot_token)
    monkeypatch.setenv("SLACK_API_URL", workspace.api_url)
    return BgtasksSettings()


@pytest.fixture
async def make_tools(
    redis: Redis, scripts: Scripts, settings: BgtasksSettings
) -> AsyncIterator[MakeTools]:
    """Tools under any fencing token."""
    client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    slack = Slack(client, Limiter(scripts, "T0BURROW001"))
    channels = Channels(redis, settings.app_name)

    def make(token: int) -> Tools:
        bound = structlog.get_logger().bind(fence=token)
        return Tools(redis, scripts, slack, channels, settings, token, bound)

    yield make
    assert client.session
    await client.session.close()


@pytest.fixture
async def tools(make_tools: MakeTools, scripts: Scripts) -> Tools:
    """Tools of the instance that holds the lease."""
    lease = Lease(scripts, "burrow", "ours", Times())
    await lease.ask(began_s=0.0)
    assert lease.token
    return make_tools(lease.token)


@pytest.fixture
def start(
    settings: BgtasksSettings, workspace: Workspace, redis: Redis, tmp_path: Path
) -> Iterator[Start]:
    """Start processes that are killed at the end of the test; Redis is empty before."""
    started: list[Process] = []
    variables = {
        "REDIS_URL": settings.redis_url,
        "SLACK_BOT_TOKEN": workspace.workspace.bot_token,
        "SLACK_API_URL": workspace.api_url,
    }

    def begin(
        module: str = "bgtasks", *, wait: bool = True, wrap: tuple[str, ...] = (), **more: str
    ) -> Process:
        process = Process(
            module, variables | more, tmp_path, name=f"instance-{len(started)}", wrap=wrap
        )
        started.append(process)
        return process.start(wait=wait)

    yield begin
    for process in started:
        process.send(signal.SIGCONT)
        process.kill()
