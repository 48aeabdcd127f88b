"""Who may ask for runs of restricted namespaces: members, and nobody of whom that is not sure."""

from __future__ import annotations

import pytest

from tests.consumer.bot import post
from tests.consumer.job_town import Town

REFUSED = ":no_entry: Sorry, only members of this workspace may use `sec`."


@pytest.mark.parametrize("person", ["gwen", "otto"])
async def test_restricted_command_is_refused_to_who_is_no_member(town: Town, person: str) -> None:
    event = town.bot.say("<@bot> sec run", "showandtell", user=person)
    assert await town.hear(event) == [post(REFUSED, event["channel"])]
    assert await town.active() == []


async def test_refusal_stays_in_the_thread(town: Town) -> None:
    root = town.bot.say("a question", "showandtell")
    [(_, arguments)] = await town.ask(
        "<@bot> sec run", "showandtell", user="gwen", thread_ts=root["ts"]
    )
    assert arguments["thread_ts"] == root["ts"]


async def test_newcomer_may_run_restricted_commands_after_one_look_up(town: Town) -> None:
    newt = town.bot.slack.new_member("Newt New")
    town.bot.slack.join(newt, "general")
    for _ in range(2):
        await town.ask("<@bot> sec run", user=newt)
    assert await town.active() == [(1, "sec_run", "queued")]
    assert len(town.bot.slack.calls("users.info")) <= 1


async def test_guest_may_run_open_commands(town: Town) -> None:
    await town.ask("<@bot> demo hi", "showandtell", user="gwen")
    assert await town.active() == [(1, "demo_hi", "queued")]


async def test_somebody_whom_slack_cannot_vouch_for_is_refused_with_the_reason(town: Town) -> None:
    town.bot.slack.fault("users.info", "error", error="fatal_error")
    [said] = await town.texts("<@bot> sec run")
    assert said.startswith(":no_entry: Only members of this workspace may use `sec`. I cannot find")
    assert await town.active() == []


async def test_reminder_runs_open_commands_only(town: Town) -> None:
    for command in ("demo hi", "sec run"):
        await town.hear(town.bot.say(f"Reminder: <@bot> {command}.") | {"user": "USLACKBOT"})
    assert await town.active() == [(1, "demo_hi", "queued")]
    [(_, refused)] = [one for one in town.bot.writes() if one[0] == "chat.postMessage"]
    assert refused["text"] == (
        ":no_entry: Sorry, a reminder cannot use `sec`: I cannot see who set it."
    )
