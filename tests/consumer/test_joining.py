"""New channels are joined as they are created, if JOIN_CHANNELS says so."""

from __future__ import annotations

import pytest

from shared import dead_letters
from tests.consumer.bot import Bot, Event, Write
from tests.consumer.conftest import OpenBot

STREAM = "slack_channel_created"


def created(bot: Bot) -> Event:
    """Let Alice create a channel, and return the event of it."""
    bot.slack.create_channel("gophers")
    return next(one for one in bot.told if one["type"] == "channel_created")


def join(event: Event) -> Write:
    """Return a join as it is compared."""
    return "conversations.join", {"channel": event["channel"]["id"]}


async def test_new_channel_is_joined(open_bot: OpenBot) -> None:
    bot = await open_bot(JOIN_CHANNELS="1", JOBS_CONCURRENCY="0")
    event = created(bot)
    assert await bot.hear(event) == [join(event)]
    assert bot.slack.workspace.has_bot(bot.slack.workspace.channel("gophers"))


@pytest.mark.parametrize("settings", [{}, {"JOIN_CHANNELS": "0"}])
async def test_without_the_setting_none_is_joined(
    open_bot: OpenBot, settings: dict[str, str]
) -> None:
    bot = await open_bot(None, **settings)
    assert await bot.hear(created(bot)) == []


async def test_in_shadow_mode_none_is_joined(open_bot: OpenBot) -> None:
    bot = await open_bot(JOIN_CHANNELS="1", JOBS_CONCURRENCY="0", ENV="staging")
    assert await bot.hear(created(bot)) == []


async def test_channel_that_is_archived_again_is_no_dead_letter(open_bot: OpenBot) -> None:
    bot = await open_bot(JOIN_CHANNELS="1", JOBS_CONCURRENCY="0")
    event = created(bot)
    bot.slack.archive("gophers")
    assert await bot.hear(event) == [join(event)]
    assert await dead_letters.listed(bot.redis, [STREAM]) == []


@pytest.mark.parametrize("channel", [None, "C1", [1], {}])
async def test_odd_event_is_left(open_bot: OpenBot, channel: object) -> None:
    bot = await open_bot(JOIN_CHANNELS="1", JOBS_CONCURRENCY="0")
    assert await bot.hear({"type": "channel_created", "channel": channel}) == []
