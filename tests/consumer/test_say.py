"""Buttons that say commands, as whoever clicks them."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis

from consumer.blocks import say
from dev.slack.seed import OTTO
from shared import keys
from tests.consumer.bot import ALICE, BOB, GENERAL, TEAM, Bot, Write
from tests.consumer.home_tab import blocks_in, part, press
from tests.consumer.job_town import Town

GONE = (
    "This button says `demo gone`, but I know no such command any more, so I did nothing. Type "
    "`help` to see what there is."
)
NOTHING = (
    "This button says nothing, so I did nothing. Whoever made it has to give it a command; `help` "
    "shows what there is."
)
AS_BOB = {"user": {"id": BOB, "team_id": TEAM}}


async def test_command_of_a_button_is_answered_to_the_clicker_alone(bot: Bot) -> None:
    [(method, arguments)] = await bot.click("say:1", "define idempotent", **AS_BOB)
    assert (method, arguments["channel"], arguments["user"]) == ("chat.postEphemeral", GENERAL, BOB)
    assert arguments["text"].startswith("*idempotent*: ")


async def test_command_in_the_home_tab_is_answered_directly_and_the_tab_is_new(town: Town) -> None:
    await town.ask("demo hi", "alice")
    writes = await press(town.bot, "say:cancel.1", "cancel 1")
    assert texts(writes) == [(ALICE, "Run 1 (`demo_hi`) is removed, and will not begin.")]
    [row, _] = part(blocks_in(writes), "Your recent runs")
    assert row.startswith("[1] `demo_hi`: *cancelled*")


async def test_clicker_has_their_own_rights(town: Town) -> None:
    town.bot.slack.change_user("bob", is_restricted=True)
    writes = await town.bot.click("say:1", "sec run", **AS_BOB)
    assert writes[-1][1]["text"] == (
        ":no_entry: Sorry, only members of this workspace may use `sec`."
    )
    assert await town.active() == []


async def test_who_is_of_another_workspace_is_no_member(town: Town) -> None:
    stranger = {"user": {"id": OTTO, "team_id": "T0OTHER0001"}}
    writes = await town.bot.click("say:1", "sec run", **stranger)
    assert writes[-1][1]["text"].startswith(":no_entry:")
    await town.bot.click("say:1", "demo hi", **stranger)
    [run] = await town.runs.active()
    assert (run.user_id, run.team_id) == (OTTO, TEAM)  # as if they had typed it here


async def test_command_that_needs_more_opens_its_form(town: Town) -> None:
    workspace = town.bot.slack.workspace
    trigger = workspace.triggers.issue(ALICE, workspace.clock())
    writes = await town.bot.click("say:1", "demo dep hold from", trigger_id=trigger)
    [(_, arguments)] = [one for one in writes if one[0] == "views.open"]
    assert arguments["view"]["callback_id"] == "form"


@pytest.mark.parametrize("command", ["demo gone", "in my opinion this is it"])
async def test_button_whose_command_is_gone_says_so(bot: Bot, command: str) -> None:
    [(_, arguments)] = await bot.click("say:1", command)
    assert arguments["text"] == GONE.replace("demo gone", command)


@pytest.mark.parametrize("value", ["", "  ", "<@U0BURROWBOT>", None])
async def test_button_without_a_command_says_so(bot: Bot, value: object) -> None:
    [(_, arguments)] = await bot.click("", actions=[{"action_id": "say:1", "value": value}])
    assert arguments["text"] == NOTHING


async def test_nobody_is_alerted_by_what_a_button_says(bot: Bot) -> None:
    [(_, arguments)] = await bot.click("say:1", "say &lt;!channel&gt;")
    assert "<!channel>" not in arguments["text"]


async def test_plan_made_by_a_button_counts_from_the_click(town: Town, redis: Redis) -> None:
    await town.bot.click("say:1", "in 2h demo hi")  # the message with the button is years old
    [(_, due_ms)] = await planned(redis)
    now_ms = int((await redis.time())[0]) * 1000
    assert abs(due_ms - now_ms - 2 * 60 * 60 * 1000) < 10_000


async def planned(redis: Redis) -> list[tuple[bytes, float]]:
    """Return what waits for its time, each with when it is due, in ms."""
    found: Any = await redis.zrange(keys.later(), 0, -1, withscores=True)
    return list(found)


async def test_run_that_a_button_shows_has_buttons(town: Town) -> None:
    run = await town.began("demo hi")
    [running] = await town.bot.click("say:1", "show 1")
    await town.end(run, exit_code=0)
    [ended] = await town.bot.click("say:1", "show 1")
    assert names(running) == ["Logs", "Cancel", "Again"]
    assert names(ended) == ["Logs", "Again"]
    assert running[1]["text"].startswith("Run 1 (`demo_hi`):\n• State: *running* for ")
    assert running[1]["blocks"][0]["text"]["text"] == running[1]["text"]


def names(write: Write) -> list[str]:
    """Return what is on the buttons of a message."""
    return [one["text"]["text"] for one in write[1]["blocks"][-1]["elements"]]


def texts(writes: list[Write]) -> list[tuple[str, str]]:
    """Return where something was said, and what."""
    return [(one[1]["channel"], one[1]["text"]) for one in writes if "text" in one[1]]


def test_buttons_that_say_commands_are_made_alike() -> None:
    assert say("How?", "help dice") == {
        "type": "button",
        "text": {"type": "plain_text", "text": "How?", "emoji": True},
        "action_id": "say:0",
        "value": "help dice",
    }
    asks = say("Cancel", "cancel 7", "cancel.7", style="danger", question="Stop run 7?")
    assert (asks["action_id"], asks["style"]) == ("say:cancel.7", "danger")
    assert asks["confirm"]["text"]["text"] == "Stop run 7?"
