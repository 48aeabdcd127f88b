"""Asking for runs: what is scheduled, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consumer.bot import ALICE, BOB, GENERAL, TEAM, post, reaction
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import registry_of
from tests.consumer.job_town import Town
from tests.waiting import until

DM = "D0ALICE0001"
OK = "+1"


async def test_command_schedules_a_run_and_the_request_gets_the_accept_reaction(town: Town) -> None:
    event = town.bot.say("<@bot> demo say a b; touch x")
    assert await town.hear(event) == [reaction(OK, event)]
    [run] = await town.runs.active()
    assert (run.job, run.arguments, run.state) == ("demo_say", {"w": "a b; touch x"}, "queued")
    assert (run.said, run.via) == ("demo say a b; touch x", "message")
    assert (run.team_id, run.user_id) == (TEAM, ALICE)
    assert (run.where.channel, run.where.message_ts) == (GENERAL, event["ts"])
    assert (run.where.thread_ts, run.where.is_dm) == ("", False)


async def test_request_in_a_thread_and_in_a_direct_message_is_noted_as_such(town: Town) -> None:
    root = town.bot.say("a question")
    await town.ask("<@bot> demo hi", thread_ts=root["ts"])
    await town.ask("demo dep now", "alice")
    threaded, direct = await town.runs.active()
    assert threaded.where.thread_ts == root["ts"]
    assert (direct.where.channel, direct.where.is_dm) == (DM, True)


@pytest.mark.parametrize("text", ["Reminder: <@bot> demo hi.", "hello\n<@bot> demo hi\nmore"])
async def test_run_is_scheduled_wherever_the_mention_stands(town: Town, text: str) -> None:
    await town.ask(text)
    assert await town.active() == [(1, "demo_hi", "queued")]


async def test_unknown_command_schedules_nothing_and_is_apologised_for(town: Town) -> None:
    [(method, arguments)] = await town.ask("<@bot> demo hallo")
    assert (method, arguments["user"]) == ("chat.postEphemeral", ALICE)
    assert "Did you mean `demo" in arguments["text"]
    assert "`help demo`, `help sec`" in arguments["text"]
    assert await town.active() == []


CORRECTED = [
    ("demo say", "The w is missing. Type `demo say &lt;w&gt;`."),
    ("demo dep hold from 09:00", "`09:00` does not fit."),
    ("demo praise bob in <#C0GENERAL01>", "`bob` is not a user, mentioned with @ (for who)."),
    ("demo say -rf", "`-rf` begins with a dash, and would be taken for an option (for w)."),
]


@pytest.mark.parametrize(("text", "said"), CORRECTED)
async def test_values_that_do_not_fit_are_corrected_with_the_usage(
    town: Town, text: str, said: str
) -> None:
    [answer] = await town.texts(f"<@bot> {text}")
    assert answer.startswith(f"<@{ALICE}> {said}")
    assert await town.active() == []


async def test_same_request_again_is_updated_and_the_first_requester_is_told(town: Town) -> None:
    await town.ask("<@bot> demo dep")
    event = town.bot.say("<@bot> demo dep", "showandtell", user="bob")
    told = post(
        f"<@{ALICE}> run 1, your `demo_dep`, was asked for again by <@{BOB}> in "
        f"<#{event['channel']}>. It runs once, and is reported there."
    )
    assert await town.hear(event) == [reaction(OK, event), told]
    [run] = await town.runs.active()
    assert (run.run_id, run.where.channel, run.state) == (1, event["channel"], "scheduled")


async def test_who_asks_again_in_the_same_place_is_not_told_of_themselves(town: Town) -> None:
    await town.ask("<@bot> demo dep")
    event = town.bot.say("<@bot> demo dep now")
    assert await town.hear(event) == [reaction(OK, event)]
    assert await town.active() == [(1, "demo_dep", "queued")]


async def test_others_are_not_told_in_which_private_place_somebody_asked(town: Town) -> None:
    await town.ask("<@bot> demo dep", user="bob")
    [said] = await town.texts("demo dep", "alice")
    assert f"by <@{ALICE}> in another conversation." in said


async def test_same_job_with_other_values_is_queued_and_its_requester_told(town: Town) -> None:
    await town.ask("<@bot> demo say x")
    await town.begin()
    root = town.bot.say("a question")
    event = town.bot.say("<@bot> demo say y", thread_ts=root["ts"])
    note = post(
        "`demo_say` has already started (run 1); yours is queued as run 2. "
        "`status` shows what goes on, `cancel 2` takes it back.",
        thread_ts=root["ts"],
    )
    assert await town.hear(event) == [reaction(OK, event), note]
    assert await town.active() == [(1, "demo_say", "running"), (2, "demo_say", "queued")]


async def test_other_job_says_nothing_of_one_that_runs(town: Town) -> None:
    await town.ask("<@bot> demo say x")
    await town.begin()
    event = town.bot.say("<@bot> demo hi")
    assert await town.hear(event) == [reaction(OK, event)]


async def test_event_that_comes_twice_is_run_and_answered_once(town: Town) -> None:
    event = town.bot.say("<@bot> demo say x")
    await town.hear(event)
    await town.begin()
    assert await town.hear(event) == []
    assert await town.active() == [(1, "demo_say", "running")]


@pytest.mark.parametrize("error", ["invalid_name", "fatal_error", "already_reacted"])
async def test_reaction_that_fails_keeps_no_run_from_being_scheduled(
    town: Town, error: str
) -> None:
    town.bot.slack.fault("reactions.add", "error", error=error)
    event = town.bot.say("<@bot> demo hi")
    assert await town.hear(event) == [reaction(OK, event)]
    assert await town.active() == [(1, "demo_hi", "queued")]
    assert await town.bot.redis.xlen("dead:{slack_message_public}") == 0


async def test_request_that_slack_delays_is_finished_later_and_scheduled_once(town: Town) -> None:
    await town.ask("<@bot> demo say x")
    await town.begin()
    town.bot.slack.fault("reactions.add", "ratelimited")
    await town.hear(town.bot.say("<@bot> demo say y"))
    await until(lambda: town.bot.slack.calls("chat.postMessage"))
    assert await town.active() == [(1, "demo_say", "running"), (2, "demo_say", "queued")]
    [note] = town.bot.slack.calls("chat.postMessage")
    assert "yours is queued as run 2" in note.args["text"]


async def test_cancel_takes_back_all_that_waits_without_a_word(town: Town) -> None:
    await town.ask("<@bot> demo dep")
    event = town.bot.say("<@bot> demo dep cancel")
    assert await town.hear(event) == [reaction(OK, event)]
    assert await town.active() == []


async def test_others_are_told_whose_run_was_taken_back(town: Town) -> None:
    await town.ask("<@bot> demo dep", user="bob")
    event = town.bot.say("<@bot> demo dep cancel")
    told = post(f"<@{BOB}> run 1, your `demo_dep`, was cancelled by <@{ALICE}>.")
    assert await town.hear(event) == [reaction(OK, event), told]


async def test_cancel_says_so_if_nothing_waited_and_leaves_what_runs(town: Town) -> None:
    assert await town.texts("<@bot> demo dep cancel") == ["Nothing of `demo_dep` was waiting."]
    await town.ask("<@bot> demo dep now")
    await town.begin()
    assert await town.texts("<@bot> demo dep cancel") == [
        "Nothing of `demo_dep` was waiting. Run 1 is under way: `cancel 1` stops it."
    ]
    assert await town.active() == [(1, "demo_dep", "running")]


async def test_suppression_is_confirmed_in_a_thread_and_holds_runs_back(town: Town) -> None:
    event = town.bot.say("<@bot> demo dep hold from 00:00 to tomorrow 00:00")
    [reacted, (_, confirmed)] = await town.hear(event)
    assert (reacted, confirmed["thread_ts"]) == (reaction(OK, event), event["ts"])
    assert confirmed["text"].startswith("`demo_dep` is held back from 00:00 UTC to ")
    assert confirmed["text"].endswith("`demo dep hold cancel` lets it begin at once.")
    [held] = await town.texts("<@bot> demo dep now")
    assert held.startswith("`demo_dep` is held back until ")
    assert "00:00 UTC: run 1 begins then. `demo dep hold cancel` lets it begin at once." in held
    assert await town.begin() == []


async def test_lifted_suppression_is_confirmed_and_lets_runs_begin(town: Town) -> None:
    await town.ask("<@bot> demo dep hold from 00:00 to tomorrow 00:00")
    await town.ask("<@bot> demo dep now")
    event = town.bot.say("<@bot> demo dep hold cancel")
    confirmed = post(
        "`demo_dep` is not held back any more: what waited begins now.", thread_ts=event["ts"]
    )
    assert await town.hear(event) == [reaction(OK, event), confirmed]
    assert [run.run_id for run in await town.begin()] == [1]
    assert await town.texts("<@bot> demo dep hold cancel") == ["Nothing held `demo_dep` back."]


@pytest.mark.parametrize("times", ["9:00 to 10:00", "11:20 to 11:20", "24:00 to 25:00"])
async def test_times_that_do_not_fit_get_the_format_and_hold_nothing_back(
    town: Town, times: str
) -> None:
    [(method, arguments)] = await town.ask(f"<@bot> demo dep hold from {times}")
    assert method == "chat.postMessage"
    assert "HH:MM" in arguments["text"]
    assert "`demo dep hold from &lt;start_at&gt; to &lt;end_at&gt;`" in arguments["text"]
    assert await town.runs.suppressions() == []


async def test_shadow_mode_runs_what_it_is_asked_for(open_bot: OpenBot, tmp_path: Path) -> None:
    bot = await open_bot(registry_of(tmp_path), JOBS_CONCURRENCY="0", ENV="staging")
    event = bot.say("<@bot> demo hi")
    assert await bot.hear(event) == [reaction(OK, event)]
