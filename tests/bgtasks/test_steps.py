"""Questions in chat that nobody answers: their buttons go, once their time is over."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis

from bgtasks.tasks.steps import end_unanswered_questions
from bgtasks.tools import Tools
from dev.slack.control import Slack as Workspace
from shared import keys, step_messages
from shared.errors import LeaseLost, SlackUnavailable
from shared.step_record import NO, YES, Answerers, Option, Question, Step
from shared.steps import By, Steps
from tests.bgtasks.conftest import MakeTools, channel_of

ALICE = By("T1", "U0ALICE0001", "Ev1")
BUTTON = {
    "type": "button",
    "action_id": "step:s1:0",
    "text": {"type": "plain_text", "text": "Cancel them"},
}


@pytest.fixture
def steps(tools: Tools) -> Steps:
    """The questions of the app."""
    return Steps(tools.scripts, tools.app)


@pytest.fixture
def general(workspace: Workspace) -> str:
    """A channel that the bot is in."""
    return channel_of(workspace, "general")


async def ask(tools: Tools, channel: str, step_id: str = "s1", expires_s: float = 0) -> Step:
    """Ask with two buttons, as the consumer does."""
    options = (Option("Cancel them", YES), Option("Keep them", NO))
    question = Question(
        kind="confirm",
        text="Cancel your 2 runs?",
        then="cancel.all",
        arguments={},
        team_id="T1",
        user_id=ALICE.user_id,
        expires_s=expires_s,
        answerers=Answerers(),
        options=options,
    )
    steps = Steps(tools.scripts, tools.app)
    step = await steps.put(step_id, question)
    blocks = [{"type": "actions", "elements": [BUTTON]}]
    said = {"channel": channel, "text": question.text, "blocks": blocks}
    answer = await tools.slack.call("chat.postMessage", said)
    posted = await steps.posted(step, channel, answer["ts"])
    assert posted
    return posted


def shown(workspace: Workspace, step: Step) -> tuple[str, list[str]]:
    """Return the text of a question's message, and the types of its blocks."""
    [message] = [one for one in workspace.messages(step.channel) if one["ts"] == step.ts]
    return message["text"], [one["type"] for one in message.get("blocks", [])]


async def due(redis: Redis) -> list[bytes]:
    """Return the ids of the questions that wait for their end."""
    found: Any = await redis.zrange(keys.steps("burrow"), 0, -1)
    return list(found)


async def test_a_question_whose_time_is_over_says_so_and_has_no_buttons(
    tools: Tools, steps: Steps, workspace: Workspace, redis: Redis, general: str
) -> None:
    step = await ask(tools, general)
    await end_unanswered_questions(tools)
    text, blocks = shown(workspace, step)
    assert text.startswith("Cancel your 2 runs?\nNobody answered by <!date^")
    assert text.endswith(" UTC>, so I did nothing.")
    assert blocks == ["section", "context"]
    assert await due(redis) == []
    assert (await steps.take("s1", ALICE, "0")).word == "expired"


async def test_each_end_is_shown_once(tools: Tools, workspace: Workspace, general: str) -> None:
    for n in range(3):
        await ask(tools, general, f"s{n}")
    await end_unanswered_questions(tools)
    await end_unanswered_questions(tools)
    assert len(workspace.calls("chat.update")) == 3


@pytest.mark.parametrize("what", ["open", "answered", "withdrawn"])
async def test_other_questions_are_left_alone(
    tools: Tools, steps: Steps, workspace: Workspace, general: str, what: str
) -> None:
    await ask(tools, general, expires_s=60)
    if what == "answered":
        await steps.take("s1", ALICE, "0")
    if what == "withdrawn":
        await steps.withdraw("s1")
    await end_unanswered_questions(tools)
    found = await steps.find("s1")
    assert found
    assert found.state == what
    assert workspace.calls("chat.update") == []


async def test_what_a_click_found_expired_is_shown_with_the_same_words(
    tools: Tools, steps: Steps, workspace: Workspace, general: str
) -> None:
    step = await ask(tools, general)
    taken = await steps.take("s1", ALICE, "0")
    assert taken.step
    await end_unanswered_questions(tools)
    assert shown(workspace, step)[0] == step_messages.ended(taken.step)["text"]


@pytest.mark.parametrize(("how", "said"), [("answered", "✓ *Cancel them*"), ("withdrawn", "This")])
async def test_what_could_not_be_shown_when_it_ended_is_shown_now(
    tools: Tools,
    steps: Steps,
    workspace: Workspace,
    redis: Redis,
    general: str,
    how: str,
    said: str,
) -> None:
    step = await ask(tools, general, expires_s=60)
    await (steps.take("s1", ALICE, "0") if how == "answered" else steps.withdraw("s1"))
    await steps.show_later("s1")
    await end_unanswered_questions(tools)
    assert shown(workspace, step)[0].startswith(f"Cancel your 2 runs?\n{said}")
    assert shown(workspace, step)[1] == ["section", "context"]
    assert await due(redis) == []
    found = await steps.find("s1")
    assert found
    assert found.state == how


@pytest.mark.parametrize("error", ["is_archived", "message_not_found", "cant_update_message"])
async def test_a_message_that_cannot_be_changed_holds_nobody_up(
    tools: Tools, workspace: Workspace, redis: Redis, general: str, error: str
) -> None:
    workspace.fault("chat.update", "error", error=error)
    await ask(tools, general, "s1")
    step = await ask(tools, general, "s2")
    await end_unanswered_questions(tools)
    assert shown(workspace, step)[1] == ["section", "context"]
    assert await due(redis) == []


async def test_what_slack_did_not_take_is_shown_by_the_next_run(
    tools: Tools, steps: Steps, workspace: Workspace, general: str
) -> None:
    step = await ask(tools, general)
    workspace.fault("chat.update", "status")
    with pytest.raises(SlackUnavailable):
        await end_unanswered_questions(tools)
    assert (await steps.take("s1", ALICE, "0")).word == "expired"
    await end_unanswered_questions(tools)
    assert shown(workspace, step)[1] == ["section", "context"]


async def test_an_instance_that_lost_the_lease_ends_nothing(
    tools: Tools, make_tools: MakeTools, steps: Steps, general: str
) -> None:
    await ask(tools, general)
    with pytest.raises(LeaseLost):
        await end_unanswered_questions(make_tools(tools.token - 1))
    found = await steps.find("s1")
    assert found
    assert found.state == "open"


async def test_a_question_that_was_never_posted_ends_without_a_message(
    tools: Tools, steps: Steps, workspace: Workspace, redis: Redis, general: str
) -> None:
    step = await ask(tools, general)
    await steps.put("s2", step.question)
    await end_unanswered_questions(tools)
    found = await steps.find("s2")
    assert found
    assert found.state == "expired"
    assert len(workspace.calls("chat.update")) == 1
    assert await due(redis) == []
