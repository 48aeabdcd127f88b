"""Fixtures: a Slack workspace, and tools of an instance that holds the lease."""

from __future__ import annotations

import asyncio
import re
import signal
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from aiohttp import ClientSession
from pydantic import SecretStr
from redis.asyncio import Redis

from bgtasks.app import searching
from bgtasks.lease import Lease, Times
from bgtasks.tasks.channel_cache import refresh_channel_names
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared.channels import Channels
from shared.limits import Limiter, Pace
from shared.scripts import Scripts
from shared.settings import BgtasksSettings, ProcessSettings
from shared.slack import Slack, web_client
from tests.processes import Process
from tests.services import Service

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
    redis: Redis, scripts: Scripts, settings: BgtasksSettings, http: ClientSession
) -> AsyncIterator[MakeTools]:
    """Tools under any fencing token."""
    client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    pace = Pace(spacing_s=0.001, burst=1000)
    slack = Slack(client, Limiter(scripts, "T0BURROW001", pace))
    channels = Channels(redis, settings.app_name)

    def make(token: int) -> Tools:
        bound = structlog.get_logger().bind(fence=token)
        return Tools(redis, scripts, slack, http, channels, settings, token, bound)

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
async def searcher(tools: Tools, workspace: Workspace) -> Tools:
    """Tools with a user token, both channels set by name, and a filled channel cache."""
    for name in ("support", "admins"):
        channel_of(workspace, name)
    changed = with_settings(
        tools,
        env="production",
        slack_user_token=SecretStr(workspace.workspace.user_token),
        slack_tech_support_channel="support",
        slack_admins_channel="admins",
    )
    await refresh_channel_names(changed)
    return replace(changed, search=searching(changed.settings, tools.slack))


def with_settings(tools: Tools, **changes: object) -> Tools:
    """Return the same tools under other settings."""
    return replace(tools, settings=tools.settings.model_copy(update=changes))


def shadowed(tools: Tools) -> Tools:
    """Return the same tools in shadow mode."""
    return with_settings(tools, env="staging")


def channel_of(workspace: Workspace, name: str) -> str:
    """Return the id of a channel that the bot is in; it is made if need be."""
    known = {one.name: one.id for one in workspace.workspace.channels.values()}
    channel_id = known.get(name) or workspace.create_channel(name)
    workspace.join(workspace.workspace.bot.id, channel_id)
    return channel_id


def posts(workspace: Workspace, channel: str) -> list[str]:
    """Return the texts of what the bot said in a channel, oldest first."""
    said = workspace.messages(channel)
    return [one["text"] for one in said if one.get("bot_id") == workspace.workspace.bot_id]


def numbers(workspace: Workspace, channel: str) -> list[int]:
    """Return the numbers of the changes that were announced in a channel, in order."""
    found = [re.match(r"\[(\d+)\]", text) for text in posts(workspace, channel)]
    return [int(one[1]) for one in found if one]


@pytest.fixture
def golang_cls(service: Service, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> str:
    """The channel where the changes of a Gerrit are announced; to be asked for before tools."""
    channel = channel_of(workspace, "golang-cls")
    monkeypatch.setenv("ENV", "production")
    monkeypatch.setenv("GERRIT_URL", service.url + "/")
    monkeypatch.setenv("GERRIT_CHANNEL", channel)
    return channel


async def get(port: int, path: str) -> tuple[int, str]:
    """Return status and body of a health route."""

    def ask() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    return await asyncio.to_thread(ask)


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
