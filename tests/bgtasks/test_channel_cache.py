"""The channel cache against the local workspace, with its pages, limits and faults."""

from __future__ import annotations

import time
from typing import Any

import pytest
from redis.asyncio import Redis

from bgtasks.tasks.channel_cache import refresh_channel_names, replace
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared import keys
from shared.errors import LeaseLost, SlackUnavailable
from tests.bgtasks.conftest import MakeTools

BY_ID, BY_NAME = keys.channels_by_id("burrow"), keys.channels_by_name("burrow")
MOST, NOTED = 10_000, 100


async def test_names_and_ids_are_found_both_ways(tools: Tools) -> None:
    await refresh_channel_names(tools)
    assert await tools.channels.id_of("general") == "C0GENERAL01"
    assert await tools.channels.name_of("C0GENERAL01") == "general"


def names(workspace: Workspace) -> set[bytes]:
    """Return the names of the channels that a fresh workspace has, but the private ones."""
    channels = workspace.workspace.channels.values()
    return {one.name.encode() for one in channels if one.kind == "channel"}


async def test_private_channels_are_in_it_if_the_bot_is_in_them_and_dms_and_archived_ones_never(
    tools: Tools, workspace: Workspace, redis: Redis
) -> None:
    public = names(workspace)
    workspace.create_channel("secret", private=True)
    workspace.archive("random")
    await refresh_channel_names(tools)
    assert set(await redis.hkeys(BY_NAME)) == public - {b"random"} | {b"organisers"}


async def test_an_app_that_may_not_see_private_channels_knows_the_public_ones(
    tools: Tools, workspace: Workspace, redis: Redis
) -> None:
    workspace.workspace.scopes = workspace.workspace.scopes - {"groups:read"}
    await refresh_channel_names(tools)
    assert set(await redis.hkeys(BY_NAME)) == names(workspace)


async def test_every_page_is_read(tools: Tools, workspace: Workspace, redis: Redis) -> None:
    expected = 450 + await known(tools, redis)
    so_far = len(workspace.calls("conversations.list"))
    for n in range(450):
        workspace.create_channel(f"room-{n}")
    await refresh_channel_names(tools)
    assert len(workspace.calls("conversations.list")) == so_far + 3
    assert await redis.hlen(BY_NAME) == expected
    assert await redis.hlen(BY_ID) == expected


async def known(tools: Tools, redis: Redis) -> int:
    """Fill the cache, and return how many channels are in it."""
    await refresh_channel_names(tools)
    return int(await redis.hlen(BY_NAME))


async def test_the_cache_is_replaced_as_a_whole(tools: Tools, workspace: Workspace) -> None:
    await refresh_channel_names(tools)
    workspace.rename_channel("random", "coffee")
    workspace.archive("newbies")
    await refresh_channel_names(tools)
    assert await tools.channels.name_of("C0RANDOM001") == "coffee"
    assert await tools.channels.id_of("coffee") == "C0RANDOM001"
    assert await tools.channels.id_of("random") is None
    assert await tools.channels.id_of("newbies") is None


async def test_the_cache_lives_on_for_two_weeks(tools: Tools, redis: Redis) -> None:
    await refresh_channel_names(tools)
    assert await redis.ttl(BY_ID) > 13 * 24 * 60 * 60


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("status", {}),
        ("drop_before", {}),
        ("drop_after", {}),
        ("malformed", {}),
        ("error", {"error": "internal_error"}),
        ("error", {"error": "fatal_error"}),
    ],
)
async def test_the_cache_is_kept_while_slack_is_down(
    tools: Tools, workspace: Workspace, redis: Redis, kind: Any, options: dict[str, Any]
) -> None:
    await refresh_channel_names(tools)
    before = await redis.hgetall(BY_NAME)
    workspace.rename_channel("random", "coffee")
    # More than once: aiohttp repeats a GET whose kept-alive connection was closed.
    workspace.fault("conversations.list", kind, times=9, **options)
    with pytest.raises(SlackUnavailable):
        await refresh_channel_names(tools)
    assert await redis.hgetall(BY_NAME) == before


async def test_the_cache_is_kept_when_a_later_page_fails(
    tools: Tools, workspace: Workspace, redis: Redis
) -> None:
    before = await known(tools, redis)
    for n in range(450):
        workspace.create_channel(f"room-{n}")
    workspace.fault("conversations.list", "status", after_calls=2)
    with pytest.raises(SlackUnavailable):
        await refresh_channel_names(tools)
    assert await redis.hlen(BY_NAME) == before


async def test_a_listing_without_channels_is_not_believed(
    tools: Tools, workspace: Workspace, redis: Redis
) -> None:
    before = await known(tools, redis)
    for channel in workspace.workspace.channels.values():
        channel.archived = True
    with pytest.raises(SlackUnavailable, match="named no channel; the cache stays"):
        await refresh_channel_names(tools)
    assert await redis.hlen(BY_NAME) == before


async def test_a_429_in_the_middle_is_waited_for_and_the_listing_goes_on_where_it_was(
    tools: Tools, workspace: Workspace, redis: Redis
) -> None:
    before = await known(tools, redis)
    so_far = len(workspace.calls("conversations.list"))
    for n in range(450):
        workspace.create_channel(f"room-{n}")
    workspace.fault("conversations.list", "ratelimited", after_calls=1, retry_after_s=2)
    began_s = time.monotonic()
    await refresh_channel_names(tools)
    assert time.monotonic() - began_s >= 2
    assert await redis.hlen(BY_NAME) == before + 450
    assert len(workspace.calls("conversations.list")) == so_far + 4


async def test_a_stale_instance_replaces_nothing(
    tools: Tools, make_tools: MakeTools, workspace: Workspace, redis: Redis
) -> None:
    await refresh_channel_names(tools)
    workspace.rename_channel("random", "coffee")
    with pytest.raises(LeaseLost):
        await refresh_channel_names(make_tools(tools.token - 1))
    assert await tools.channels.id_of("random") == "C0RANDOM001"


async def test_ten_thousand_channels_are_replaced_in_one_short_step(
    tools: Tools, redis: Redis
) -> None:
    ids = {f"C{n:010}": f"a-channel-with-a-long-name-{n}" for n in range(MOST)}
    began = await tools.now()
    for n in range(NOTED):
        await tools.channels.put(f"C{n:010}", f"renamed-{n}")
    await redis.config_resetstat()
    await replace(tools, ids, began)
    assert await redis.hlen(BY_ID) == MOST
    assert await redis.hlen(BY_NAME) == MOST
    statistics = (await redis.info("commandstats"))["cmdstat_evalsha"]
    # Redis does nothing else meanwhile; the gateway gives it 1.5 s.
    assert statistics["usec"] < 500_000
