"""Calls for support while nobody is there, and while something is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from shared import dead_letters
from shared.events import PUBLIC
from shared.support import OUT_OF_OFFICE
from tests.consumer.bot import GENERAL, Bot, post
from tests.consumer.calling import REFUSAL, hear, opened, shown, support
from tests.consumer.conftest import OpenBot


def today(days: int) -> str:
    """Return the day that is so many days after today."""
    return (datetime.now(UTC).date() + timedelta(days)).isoformat()


ABSENCES = [
    pytest.param({"start": today(0), "end": today(0)}, True, id="only today"),
    pytest.param({"start": today(-3), "end": today(0)}, True, id="the last day"),
    pytest.param({"start": today(0), "end": today(3)}, True, id="the first day"),
    pytest.param({"start": today(1), "end": today(3)}, False, id="tomorrow"),
    pytest.param({"start": today(-3), "end": today(-1)}, False, id="until yesterday"),
    pytest.param({"start": today(-3)}, False, id="without an end"),
    pytest.param({"start": "soon", "end": "later"}, False, id="no days"),
    pytest.param([], False, id="no absence"),
]


@pytest.mark.parametrize(("absence", "told"), ABSENCES)
async def test_absence_is_told_in_the_thread_and_the_call_is_shown_all_the_same(
    helpful: Bot, tmp_path: Path, absence: object, told: bool
) -> None:
    (tmp_path / OUT_OF_OFFICE).write_text(json.dumps(absence))
    event = helpful.say("tech-support")
    link, emoji, *notes = await hear(helpful, event)
    assert [link, emoji] == shown(helpful, event, support(helpful), "sos")
    threads = [(where["channel"], where["thread_ts"]) for _, where in notes]
    assert threads == [(GENERAL, event["ts"])] * told


async def test_absence_is_told_with_its_last_day_and_is_not_the_admins(
    helpful: Bot, tmp_path: Path
) -> None:
    (tmp_path / OUT_OF_OFFICE).write_text('{"start": "2000-01-01", "end": "2100-12-24"}')
    *_, note = await hear(helpful, helpful.say("tech-support"))
    assert note[1]["text"].startswith(
        "tech-support is out of office up to and including Friday, 24 December 2100."
    )
    assert len(await hear(helpful, helpful.say("bot-admin"))) == 2


# Trouble


async def test_after_a_429_each_part_is_made_once(helpful: Bot) -> None:
    helpful.slack.fault("reactions.add", "ratelimited", retry_after_s=1)
    event = helpful.say("tech-support")
    await helpful.hear(event)
    await helpful.slack.eventually(
        lambda: helpful.slack.reactions("general", event["ts"]) == {"sos": ["U0BURROWBOT"]}
    )
    assert len(helpful.slack.messages("support")) == 1


async def test_emoji_that_the_workspace_has_not_keeps_nobody_from_being_called(
    helpful: Bot,
) -> None:
    helpful.slack.fault("reactions.add", "error", error="invalid_name")
    event = helpful.say("tech-support")
    assert await hear(helpful, event) == shown(helpful, event, support(helpful), "sos")
    assert await dead_letters.listed(helpful.redis, [PUBLIC]) == []


async def test_message_that_is_gone_calls_nobody(helpful: Bot) -> None:
    event = helpful.say("tech-support")
    helpful.slack.delete("alice", "general", event["ts"])
    assert await hear(helpful, event) == []
    assert await dead_letters.listed(helpful.redis, [PUBLIC]) == []


async def test_call_to_a_channel_that_is_not_there_is_a_dead_letter(
    open_bot: OpenBot, tmp_path: Path
) -> None:
    bot = await opened(open_bot, tmp_path, SLACK_TECH_SUPPORT_CHANNEL="nowhere")
    assert await hear(bot, bot.say("tech-support")) == []
    [letter] = await dead_letters.listed(bot.redis, [PUBLIC])
    said = "SLACK_TECH_SUPPORT_CHANNEL: there is no channel nowhere that the bot can see"
    assert said in letter.text("dead_reason")


async def test_in_shadow_mode_calls_are_only_logged_and_direct_messages_are_answered(
    open_bot: OpenBot, tmp_path: Path
) -> None:
    bot = await opened(open_bot, tmp_path, ENV="staging")
    with capture_logs() as logs:
        assert await hear(bot, bot.say("<@bot> tech-support")) == []
    assert "shadow.silent" in [line["event"] for line in logs]
    event = bot.say("tech-support", "burrow")
    assert await hear(bot, event) == [post(REFUSAL.format("tech-support"), event["channel"])]
