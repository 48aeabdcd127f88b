"""Fixtures: a local Slack, and our face to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from dev.slack.control import Slack as Workspace
from dev.slack.server import serve
from shared.limits import Limiter, Pace
from shared.scripts import Scripts
from shared.slack import Slack, web_client

TEAM = "T0BURROW001"
Connect = Callable[[str], Slack]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """A local Slack without rate limits."""
    with serve() as slack:
        slack.limits.off()
        yield slack


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
