"""The home tab: what somebody may do, their runs, what is going to run, and health."""

from __future__ import annotations

from pathlib import Path

import orjson
from redis.asyncio import Redis

from shared import keys
from shared.scripts import Scripts
from tests.consumer.bot import ALICE, BOB, BOT, Bot
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import registry_of
from tests.consumer.home_tab import button, home, opened, part, press, read
from tests.consumer.job_town import Town
from tests.consumer.waiting_requests import Waiting, keep

CRON = '[jobs.tick]\nrun_args_template = "true"\nschedule = { cron = "0 9 * * *" }\n'
NOTHING_PLANNED = (
    "Nothing is planned with `in` or `at`, and no job runs by the clock. Try `in 2h run help`."
)
NO_JOB_YET = "You have asked for no job in the last 7 days."


async def test_tab_greets_and_says_how_to_talk_to_the_bot(bot: Bot) -> None:
    lines = read(await home(bot))
    assert lines[:2] == [
        f"Hello <@{ALICE}>! Write to me under *Messages*, or mention <@{BOT}> in a channel. The "
        "buttons here say commands for you; I answer in our direct messages. [Refresh]",
        "~ This is how it was DATE.",
    ]


async def test_opening_the_messages_tab_publishes_nothing(bot: Bot) -> None:
    assert await bot.hear(opened(bot) | {"tab": "messages"}) == []


async def test_tab_is_published_in_shadow_mode_too(open_bot: OpenBot) -> None:
    bot = await open_bot(ENV="staging")
    assert read(await home(bot))


async def test_empty_tab_says_what_to_type(bot: Bot) -> None:
    blocks = await home(bot)
    assert part(blocks, "Your recent runs") == [NO_JOB_YET]
    assert part(blocks, "Scheduled") == [NOTHING_PLANNED]


async def test_commands_are_listed_by_topic(bot: Bot) -> None:
    topics, row = part(await home(bot), "What you may do here")
    assert "*asking*: `ask`, `crosspost`, `doesn't work`, `screenshots`\n" in topics
    assert "*basics*: `at &lt;time and command&gt;`, `define &lt;term&gt;`" in topics
    assert topics.count(" more: `help go`") == 1
    assert row == "[Help] [Status] [Runs] [Schedules]"


async def test_commands_of_jobs_have_buttons_that_ask_first_or_open_a_form(town: Town) -> None:
    blocks = await home(town.bot)
    demo, row, sec, its_row = part(blocks, "What you may do here")[2:]
    assert demo == (
        "`demo`: Things to try\n`demo &lt;a&gt; against &lt;b&gt;`, `demo dep`, `demo dep cancel`, "
        "`demo dep hold cancel`, `demo dep hold from &lt;start_at&gt; to &lt;end_at&gt;`, "
        "`demo dep now`, `demo greet`, `demo greet &lt;name&gt;` and 3 more: `help demo` [Help]"
    )
    assert row == ("[dep?] [dep cancel?] [dep hold cancel?] [dep hold from …] [dep now?] [greet?]")
    assert [sec, its_row] == [":lock: `sec`: For members\n`sec run` [Help]", "[run?]"]
    assert button(blocks, "say:demo dep hold from")["value"] == "demo dep hold from"
    assert button(blocks, "say:demo greet")["confirm"]["text"]["text"] == "Run “demo greet”?"


async def test_guest_sees_nothing_restricted_and_is_told_why(town: Town) -> None:
    town.bot.slack.change_user("bob", is_restricted=True)
    lines = part(await home(town.bot, "bob"), "What you may do here")
    assert "sec" not in "\n".join(lines)
    assert lines[-1] == (
        "~ :no_entry: Sorry, only members of this workspace may use what I do not show here."
    )


async def test_runs_are_shown_with_their_state_and_buttons(town: Town) -> None:
    done = await town.began("demo say x")
    await town.end(done, "failed", exit_code=3)
    for command in ("demo hi", "demo hi", "demo dep"):
        await town.ask(f"<@bot> {command}")
        await town.begin()
    await town.ask("<@bot> demo say y", user="bob")
    blocks = await home(town.bot)
    assert part(blocks, "Your recent runs") == [
        "[4] `demo_dep`: *scheduled* for DATE",
        "[Show] [Cancel?] [Again?]",
        "[3] `demo_hi`: *queued* since DATE",
        "[Show] [Cancel?] [Again?]",
        "[2] `demo_hi`: *running* since DATE",
        "[Show] [Cancel?] [Again?]",
        "[1] `demo_say` `w=x`: *failed* (exit code 3) after 0.1 s, DATE",
        "[Show] [Again?]",
    ]
    assert button(blocks, "say:cancel.3")["confirm"]["text"]["text"] == "Take back run 3, demo_hi?"
    assert button(blocks, "say:cancel.2")["confirm"]["text"]["text"] == "Stop run 2, demo_hi?"
    assert button(blocks, "say:again.1")["value"] == "demo say x"
    assert [button(blocks, f"say:{one}.2")["value"] for one in ("show", "cancel", "again")] == [
        "show 2",
        "cancel 2",
        "demo hi",
    ]


