"""What goes wrong at the doors, and who hears of it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from consumer.registry import Registry
from dev.redis_server import free_port
from shared.streams import Entry
from tests.consumer.bot import ALICE, GENERAL, TEAM, Bot, entry_of, ephemeral, post
from tests.consumer.conftest import OpenBot
from tests.consumer.door_bodies import slash_body
from tests.consumer.door_handlers import KEY, SEALER, answer, given, router, settled, url_of


async def test_an_address_that_is_over_half_an_hour_old_is_not_used(doors: Bot) -> None:
    path = "https://hooks.slack.com/commands/T/1/secret"
    old = SEALER._fernet.encrypt_at_time(path.encode(), int(time.time()) - 1801)  # type: ignore[union-attr]
    assert await doors.slash("hello", sealed_response_url=old.decode()) == [ephemeral("hello")]


async def test_where_the_bot_is_not_the_answer_comes_by_direct_message(doors: Bot) -> None:
    away = doors.slack.create_channel("elsewhere")
    written = await doors.slash("hello", channel_id=away)
    assert written == [ephemeral("hello", channel=away), post("hello", channel=ALICE)]


async def test_who_is_not_in_the_channel_is_told_by_direct_message(doors: Bot) -> None:
    away = doors.slack.create_channel("elsewhere", "bob", with_bot=True)
    written = await doors.slash("hello", channel_id=away)
    assert written == [ephemeral("hello", channel=away), post("hello", channel=ALICE)]


async def test_an_answer_of_unknown_fate_is_not_given_twice(doors: Bot) -> None:
    doors.slack.fault("response_url", "drop_after", times=1)
    written = await doors.slash("hello", sealed_response_url=url_of(doors))
    await settled(doors)
    assert written == doors.writes() == [answer("hello")]


@pytest.mark.parametrize("age_s", [2.6, 100])
async def test_a_form_is_not_opened_when_its_trigger_is_over(doors: Bot, age_s: float) -> None:
    assert await doors.slash("form", age_s=age_s) == []
    assert given == [False]


async def test_a_trigger_that_slack_does_not_take_is_no_failure(doors: Bot) -> None:
    written = await doors.slash("form", trigger_id="1.2.nonsense")
    assert [method for method, _ in written] == ["views.open"]
    assert given == [False]


async def test_crowds_of_messages_leave_room_for_who_waits(open_bot: OpenBot) -> None:
    crowded = await open_bot(Registry(router.handlers), SECRETS_KEY=KEY, CONSUMER_CONCURRENCY="2")
    for _ in range(4):
        await crowded.publish(crowded.say("<@bot> slow"))
    began_s = time.monotonic()
    assert await crowded.slash("hello") == [ephemeral("hello")]
    assert time.monotonic() - began_s < 1


async def test_a_click_on_a_button_that_nobody_knows_is_answered(bot: Bot) -> None:
    said = "I do not know that button any more, so I did nothing. Type `help` to see what there is."
    assert await bot.click("gone") == [ephemeral(said)]


async def test_a_choice_that_nobody_knows_is_over(bot: Bot) -> None:
    assert await bot.click("gone", actions=[{"type": "static_select", "action_id": "gone"}]) == []


async def test_a_gateway_whose_clock_is_ahead_is_heard(doors: Bot) -> None:
    fields = entry_of(slash_body("hello")) | {"event_ts": int(time.time()) + 250, "team_id": TEAM}
    added: Any = await doors.redis.xadd("slack_command", fields)  # type: ignore[arg-type]
    await doors.acknowledged(Entry("slack_command", added.decode(), {}))
    assert doors.writes() == [ephemeral("hello")]


async def test_a_form_of_unknown_fate_counts_as_not_opened(doors: Bot) -> None:
    doors.slack.fault("views.open", "status", status=500, times=1)
    await doors.slash("form")
    await settled(doors)
    assert [method for method, _ in doors.writes()] == ["views.open"]
    assert given == [False]


async def test_an_address_that_cannot_be_reached_is_not_waited_for(doors: Bot) -> None:
    sealed = SEALER.seal(f"http://127.0.0.1:{free_port()}/commands/T/1/secret")
    assert await doors.slash("hello", sealed_response_url=sealed) == [ephemeral("hello")]


async def test_an_ephemeral_message_without_an_address_stays_and_the_answer_is_a_new_one(
    doors: Bot,
) -> None:
    container = {"channel_id": GENERAL, "message_ts": "1.1", "is_ephemeral": True}
    assert await doors.click("press", container=container) == [ephemeral("pressed")]
