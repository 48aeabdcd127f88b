"""The channel cache as events keep it fresh."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from shared.channels import Channels


@pytest.fixture
async def channels(redis: Redis) -> Channels:
    """A cache that knows two channels."""
    cache = Channels(redis, "burrow")
    await cache.put("C1", "general")
    await cache.put("C2", "random")
    return cache


async def test_a_channel_is_found_both_ways(channels: Channels) -> None:
    assert await channels.id_of("general") == "C1"
    assert await channels.name_of("C1") == "general"


async def test_an_unknown_channel_is_none(channels: Channels) -> None:
    assert await channels.id_of("nowhere") is None
    assert await channels.name_of("C9") is None


async def test_a_renamed_channel_loses_its_old_name(channels: Channels) -> None:
    await channels.put("C2", "coffee")
    assert await channels.id_of("coffee") == "C2"
    assert await channels.id_of("random") is None


async def test_a_removed_channel_is_gone_both_ways(channels: Channels) -> None:
    await channels.remove("C2")
    assert await channels.id_of("random") is None
    assert await channels.name_of("C2") is None


async def test_a_name_that_another_channel_took_over_stays_with_it(channels: Channels) -> None:
    await channels.put("C3", "random")
    await channels.remove("C2")
    assert await channels.id_of("random") == "C3"


async def test_what_is_put_twice_stays(channels: Channels) -> None:
    await channels.put("C1", "general")
    assert await channels.id_of("general") == "C1"
    assert await channels.name_of("C1") == "general"


async def test_a_cache_is_known_once_it_holds_a_channel(channels: Channels, redis: Redis) -> None:
    assert await channels.known()
    assert not await Channels(redis, "other").known()


async def test_apps_have_caches_of_their_own(channels: Channels, redis: Redis) -> None:
    assert await Channels(redis, "other").id_of("general") is None
