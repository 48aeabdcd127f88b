"""The live show when its settings change: an answer is remembered for its own address only."""

from __future__ import annotations

import pytest

from bgtasks.tasks.live_show import announce_live_show
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from tests.bgtasks.conftest import channel_of, posts, with_settings
from tests.bgtasks.news import countdown, streaming
from tests.services import Service

SAME = '"same"'  # an ETag that both addresses happen to use
ON_AIR = ":tada: We are on the air: GoTimeFM is live :tada:"


@pytest.fixture
def live(tools: Tools, service: Service, workspace: Workspace) -> Tools:
    """Tools with the addresses /status and /countdown, where no show is on."""
    service.says("/status", streaming(False), etag=SAME)
    service.says("/countdown", countdown(600), etag=SAME)
    return with_settings(
        tools,
        env="production",
        live_channel=channel_of(workspace, "gotimefm"),
        live_status_url=f"{service.url}/status",
        live_countdown_url=f"{service.url}/countdown",
    )


def known(service: Service) -> list[tuple[str, str | None]]:
    """Return what was asked for, and the answer that was said to be known."""
    return [(asked.path, asked.headers.get("If-None-Match")) for asked in service.asked]


async def test_answer_of_another_status_address_is_not_taken_for_this_one_s(
    live: Tools, service: Service, workspace: Workspace
) -> None:
    await announce_live_show(live)
    service.says("/moved", streaming(True), etag=SAME)
    service.says("/countdown", countdown(0))
    await announce_live_show(with_settings(live, live_status_url=f"{service.url}/moved"))
    assert known(service) == [("/status", None), ("/moved", None), ("/countdown", None)]
    assert posts(workspace, "gotimefm") == [ON_AIR]


async def test_answer_of_another_countdown_address_is_not_taken_for_this_one_s(
    live: Tools, service: Service, workspace: Workspace
) -> None:
    service.says("/status", streaming(True))
    await announce_live_show(live)
    service.says("/moved", countdown(0), etag=SAME)
    await announce_live_show(with_settings(live, live_countdown_url=f"{service.url}/moved"))
    assert known(service)[1::2] == [("/countdown", None), ("/moved", None)]
    assert posts(workspace, "gotimefm") == [ON_AIR]


async def test_answer_of_the_same_address_is_known(live: Tools, service: Service) -> None:
    for _ in range(2):
        await announce_live_show(live)
    assert known(service) == [("/status", None), ("/status", SAME)]