async def test_what_people_wrote_alerts_nobody_and_is_said_again_as_it_was(town: Town) -> None:
    await town.ask("<@bot> demo say &lt;!channel&gt; *&amp;* <https://x.org|x>")
    blocks = await home(town.bot)
    title, _ = part(blocks, "Your recent runs")
    assert title.startswith("[1] `demo_say` `w=&lt;!channel&gt; *&amp;* https://x.org`: *queued*")
    again = button(blocks, "say:again.1")["value"]
    assert again == "demo say &lt;!channel&gt; *&amp;* https://x.org"
    await press(town.bot, "say:again.1", again)
    arguments = [run.arguments for run in await town.runs.active()]
    assert arguments == [{"w": "<!channel> *&* https://x.org"}]  # the same, so it is one run


# What is noted of a run, and the buttons that it has.
SAID = [
    ("demo gone", "demo_say", {}, "[Show] [Cancel?]"),
    ("demo hi", "demo_say", {}, "[Show] [Cancel?]"),
    ("demo dep cancel", "demo_dep", {}, "[Show] [Cancel?]"),
    ("demo say " + "x" * 2000, "demo_say", {"w": "x" * 2000}, "[Show] [Cancel?]"),
    ("", "demo_hi", {}, "[Show] [Cancel?]"),
    ("demo say one two", "demo_say", {"w": "one\n\n  two"}, "[Show] [Cancel?]"),
    ("demo say one two", "demo_say", {"w": "one two"}, "[Show] [Cancel?] [Again?]"),
    ("demo hi", "demo_hi", {}, "[Show] [Cancel?] [Again?]"),
]


async def test_a_run_can_be_said_again_only_if_that_still_asks_for_the_same(
    town: Town, redis: Redis
) -> None:
    for run_id, (said, job, arguments, _) in enumerate(SAID, start=1):
        await town.ask(f"<@bot> demo say {run_id}")
        given = orjson.dumps(arguments)
        await redis.hset(keys.run(run_id), mapping={"said": said, "job": job, "arguments": given})
    rows = part(await home(town.bot), "Your recent runs")[1::2]
    assert rows == [row for *_, row in reversed(SAID)]


async def test_guest_is_not_shown_what_they_ran_as_a_member(town: Town) -> None:
    await town.ask("<@bot> sec run", user="bob")
    town.bot.slack.change_user("bob", is_restricted=True)
    await town.bot.redis.delete(keys.people("burrow", BOB))
    assert part(await home(town.bot, "bob"), "Your recent runs") == [
        f"{NO_JOB_YET} The buttons above begin some; `help demo` says what they do."
    ]


async def test_own_plans_can_be_called_off_and_jobs_by_the_clock_are_listed(
    open_bot: OpenBot, redis: Redis, scripts: Scripts, tmp_path: Path
) -> None:
    registry = registry_of(tmp_path, open=CRON, shut=f"restricted = true\n{CRON}")
    bot = await open_bot(registry, JOBS_CONCURRENCY="0")
    waiting = Waiting(bot, redis, scripts)
    await keep(waiting, "a", ALICE, command="define <!channel> `x`")
    await keep(waiting, "b", BOB)
    bot.slack.change_user("bob", is_restricted=True)
    assert part(await home(bot), "Scheduled") == [
        "`1` `define &lt;!channel&gt; 'x'` DATE [Unschedule?]",
        "By the clock, next:\n• `open_tick` DATE\n• `shut_tick` DATE",
    ]
    assert part(await home(bot, "bob"), "Scheduled") == [
        "`2` `demo hi` DATE [Unschedule?]",
        "By the clock, next:\n• `open_tick` DATE",
    ]
    writes = await press(bot, "say:unschedule.1", "unschedule 1")
    assert writes[0][1]["text"] == "I called off `1`, `define &lt;!channel&gt; 'x'`."


async def test_refresh_publishes_again(bot: Bot) -> None:
    await home(bot)
    [(method, arguments)] = await press(bot, "home_refresh")
    assert (method, arguments["user_id"]) == ("views.publish", ALICE)


async def test_tab_that_slack_refuses_is_no_dead_letter(bot: Bot, redis: Redis) -> None:
    bot.slack.fault("views.publish", "error", error="not_enabled", times=2)
    await bot.hear(opened(bot))
    await press(bot, "say:1", "help")
    assert bot.writes()[-2][1]["text"].startswith("Here is what I can do.")
    assert await redis.keys("dead:*") == []
