"""Statuses: each young one once, in the order of time, replies and reblogs too."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bgtasks.positions import name_at
from bgtasks.tasks.mastodon import announce_statuses
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared import keys
from shared.errors import BurrowError, ServiceUnavailable
from tests.bgtasks.conftest import channel_of, shadowed
from tests.bgtasks.news import recorded, status
from tests.services import Service

ACCOUNT = "/api/v1/accounts/109349735213354404"
PATH = ACCOUNT + "/statuses"
YOUNG_S, OLD_S = 1_790, 1_810


@pytest.fixture(autouse=True)
def channel(service: Service, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> str:
    """The channel where statuses are repeated."""
    channel = channel_of(workspace, "gotimefm")
    monkeypatch.setenv("ENV", "production")
    monkeypatch.setenv("MASTODON_URL", service.url + ACCOUNT)
    monkeypatch.setenv("MASTODON_CHANNEL", channel)
    return channel


def told(workspace: Workspace) -> list[str]:
    """Return the ends of the links that were posted, in order."""
    said = [one["text"] for one in workspace.messages("gotimefm") if one.get("bot_id")]
    return [text.strip("<>").rpartition("/")[2] for text in said]


Pages = list[list[tuple[int, float]]]  # id and age in s


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([[(3, 10), (2, 20), (1, 30)]], ["3"], id="a first run: the newest"),
        pytest.param([[(2, OLD_S), (1, OLD_S)]], [], id="105: too old"),
        pytest.param(
            [[(1, 60)], [(4, 10), (3, 20), (2, 30)]],
            ["1", "2", "3", "4"],
            id="oldest first",
        ),
        pytest.param([[(1, 60)], [(3, 20), (2, 10)]], ["1", "3", "2"], id="by time, not by id"),
        pytest.param([[(1, 60)], [(3, YOUNG_S), (2, OLD_S)]], ["1", "3"], id="too old: skipped"),
        pytest.param([[(1, 60)], [(2, -600)]], ["1", "2"], id="from the future: told"),
        pytest.param([[(1, 60)], [(1, 60)], []], ["1"], id="nothing new"),
        pytest.param([[], [(3, 10), (2, 20), (1, 30)]], ["1", "2", "3"], id="begun without any"),
        pytest.param([[(9, 60)], [(10, 60)]], ["9", "10"], id="ids grow in length"),
    ],
)
async def test_each_young_status_is_told_once_and_oldest_first(
    tools: Tools, service: Service, workspace: Workspace, pages: Pages, expected: list[str]
) -> None:
    for page in pages:
        service.says(PATH, [status(*one) for one in page])
        await announce_statuses(tools)
    assert told(workspace) == expected


@pytest.mark.parametrize(
    ("page", "since_id"),
    [
        ([(2, OLD_S), (1, OLD_S)], "2"),
        ([(10, 60), (9, 60)], "10"),
        ([(3, 20), (4, 30)], "4"),
    ],
)
async def test_105_the_position_moves_past_what_is_too_old(
    tools: Tools, service: Service, page: list[tuple[int, float]], since_id: str
) -> None:
    service.says(PATH, [status(*one) for one in page])
    await announce_statuses(tools)
    service.says(PATH, [])
    await announce_statuses(tools)
    assert [asked.query for asked in service.asked] == ["", f"since_id={since_id}"]


async def test_106_cured_a_failed_post_is_made_at_the_next_run_with_those_after_it(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(PATH, [status(1)])
    await announce_statuses(tools)
    service.says(PATH, [status(4, 10), status(3, 20), status(2, 30)])
    workspace.fault("chat.postMessage", "status", after_calls=1)
    with pytest.raises(BurrowError):
        await announce_statuses(tools)
    assert told(workspace) == ["1", "2"]
    await announce_statuses(tools)
    assert told(workspace) == ["1", "2", "3", "4"]


async def test_a_post_is_the_link_under_another_name_and_face(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    service.says(PATH, [status(1, url="https://changelog.social/@changelog/1?a=1&b=2")])
    await announce_statuses(tools)
    [call] = workspace.calls("chat.postMessage")
    arguments = {name: call.args[name] for name in call.args if name != "metadata"}
    assert arguments == {
        "channel": channel,
        "text": "<https://changelog.social/@changelog/1?a=1&amp;b=2>",
        "unfurl_links": True,
        "username": "Changelog",
        "icon_url": "https://cdn.changelog.social/accounts/avatars/109/365/688/871/983/824/"
        "original/5d1bcf4960706353.png",
    }


async def test_a_recorded_answer_is_told_with_its_reply_and_its_reblog(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(PATH, [status(1)])
    await announce_statuses(tools)
    # In the future, so that none is too old; both spellings of UTC stay.
    service.says(PATH, recorded("mastodon_statuses").replace(b"2022-11-24", b"2122-11-24"))
    await announce_statuses(tools)
    links = [call.args["text"] for call in workspace.calls("chat.postMessage")]
    assert links[1:] == [
        "<https://changelog.social/@changelog/109399150000000001>",
        "<https://changelog.social/users/changelog/statuses/109399200011223344/activity>",
        "<https://changelog.social/@changelog/109399262733119841>",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "3"},
        status(3, url=None),
        status(3, url="javascript:alert(1)"),
        status(3, url="https://a.example/>|<!channel>"),
        status(3, created_at="2022-11-24"),
        status(3, created_at="2022-11-24T15:20:00"),
        status(3, id=3),
        status(3, id=""),
        "text",
    ],
)
async def test_a_status_that_cannot_be_read_is_left_out_with_a_warning(
    tools: Tools, service: Service, workspace: Workspace, broken: Any
) -> None:
    service.says(PATH, [status(1)])
    await announce_statuses(tools)
    service.says(PATH, [status(4, 10), broken, status(2, 30)])
    with capture_logs() as lines:
        await announce_statuses(tools)
    assert told(workspace) == ["1", "2", "4"]
    warned = [line["setting"] for line in lines if line["event"] == "watch.unreadable"]
    assert warned == ["MASTODON_URL"]


async def test_a_status_without_a_page_is_told_by_its_uri(
    tools: Tools, service: Service, workspace: Workspace
) -> None:
    service.says(PATH, [status(1, url=None, uri="https://changelog.social/users/c/statuses/77")])
    await announce_statuses(tools)
    assert told(workspace) == ["77"]


async def test_an_object_where_a_list_was_expected_is_a_failure(
    tools: Tools, service: Service
) -> None:
    service.says(PATH, {"error": "This method requires an authenticated user"})
    with pytest.raises(ServiceUnavailable, match="MASTODON_URL: the answer is not a list"):
        await announce_statuses(tools)


async def test_an_etag_is_shown_only_where_it_came_from(tools: Tools, service: Service) -> None:
    service.says(PATH, [status(1)], etag='"a"')
    await announce_statuses(tools)
    service.says(PATH, [], etag='"b"')
    await announce_statuses(tools)
    await announce_statuses(tools)
    assert [(asked.query, asked.headers.get("If-None-Match")) for asked in service.asked] == [
        ("", None),
        ("since_id=1", None),
        ("since_id=1", '"b"'),
    ]


async def test_107_cured_shadow_mode_only_logs_and_production_begins_as_at_a_first_run(
    tools: Tools, service: Service, workspace: Workspace, redis: Redis
) -> None:
    name = name_at("mastodon", service.url + ACCOUNT)
    service.says(PATH, [status(2, 10), status(1, 20)])
    with capture_logs() as lines:
        await announce_statuses(shadowed(tools))
    assert [(line["event"], line["subject"]) for line in lines] == [
        ("watch.would_announce", f"{name}:2")
    ]
    assert workspace.calls("chat.postMessage") == []
    assert await redis.exists(keys.watch("burrow", name)) == 0
    service.says(PATH, [status(4, 10), status(3, 20)])
    await announce_statuses(tools)
    assert told(workspace) == ["4"]
