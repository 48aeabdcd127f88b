"""A listing of the channels takes minutes: what events say meanwhile is newer, and stays."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from redis.asyncio import Redis

from bgtasks.tasks.channel_cache import refresh_channel_names, replace
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared import keys
from shared.channels import Channels
from tests.waiting import until

LISTED = {"C1": "general", "C2": "random"}
Noted = list[tuple[str, str]]  # id and name, which is empty for a channel that is gone


async def note(channels: Channels, noted: Noted) -> None:
    """Do as consumers do when such events come."""
    for channel_id, name in noted:
        await (channels.put(channel_id, name) if name else channels.remove(channel_id))


async def cached(redis: Redis) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the cache holds, both ways."""
    by_id: Any = await redis.hgetall(keys.channels_by_id("burrow"))
    by_name: Any = await redis.hgetall(keys.channels_by_name("burrow"))
    return as_text(by_id), as_text(by_name)


def as_text(fields: Mapping[bytes, bytes]) -> dict[str, str]:
    """Return what Redis answered as text."""
    return {field.decode(): value.decode() for field, value in fields.items()}


@pytest.mark.parametrize(
    ("noted", "by_id", "by_name"),
    [
        pytest.param(
            [("C3", "gophers")],
            {"C1": "general", "C2": "random", "C3": "gophers"},
            {"general": "C1", "random": "C2", "gophers": "C3"},
            id="created",
        ),
        pytest.param(
            [("C2", "coffee")],
            {"C1": "general", "C2": "coffee"},
            {"general": "C1", "coffee": "C2"},
            id="renamed",
        ),
        pytest.param([("C2", "")], {"C1": "general"}, {"general": "C1"}, id="archived"),
        pytest.param(
            [("C3", "gophers"), ("C3", "moles"), ("C3", "")],
            {"C1": "general", "C2": "random"},
            {"general": "C1", "random": "C2"},
            id="came and went",
        ),
        pytest.param(
            [("C2", ""), ("C2", "random")],
            {"C1": "general", "C2": "random"},
            {"general": "C1", "random": "C2"},
            id="went and came",
        ),
        pytest.param(
            [("C2", "coffee"), ("C3", "random")],
            {"C1": "general", "C2": "coffee", "C3": "random"},
            {"general": "C1", "coffee": "C2", "random": "C3"},
            id="name passed on",
        ),
        pytest.param(
            [("C3", "random"), ("C2", "coffee")],
            {"C1": "general", "C2": "coffee", "C3": "random"},
            {"general": "C1", "coffee": "C2", "random": "C3"},
            id="name passed on, heard the other way round",
        ),
        pytest.param(
            [("C1", "lobby"), ("C2", "general"), ("C1", "random")],
            {"C1": "random", "C2": "general"},
            {"random": "C1", "general": "C2"},
            id="names exchanged",
        ),
        pytest.param(
            [("C2", "coffee"), ("C3", "coffee")],
            {"C1": "general", "C2": "coffee", "C3": "coffee"},
            {"general": "C1", "coffee": "C3"},
            id="one name heard of two: the later has it",
        ),
        pytest.param(
            [("C3", "coffee"), ("C2", "coffee")],
            {"C1": "general", "C2": "coffee", "C3": "coffee"},
            {"general": "C1", "coffee": "C2"},
            id="one name heard of two, the other way round",
        ),
        pytest.param(
            [("C2", "a b\n0 é")],
            {"C1": "general", "C2": "a b\n0 é"},
            {"general": "C1", "a b\n0 é": "C2"},
            id="an odd name",
        ),
    ],
)
async def test_what_was_noted_since_a_listing_began_is_laid_over_it(
    tools: Tools, redis: Redis, noted: Noted, by_id: dict[str, str], by_name: dict[str, str]
) -> None:
    await replace(tools, LISTED, await tools.now())
    began = await tools.now()
    await note(tools.channels, noted)
    assert await cached(redis) == (by_id, by_name)
    await replace(tools, LISTED, began)
    assert await cached(redis) == (by_id, by_name)


async def test_what_was_noted_before_a_listing_began_gives_way_to_it_and_is_dropped(
    tools: Tools, redis: Redis
) -> None:
    await note(tools.channels, [("C2", "coffee"), ("C3", "gophers"), ("C1", "")])
    began = await tools.now()
    await note(tools.channels, [("C4", "moles")])
    await replace(tools, LISTED, began)
    assert (await cached(redis))[0] == LISTED | {"C4": "moles"}
    assert await redis.hkeys(keys.channels_noted("burrow")) == [b"C4"]


async def test_what_was_noted_outlives_the_longest_listing_and_not_much_more(
    tools: Tools, redis: Redis
) -> None:
    await note(tools.channels, [("C3", "gophers")])
    assert 3_590 < await redis.ttl(keys.channels_noted("burrow")) <= 3_600


async def test_what_happens_while_slack_answers_is_not_undone(
    tools: Tools, workspace: Workspace
) -> None:
    await refresh_channel_names(tools)
    so_far = len(workspace.calls("conversations.list"))
    workspace.fault("conversations.list", "hang_after", seconds=1)
    refresh = asyncio.ensure_future(refresh_channel_names(tools))
    await until(lambda: len(workspace.calls("conversations.list")) > so_far)
    await note(tools.channels, [("C0NEW", "gophers"), ("C0RANDOM001", "coffee")])
    assert not refresh.done()
    await refresh
    assert await tools.channels.id_of("gophers") == "C0NEW"
    assert await tools.channels.name_of("C0RANDOM001") == "coffee"
    assert await tools.channels.id_of("random") is None
    await refresh_channel_names(tools)
    assert await tools.channels.id_of("gophers") is None
    assert await tools.channels.name_of("C0RANDOM001") == "random"
