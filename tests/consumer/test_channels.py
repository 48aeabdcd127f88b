"""Events that keep the channel cache fresh."""

from __future__ import annotations

import pytest

from shared.channels import Channels
from tests.consumer.bot import GENERAL, Bot, Event
from tests.consumer.conftest import OpenBot

OLD, NEW = "C0OLD", "C0NEW"
Names = dict[str, str | None]

CASES: list[tuple[str, Event, Names, Names]] = [
    (
        "created",
        {"type": "channel_created", "channel": {"id": NEW, "name": "gophers"}},
        {OLD: "moles", NEW: "gophers"},
        {"moles": OLD, "gophers": NEW},
    ),
    (
        "renamed",
        {"type": "channel_rename", "channel": {"id": OLD, "name": "voles", "created": 1}},
        {OLD: "voles"},
        {"voles": OLD, "moles": None},
    ),
    (
        "name taken over",
        {"type": "channel_created", "channel": {"id": NEW, "name": "moles"}},
        {OLD: "moles", NEW: "moles"},
        {"moles": NEW},
    ),
    ("archived", {"type": "channel_archive", "channel": OLD}, {OLD: None}, {"moles": None}),
    ("deleted", {"type": "channel_deleted", "channel": OLD}, {OLD: None}, {"moles": None}),
    ("unknown deleted", {"type": "channel_deleted", "channel": NEW}, {OLD: "moles"}, {}),
    ("no channel", {"type": "channel_created"}, {OLD: "moles"}, {"moles": OLD}),
    ("odd channel", {"type": "channel_rename", "channel": [1]}, {OLD: "moles"}, {"moles": OLD}),
]


@pytest.mark.parametrize(
    ("event", "by_id", "by_name"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
async def test_cache_follows_the_event(
    bot: Bot, event: Event, by_id: Names, by_name: Names
) -> None:
    channels = Channels(bot.redis, "burrow")
    await channels.put(OLD, "moles")
    assert await bot.hear(event) == []
    assert {one: await channels.name_of(one) for one in by_id} == by_id
    assert {one: await channels.id_of(one) for one in by_name} == by_name


async def test_channel_that_is_back_is_known_by_its_name_again(bot: Bot) -> None:
    channels = Channels(bot.redis, "burrow")
    await bot.hear({"type": "channel_unarchive", "channel": GENERAL})
    assert await channels.id_of("general") == GENERAL


async def test_channel_of_a_name_that_was_taken_over_leaves_it_to_the_new_one(bot: Bot) -> None:
    channels = Channels(bot.redis, "burrow")
    await channels.put(OLD, "moles")
    await bot.hear({"type": "channel_created", "channel": {"id": NEW, "name": "moles"}})
    await bot.hear({"type": "channel_archive", "channel": OLD})
    assert await channels.id_of("moles") == NEW


async def test_cache_is_kept_fresh_in_shadow_mode_too(open_bot: OpenBot) -> None:
    bot = await open_bot(ENV="staging")
    await bot.hear({"type": "channel_created", "channel": {"id": GENERAL, "name": "general"}})
    assert await Channels(bot.redis, "burrow").id_of("general") == GENERAL
