"""`schedules` and `unschedule`: what is going to run is shown and called off."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis.asyncio import Redis

from shared import keys
from shared.scripts import Scripts
from tests.consumer.bot import ALICE, BOB, GENERAL
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import registry_of
from tests.consumer.job_town import Town, said
from tests.consumer.waiting_requests import FAR_MS, Waiting, dated, keep

HOUR_S = 3600
DIRECT = "D0ALICE0001"


async def test_nothing_scheduled_is_said_with_an_example(town: Town) -> None:
    [text] = await town.texts("schedules", "alice")
    assert text == "Nothing is scheduled here. Try `in 2h run help`."


async def test_a_channel_shows_its_own_and_a_direct_message_what_one_scheduled(
    waiting: Waiting, town: Town
) -> None:
    await keep(waiting, "a", BOB, GENERAL, "demo say <!channel>")
    await keep(waiting, "b", ALICE, DIRECT, "demo dep now")
    [write] = await town.ask("<@bot> schedules")
    assert "<@" not in write[1]["text"]  # who is named there would be alerted
    text, dates = dated(write[1]["attachments"][0]["text"])
    assert text == f"*Scheduled once*\n• `1` DATE: `demo say &lt;!channel&gt;` for <@{BOB}>"
    assert dates == [FAR_MS // 1000]
    [text] = await town.texts("schedules", "alice")
    assert "`demo dep now`" in text
    assert "`demo say" not in text


async def test_jobs_by_the_clock_are_shown_with_last_and_next_time(
    open_bot: OpenBot, redis: Redis, scripts: Scripts, tmp_path: Path
) -> None:
    job = '[jobs.tick]\nrun_args_template = "true"\nschedule = {{ cron = "{}" }}\n'
    registry = registry_of(
        tmp_path,
        open=job.format("0 9 * * *"),
        shut="restricted = true\n" + job.format("@daily"),
    )
    bot = await open_bot(registry, JOBS_CONCURRENCY="0")
    await redis.hset(
        keys.cron("burrow"), mapping={"fence": 5, "open_tick": "2000 1000000 UTC 0 9 * * *"}
    )
    bot.slack.change_user("bob", is_restricted=True)
    town = Town(bot, None, None)  # type: ignore[arg-type]
    [for_alice] = await town.texts("<@bot> schedules")
    [for_bob] = await town.texts("<@bot> schedules", user="bob")
    text, dates = dated(for_alice)
    assert "• `open_tick` `0 9 * * *` in UTC: last DATE, next DATE" in text
    assert "• `shut_tick` `0 0 * * *` in UTC: last never yet, next DATE" in text
    assert [dates[0], dates[1] % 86_400, dates[2] % 86_400] == [1000, 9 * HOUR_S, 0]
    assert "open_tick" in for_bob
    assert "shut_tick" not in for_bob
    [text] = await town.texts("<@bot> unschedule open_tick")
    assert "runs by the clock, as `open/jobs.toml` says" in text


async def test_ones_own_is_called_off(waiting: Waiting, town: Town) -> None:
    await keep(waiting, "a", ALICE, DIRECT)
    assert await town.texts("<@bot> unschedule `1`") == [f"<@{ALICE}> I called off `1`, `demo hi`."]
    assert await waiting.all() == []
    [text] = await town.texts("<@bot> unschedule 1")
    assert text.startswith(f"<@{ALICE}> There is no `1` that waits")


async def test_a_member_calls_off_what_others_scheduled_and_they_are_told(
    waiting: Waiting, town: Town
) -> None:
    await keep(waiting, "a", BOB, "C0NEWBIES01", "demo dep now")
    assert await town.ask("<@bot> unschedule 1") == [
        ("chat.postMessage", {"channel": GENERAL, "text": f"<@{ALICE}> I called off `1`."}),
        (
            "chat.postMessage",
            {
                "channel": "C0NEWBIES01",
                "text": f"<@{BOB}> <@{ALICE}> called off what you had scheduled: "
                "`demo dep now` (`1`).",
            },
        ),
    ]
    assert await waiting.all() == []


async def test_a_guest_calls_off_nothing_of_others(waiting: Waiting, town: Town) -> None:
    town.bot.slack.change_user("bob", is_restricted=True)
    await keep(waiting, "a", ALICE)
    await keep(waiting, "b", BOB)
    [text] = await town.texts("<@bot> unschedule 1", user="bob")
    assert "only members of this workspace may use what others scheduled" in text
    [text] = await town.texts("<@bot> unschedule 2", user="bob")
    assert "I called off `2`" in text
    assert [one.id for one in await waiting.all()] == [1]


@pytest.mark.parametrize("said_id", ["one", "-1", "1" * 16, "²", "<!channel>x"])
async def test_what_is_no_id_is_refused(town: Town, said_id: str) -> None:
    [text] = await town.texts(f"<@bot> unschedule {said_id}")
    assert "is no id: `schedules` shows them" in text
    assert "<!channel>" not in text


async def test_a_scheduled_command_that_is_gone_is_told(waiting: Waiting, town: Town) -> None:
    await keep(waiting, "a", ALICE, GENERAL, "demo gone")
    [write] = await waiting.come()
    assert said(write).startswith(f"<@{ALICE}> it is time for `demo gone`, but I know no such")
