"""`in 2h …`, `at 09:00 …`, `schedules`, `unschedule`: commands that are run later."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from shared import keys
from shared.requests import Asker, Request
from shared.run_record import Where
from tests.consumer.bot import ALICE, BOB, GENERAL, TEAM
from tests.consumer.job_town import Town, said
from tests.consumer.waiting_requests import Waiting, dated, keep

HOUR_S = 3600
DIRECT = "D0ALICE0001"


async def test_a_command_is_kept_confirmed_and_run_when_its_time_comes(
    waiting: Waiting, town: Town
) -> None:
    event = town.bot.say("<@bot> in 2h run demo say <@bob> <https://x.org/a?b=1&amp;c|x.org>")
    [write] = await town.hear(event)
    text, [due_s] = dated(said(write))
    assert text == (
        f"<@{ALICE}> I will run `demo say &lt;@{BOB}&gt; x.org` DATE. "
        "Type `unschedule 1` to call it off."
    )
    assert due_s == int(float(event["ts"])) + 2 * HOUR_S
    [one] = await waiting.all()
    assert one.request == Request(
        Asker(TEAM, ALICE, "schedule"),
        command=f"demo say <@{BOB}> <https://x.org/a?b=1&amp;c|x.org>",
        context=Where(GENERAL, "", event["ts"]),
    )
    assert await town.active() == []
    await waiting.come()
    [run] = await town.runs.active()
    assert run.arguments == {"w": f"<@{BOB}> https://x.org/a?b=1&c"}
    assert (run.user_id, run.via, await waiting.all()) == (ALICE, "once", [])


async def test_what_a_slash_command_plans_is_answered_as_privately_as_it_was_asked(
    waiting: Waiting, town: Town
) -> None:
    [write] = await town.bot.slash("in 2h run help")
    assert "I answer in our direct messages then." in said(write)
    [one] = await waiting.all()
    assert one.request.context == Where(ALICE, is_dm=True)


async def test_a_second_run_schedules_nothing_more_and_says_the_same(
    waiting: Waiting, town: Town
) -> None:
    town.bot.slack.fault("chat.postMessage", "ratelimited", retry_after_s=1)
    event = town.bot.say("<@bot> in 2h run demo hi")
    await town.bot.publish(event)
    await town.bot.slack.eventually(lambda: len(town.bot.slack.calls("chat.postMessage")) == 2)
    [one] = await waiting.all()
    refused, answered = town.bot.slack.calls("chat.postMessage")
    assert refused.args["text"] == answered.args["text"]
    assert dated(answered.args["text"])[1] == [one.due_ms // 1000]


async def test_a_time_zone_that_slack_cannot_tell_just_now_is_waited_for(
    waiting: Waiting, town: Town
) -> None:
    town.bot.slack.fault("users.info", "ratelimited", retry_after_s=1)
    await town.bot.publish(town.bot.say("at tomorrow 09:00 run demo hi", "alice"))
    await town.bot.slack.eventually(lambda: town.bot.slack.calls("chat.postMessage"))
    [answered] = town.bot.slack.calls("chat.postMessage")
    assert "I took your time zone, Europe/London." in answered.args["text"]


@pytest.mark.parametrize(
    ("words", "seconds", "command"),
    [
        ("in 90 minutes demo hi", 5400, "demo hi"),
        ("IN 1h30m RUN Demo Hi", 5400, "Demo Hi"),
        ("in an hour, run `demo hi`", 3600, "demo hi"),
        ("in 2 days and 3 hours help", 51 * HOUR_S, "help"),
        ("in 10 s run xkcd:standards", 10, "xkcd:standards"),
    ],
)
async def test_delays_are_understood(
    waiting: Waiting, town: Town, words: str, seconds: int, command: str
) -> None:
    event = town.bot.say(words, "alice")
    await town.hear(event)
    [one] = await waiting.all()
    assert one.due_ms // 1000 - int(float(event["ts"])) in {seconds, seconds - 1, seconds + 1}
    assert (one.request.command, one.request.context.channel) == (command, DIRECT)


async def test_times_are_those_of_the_persons_profile(waiting: Waiting, town: Town) -> None:
    town.bot.slack.change_user("alice", tz="America/New_York")
    [write] = await town.ask("at tomorrow 09:00 run demo hi", "alice")
    text, [due_s] = dated(said(write))
    assert "I took your time zone, America/New_York." in text
    assert datetime.fromtimestamp(due_s, UTC).strftime("%H:%M") in {"13:00", "14:00"}
    await town.ask("at 9:30pm demo hi", "alice")
    assert len(town.bot.slack.calls("users.info")) == 1


@pytest.mark.parametrize("tz", ["", "Mars/Olympus"])
async def test_without_a_time_zone_it_is_utc_and_said_so(
    waiting: Waiting, town: Town, tz: str
) -> None:
    town.bot.slack.change_user("alice", tz=tz)
    [write] = await town.ask("at tomorrow 09:00 run demo hi", "alice")
    text, [due_s] = dated(said(write))
    assert "Slack does not tell me your time zone, so I took UTC." in text
    assert datetime.fromtimestamp(due_s, UTC).strftime("%H:%M") == "09:00"


REFUSED = [
    ("in 2h", "The command is missing"),
    ("in 2h run", "I know no command `run`"),
    ("in 0 minutes demo hi", "That time is past"),
    ("in 53 weeks demo hi", "I plan at most 365 days ahead"),
    ("in 2 fortnights demo hi", "I do not understand that time"),
    ("in 2h run demo gone", "I know no command `demo gone`"),
    ("in 2h run <!channel>", "I know no command `&lt;!channel&gt;`"),
    ("in 2h run demo say", "The w is missing: the command is `demo say &lt;w&gt;`"),
    ("in 2h run in 2h run demo hi", "I do not schedule commands about schedules"),
    ("in 2h run unschedule 1", "I do not schedule commands about schedules"),
    ("at 2020-01-01 09:00 demo hi", "That time is past"),
    ("at 2026-02-30 09:00 demo hi", "There is no 2026-02-30"),
    ("at 25:00 demo hi", "There is no 25:00"),
    ("at 9 demo hi", "Write the time with its minutes, or with am or pm"),
    ("at 13pm demo hi", "There is no 13pm"),
    ("at 09:00", "The command is missing"),
    (f"in 2h run demo say {'x' * 3100}", "That command is longer than 3000 characters"),
]


@pytest.mark.parametrize(("words", "reason"), REFUSED)
async def test_what_cannot_be_is_refused_at_once_with_an_example(
    waiting: Waiting, town: Town, words: str, reason: str
) -> None:
    [text] = await town.texts(f"<@bot> {words}")
    assert text.startswith(f"<@{ALICE}> {reason}")
    assert text.endswith(("`in 90 minutes run help`.", "`at 2026-12-24 18:00 run help`."))
    assert await waiting.all() == []


@pytest.mark.parametrize("words", ["in my opinion it is fine", "at least it works"])
async def test_a_sentence_is_no_schedule(waiting: Waiting, town: Town, words: str) -> None:
    [text] = await town.texts(f"<@bot> {words}")
    assert text.startswith("I found no command in that.")


async def test_talk_in_a_group_is_left_alone_and_a_command_taken(
    waiting: Waiting, town: Town
) -> None:
    talk = town.bot.say("in 5 minutes I have lunch") | {"channel_type": "mpim"}
    assert await town.hear(talk) == []
    command = town.bot.say("in 5 minutes run demo hi") | {"channel_type": "mpim"}
    assert len(await town.hear(command)) == 1
    assert len(await waiting.all()) == 1


async def test_what_somebody_may_not_run_is_refused_now(waiting: Waiting, town: Town) -> None:
    town.bot.slack.change_user("bob", is_restricted=True)
    [text] = await town.texts("<@bot> in 2h run sec run", user="bob")
    assert "only members of this workspace may use `sec`" in text
    assert await waiting.all() == []


async def test_rights_count_when_it_is_due(waiting: Waiting, town: Town, redis: Redis) -> None:
    await town.ask("<@bot> in 2h run sec run", user="bob")
    town.bot.slack.change_user("bob", is_restricted=True)
    await redis.delete(keys.people("burrow", BOB))
    [write] = await waiting.come()
    assert "only members of this workspace may use `sec`" in said(write)
    assert await town.active() == []


async def test_one_person_has_so_many_and_others_more(waiting: Waiting, town: Town) -> None:
    for n in range(50):
        await keep(waiting, f"kept{n}", ALICE)
    [text] = await town.texts("<@bot> in 2h run demo hi")
    assert "You have scheduled 50 commands already" in text
    [text] = await town.texts("<@bot> in 2h run demo hi", user="bob")
    assert "I will run" in text


async def test_second_run_of_the_last_that_one_may_have_is_not_one_too_many(
    waiting: Waiting, town: Town
) -> None:
    for n in range(49):
        await keep(waiting, f"kept{n}", ALICE)
    town.bot.slack.fault("chat.postEphemeral", "ratelimited", retry_after_s=1)
    await town.bot.slash("in 2h run demo hi")
    calls = town.bot.slack.calls
    await town.bot.slack.eventually(lambda: len(calls("chat.postEphemeral")) == 2)
    assert "I will run" in calls("chat.postEphemeral")[1].args["text"]


async def test_one_person_has_so_many_by_slash_commands_too(waiting: Waiting, town: Town) -> None:
    for _ in range(50):
        await town.bot.slash("in 2h run help")
    [write] = await town.bot.slash("in 2h run help")
    assert "You have scheduled 50 commands already" in said(write)
