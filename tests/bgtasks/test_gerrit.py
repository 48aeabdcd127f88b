"""Merged changes: each once, oldest first, whatever is commented on, cut off or refused."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bgtasks.positions import name_at
from bgtasks.tasks.gerrit import announce_merged_changes
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared import keys
from shared.errors import BurrowError
from tests.bgtasks.conftest import numbers, posts, shadowed
from tests.bgtasks.news import MINUTE_0, change, gerrit
from tests.services import Service

PATH = "/changes/"


@pytest.fixture(autouse=True)
def channel(golang_cls: str) -> str:
    """The channel where changes are announced."""
    return golang_cls


@pytest.fixture
def name(service: Service) -> str:
    """What this Gerrit is called in keys and subjects."""
    return name_at("gerrit", service.url)


# A change is submitted in the minute of its number; a page is sorted by what was last commented on.
@pytest.mark.parametrize(
    ("pages", "told"),
    [
        pytest.param([[10, 9, 8]], [10], id="96: a first run tells the newest"),
        pytest.param([[10], [12, 11, 10, 9]], [10, 11, 12], id="97: oldest first"),
        pytest.param([[12, 11], [9, 12, 11, 10]], [12], id="98, cured: a comment tells nothing"),
        pytest.param(
            [[12], [12, 14, 13, 11], [15, 12, 14, 13, 11]],
            [12, 13, 14, 15],
            id="99, cured: a comment hides nothing",
        ),
        pytest.param([[10], [13, 10], [12, 13, 10]], [10, 13, 12], id="indexed later"),
        pytest.param([[10], [90, 10], [29, 90, 10]], [10, 90], id="over an hour later: too late"),
        pytest.param([[10], [], [11, 10]], [10, 11], id="an empty list changes nothing"),
        pytest.param([[10], [10], [10]], [10], id="nothing new"),
    ],
)
async def test_each_change_is_told_once_and_oldest_first(
    tools: Tools,
    service: Service,
    workspace: Workspace,
    channel: str,
    pages: list[list[int]],
    told: list[int],
) -> None:
    for page in pages:
        service.says(PATH, gerrit(*map(change, page)))
        await announce_merged_changes(tools)
    assert numbers(workspace, channel) == told


async def test_after_a_first_run_without_any_all_that_come_are_told(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    minutes_ago = (datetime.now(UTC) - MINUTE_0).total_seconds() / 60
    service.says(PATH, gerrit())
    await announce_merged_changes(tools)
    ages = {7: 1, 6: 2, 5: 3, 4: 70}  # the last is of before the first run
    merged = [change(number, minute=minutes_ago - age) for number, age in ages.items()]
    service.says(PATH, gerrit(*merged))
    await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [5, 6, 7]


async def test_a_first_run_tells_one_of_a_stack_that_was_submitted_in_one_moment(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    service.says(PATH, gerrit(*(change(number, minute=5) for number in (3, 1, 2))))
    await announce_merged_changes(tools)
    await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [3]


async def test_a_change_of_the_far_future_hides_nothing_that_comes_after_it(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    minutes_ago = (datetime.now(UTC) - MINUTE_0).total_seconds() / 60
    far = change(9, submitted="2099-01-01 00:00:00.000000000")
    service.says(PATH, gerrit(far, change(8, minute=minutes_ago - 10)))
    await announce_merged_changes(tools)
    service.says(PATH, gerrit(change(10, minute=minutes_ago + 1), far))
    await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [9, 10]


async def test_100_a_failed_post_stops_the_rest_which_the_next_run_tells(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    service.says(PATH, gerrit(change(15)))
    await announce_merged_changes(tools)
    service.says(PATH, gerrit(*map(change, (18, 17, 16, 15))))
    workspace.fault("chat.postMessage", "status", after_calls=1)
    with pytest.raises(BurrowError):
        await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [15, 16]
    await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [15, 16, 17, 18]


async def test_101_cured_a_full_page_is_the_newest_ten_and_a_line_for_the_others(
    tools: Tools, service: Service, workspace: Workspace, channel: str, redis: Redis, name: str
) -> None:
    service.says(PATH, gerrit(change(1)))
    await announce_merged_changes(tools)
    service.says(PATH, gerrit(*map(change, range(101, 1, -1))))
    with capture_logs() as lines:
        await announce_merged_changes(tools)
        await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [1, *range(92, 102)]
    assert [line["count"] for line in lines if line["event"] == "watch.left_out"] == [90]
    assert await redis.hget(keys.watch("burrow", name), "left_out") == b"0"
    assert posts(workspace, channel)[1] == (
        f"Merged before these, and not listed here: 90 more. <{service.url}/q/status:merged>"
    )


async def test_the_line_for_the_others_is_said_once_when_the_first_attempt_is_lost(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    service.says(PATH, gerrit(change(1)))
    await announce_merged_changes(tools)
    service.says(PATH, gerrit(*map(change, range(13, 1, -1))))
    workspace.fault("chat.postMessage", "error", error="internal_error")
    with pytest.raises(BurrowError):
        await announce_merged_changes(tools)
    await announce_merged_changes(tools)
    said = posts(workspace, channel)
    assert [text[:60] for text in said if text.startswith("Merged")] == [
        "Merged before these, and not listed here: 2 more. <http://12"
    ]
    assert numbers(workspace, channel) == [1, *range(4, 14)]


async def test_an_answer_that_was_told_to_the_end_is_not_sent_again(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    service.says(PATH, gerrit(change(10)), etag='"a"')
    await announce_merged_changes(tools)
    await announce_merged_changes(tools)
    assert [asked.headers.get("If-None-Match") for asked in service.asked] == [None, '"a"']
    assert numbers(workspace, channel) == [10]


async def test_an_answer_that_was_not_told_to_the_end_is_asked_for_again(
    tools: Tools, service: Service, workspace: Workspace, channel: str
) -> None:
    service.says(PATH, gerrit(change(10)), etag='"a"')
    workspace.fault("chat.postMessage", "status")
    with pytest.raises(BurrowError):
        await announce_merged_changes(tools)
    await announce_merged_changes(tools)
    assert [asked.headers.get("If-None-Match") for asked in service.asked] == [None, None]
    assert numbers(workspace, channel) == [10]


async def test_107_cured_shadow_mode_only_logs_and_production_begins_as_at_a_first_run(
    tools: Tools, service: Service, workspace: Workspace, channel: str, redis: Redis, name: str
) -> None:
    service.says(PATH, gerrit(*map(change, (10, 9, 8))))
    with capture_logs() as lines:
        await announce_merged_changes(shadowed(tools))
    said = [(line["subject"], line["event"]) for line in lines]
    assert said == [(f"{name}:10", "watch.would_announce")]
    assert await redis.keys("{burrow}:w*") == []
    assert workspace.calls("chat.postMessage") == []
    service.says(PATH, gerrit(*map(change, (12, 11, 10))))
    await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [12]


async def test_shadow_mode_leaves_the_position_of_production_where_it_is(
    tools: Tools, service: Service, workspace: Workspace, channel: str, redis: Redis, name: str
) -> None:
    key = keys.watch("burrow", name)
    service.says(PATH, gerrit(change(10)))
    await announce_merged_changes(tools)
    before = await redis.hgetall(key)
    service.says(PATH, gerrit(*map(change, (12, 11, 10))))
    await announce_merged_changes(shadowed(tools))
    assert await redis.hgetall(key) == before
    await announce_merged_changes(tools)
    assert numbers(workspace, channel) == [10, 11, 12]


async def test_what_is_remembered_stays_small(
    tools: Tools, service: Service, redis: Redis, name: str
) -> None:
    service.says(PATH, gerrit(change(1)))
    await announce_merged_changes(tools)
    for page in range(8):
        first = 100 * page + 2
        service.says(PATH, gerrit(*map(change, range(first, first + 100))))
        await announce_merged_changes(tools)
    told = orjson.loads(await redis.hget(keys.watch("burrow", name), "told") or b"")
    assert (len(told), told[-1]) == (500, "801")
