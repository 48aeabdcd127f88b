"""`cancel` without a number and `cancel all`: first a question, then the deed."""

from __future__ import annotations

import pytest

from tests.consumer.asking import Asked, asked
from tests.consumer.bot import ALICE, BOB, Write, post
from tests.consumer.job_town import Town

NONE = "None of your runs waits or runs. `status` shows all that do."


async def cancelling(town: Town, command: str) -> Asked:
    """Let alice, who has a pending run and one that runs beside bob's, say something."""
    await town.ask("<@bot> demo dep")
    await town.began("demo say hello")
    await town.ask("<@bot> demo greet bob", user="bob")
    return await asked(town.bot, command)


def labels(question: Asked) -> list[str]:
    """Return what can be clicked."""
    return [one["text"]["text"] for one in question.elements]


async def cancelled(question: Asked, label: str) -> list[Write]:
    """Click, and return what was written beside the change of the question."""
    wrote = await question.click(label)
    return [one for one in wrote if one != await question.update()]


@pytest.mark.parametrize("command", ["cancel", "cancel all"])
async def test_who_has_no_run_is_told_so(town: Town, command: str) -> None:
    await town.ask("<@bot> demo dep", user="bob")
    await town.ended("demo hi")
    assert await town.texts(f"<@bot> {command}") == [NONE]


async def test_cancel_offers_the_runs_that_are_ones_own(town: Town) -> None:
    question = await cancelling(town, "cancel")
    assert question.message["text"] == "Which run should I cancel?"
    assert labels(question) == [
        "1 demo_dep (scheduled)",
        "2 demo_say (running) w=hello",
        "Keep them all",
    ]


async def test_chosen_run_is_cancelled_as_by_its_number(town: Town) -> None:
    question = await cancelling(town, "cancel")
    assert await cancelled(question, "2 demo_say (running) w=hello") == [
        post("Run 2 (`demo_say`) is being stopped. It has 10 s to end by itself.")
    ]
    assert [run_id for run_id, _, _ in await town.active()] == [1, 2, 3]


async def test_nothing_is_cancelled_by_who_keeps_them_all(town: Town) -> None:
    question = await cancelling(town, "cancel")
    assert await cancelled(question, "Keep them all") == []
    assert len(await town.active()) == 3


async def test_many_runs_are_offered_in_a_menu(town: Town) -> None:
    for n in range(6):
        await town.ask(f"<@bot> demo say {n}")
    question = await asked(town.bot, "cancel")
    [menu] = question.elements
    assert menu["type"] == "static_select"
    assert len(menu["options"]) == 7


async def test_cancel_all_cancels_what_was_shown_once_it_is_confirmed(town: Town) -> None:
    question = await cancelling(town, "cancel all")
    assert question.message["text"] == (
        "Cancel your 2 runs?\n• [1] `demo_dep`: scheduled\n• [2] `demo_say` `w=hello`: running"
    )
    await town.ask("<@bot> demo hi")
    assert await cancelled(question, "Cancel them") == [
        post(
            "Run 1 (`demo_dep`) is removed, and will not begin.\n"
            "Run 2 (`demo_say`) is being stopped. It has 10 s to end by itself."
        )
    ]
    assert [run_id for run_id, _, _ in await town.active()] == [2, 3, 4]


async def test_what_ended_meanwhile_is_said_to_have_ended(town: Town) -> None:
    run = await town.began("demo hi")
    question = await asked(town.bot, "cancel all")
    assert labels(question) == ["Cancel it", "Keep it"]
    await town.end(run, exit_code=0)
    [(_, arguments)] = await cancelled(question, "Cancel it")
    assert arguments["text"].startswith("Run 1 (`demo_hi`) has ended already: *succeeded* after")


async def test_nobody_else_confirms(town: Town) -> None:
    question = await cancelling(town, "cancel all")
    [(method, arguments)] = await question.click("Cancel them", BOB)
    assert (method, arguments["user"]) == ("chat.postEphemeral", BOB)
    assert arguments["text"].endswith(f"Only <@{ALICE}> can answer this.")
    assert len(await town.active()) == 3


async def test_who_is_no_member_any_more_cannot_cancel_what_is_restricted(town: Town) -> None:
    await town.ask("<@bot> sec run")
    question = await asked(town.bot, "cancel all")
    town.bot.slack.change_user("alice", is_restricted=True)
    await town.bot.redis.delete(f"{{burrow}}:people:{ALICE}")
    wrote = await cancelled(question, "Cancel it")
    assert wrote[-1] == post(":no_entry: Sorry, only members of this workspace may use run 1.")
    assert len(await town.active()) == 1
