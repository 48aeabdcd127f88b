"""A watcher that is sent to another address begins there anew: ids mean something else there."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from redis.asyncio import Redis

from bgtasks.positions import name_at
from bgtasks.tasks.gerrit import announce_merged_changes
from bgtasks.tasks.mastodon import announce_statuses
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from tests.bgtasks.conftest import channel_of, posts, with_settings
from tests.bgtasks.news import change, gerrit, status
from tests.services import Service

NEWS = "the-news"
HERE = "https://a.example/api/1"


@dataclass(frozen=True)
class Watcher:
    """One that is tested here.

    Args:
        path: what it asks for, behind the address.
        page: makes an answer of ids.
    """

    run: Callable[[Tools], Awaitable[None]]
    service: str
    path: str
    page: Callable[[list[int]], Any]


WATCHERS = [
    Watcher(announce_merged_changes, "gerrit", "/changes/", lambda ids: gerrit(*map(change, ids))),
    Watcher(
        announce_statuses, "mastodon", "/statuses", lambda ids: [status(id, -id) for id in ids]
    ),
]


@pytest.fixture(params=WATCHERS, ids=lambda watcher: watcher.service)
def watcher(request: pytest.FixtureRequest) -> Watcher:
    """Each of those whose ids belong to a server."""
    found: Watcher = request.param
    return found


class Outside:
    """Runs a watcher at one address or another."""

    def __init__(self, watcher: Watcher, tools: Tools, service: Service, channel: str) -> None:
        self.watcher, self.service = watcher, service
        named = {f"{watcher.service}_channel": channel}
        self.tools = with_settings(tools, env="production", **named)

    async def look(self, address: str, *ids: int) -> None:
        """Let the address list these, newest first, and look there once."""
        self.service.says("/" + address + self.watcher.path, self.watcher.page(list(ids)))
        url = {f"{self.watcher.service}_url": f"{self.service.url}/{address}"}
        await self.watcher.run(with_settings(self.tools, **url))


@pytest.fixture
def outside(watcher: Watcher, tools: Tools, service: Service, workspace: Workspace) -> Outside:
    """A watcher that tells its news in a channel of its own."""
    return Outside(watcher, tools, service, channel_of(workspace, NEWS))


def told(workspace: Workspace) -> list[int]:
    """Return what was told, in order."""
    return [int(re.findall(r"\d+", text)[-1]) for text in posts(workspace, NEWS)]


async def test_another_address_is_a_first_run_of_its_own_and_going_back_goes_on(
    outside: Outside, workspace: Workspace
) -> None:
    await outside.look("old", 900, 899)
    await outside.look("new", 7, 6)
    await outside.look("new", 9, 8, 7, 6)
    await outside.look("old", 902, 901, 900, 899)
    assert told(workspace) == [900, 7, 8, 9, 901, 902]
    assert outside.service.asked[1].query == outside.service.asked[0].query


async def test_one_id_at_two_addresses_is_two_things(
    outside: Outside, workspace: Workspace
) -> None:
    await outside.look("old", 5)
    await outside.look("new", 5)
    assert told(workspace) == [5, 5]


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("http://a.example/api/1", True),
        ("https://A.Example/api/1", True),
        ("https://burrow:s3cret@a.example/api/1", True),
        ("https://burrow:p@ss@a.example/api/1", True),
        ("https://a.example/api/2", False),
        ("https://a.example/API/1", False),
        ("https://b.example/api/1", False),
        ("https://a.example:8443/api/1", False),
    ],
)
def test_an_address_is_host_port_and_path(address: str, same: bool) -> None:
    assert (name_at("gerrit", address) == name_at("gerrit", HERE)) is same


async def test_no_key_tells_an_address(outside: Outside, redis: Redis) -> None:
    await outside.look("s3cret", 5)
    named = [key for key in await redis.keys() if outside.watcher.service.encode() in key]
    assert len(named) == 2
    assert [key for key in named if b"s3cret" in key] == []
