"""Takes an answer, takes the buttons away, and goes on: each once, for one answer of a question.

| the answer is                     | the message      | who answered is told  | goes on |
|-----------------------------------|------------------|-----------------------|---------|
| the first, in time, by who may    | what was chosen  |                       | yes     |
| a second one, or of a double click| the same         | unless it is the same | no      |
| too late                          | that it is over  | if it was a form      | no      |
| of somebody who may not           | stays            | for whom it is        | no      |
| to what is forgotten              | that it is gone  |                       | no      |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from consumer.forms import opening
from consumer.interaction import Interaction
from consumer.lane_answers import Errors
from consumer.message import text_field
from consumer.reply import Reply
from consumer.steps import question_blocks
from consumer.steps.answered import answered_by
from consumer.steps.asking import steps_of
from consumer.steps.going_on import go_on
from consumer.steps.question_blocks import ANSWER, STEP
from consumer.tools import Tools
from shared import metrics
from shared.errors import Retry, SlackRefused
from shared.step_messages import ended, outcome_of
from shared.step_record import Step
from shared.steps import By, Taken

GONE = "I do not remember this question any more, so I did nothing. Please ask again."
# In a form, where Slack shows no mentions and no times.
PLAINLY: Mapping[str, str] = {
    "answered": "This was answered already, so I did nothing with your answer.",
    "expired": "Your answer came too late, so I did nothing with it.",
    "withdrawn": "This question was taken back.",
    "theirs": "Sorry, somebody else has to answer this.",
    "gone": GONE,
}

log = structlog.get_logger()


async def clicked(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Take what was clicked or chosen as the answer, or open the form for one."""
    step_id = interaction.tail.partition(":")[0]
    step = await steps_of(tools).find(step_id)
    if step is None:
        await say_gone(interaction, reply)
    elif step.question.field:
        await open_form(step, interaction, reply, tools)
    elif interaction.value in map(str, range(len(step.question.options))):
        await answer(step, interaction.value, interaction, reply, tools)
    else:
        log.warning("step.no_such_option", step=step_id)
        await reply.text(GONE)


async def say_gone(interaction: Interaction, reply: Reply) -> None:
    """Say below a question that nobody remembers it, and take its buttons away."""
    said = text_field(interaction.message, "text")
    try:
        await reply.replace(f"{said}\n{GONE}".strip())
    except SlackRefused as error:
        log.info("step.not_shown", channel=interaction.place.channel, code=error.code)


async def sent(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Take what was written as the answer."""
    step = await steps_of(tools).find(interaction.tail)
    if step and step.question.field:
        await answer(step, text_in(interaction), interaction, reply, tools)
    else:
        await reply.text(GONE)


async def open_form(step: Step, interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Open the form that a text is written in, for who may."""
    taken = await steps_of(tools).take(step.id, by(interaction, tools, looks=True))
    if taken.word != "open" or step.question.field is None:
        await refuse(taken, interaction, reply, tools)
    elif not await reply.open(question_blocks.form(step, step.question.field)):
        await opening.offer(reply, f"{STEP}:{step.id}")


async def problem_of(interaction: Interaction, tools: Tools) -> Errors | None:
    """Return why a form's answer would not be taken, or nothing; changes nothing."""
    taken = await steps_of(tools).take(interaction.tail, by(interaction, tools, looks=True))
    field = taken.step.question.field if taken.step else None
    if taken.word != "open" or field is None:
        return Errors({ANSWER: PLAINLY.get(taken.word, GONE)})
    text = text_in(interaction)
    if not text:
        return Errors({ANSWER: "Please write something."})
    if len(text) > field.most_chars:
        return Errors({ANSWER: f"{len(text)} characters are too many: at most {field.most_chars}."})
    return None


async def answer(
    step: Step, value: str, interaction: Interaction, reply: Reply, tools: Tools
) -> None:
    """Take an answer and go on, or say why it does not count."""
    place = interaction.place
    where = {"channel": place.channel, "ts": place.ts} if place.ts else {}
    taken = await steps_of(tools).take(step.id, by(interaction, tools), value, **where)
    if taken.word != "taken" or taken.step is None:
        await refuse(taken, interaction, reply, tools, value)
        return
    metrics.STEPS.labels(step.question.kind, "answered").inc()
    await show(taken.step, reply, tools)
    await go_on(answered_by(interaction, taken.step), reply, tools)


def by(interaction: Interaction, tools: Tools, *, looks: bool = False) -> By:
    """Return who answers."""
    event = interaction.event
    team_id = event.team_id or tools.me.team_id
    event_id = "" if looks else event.event_id
    return By(team_id, interaction.place.user, event_id, home_id=interaction.home_id)


async def refuse(
    taken: Taken, interaction: Interaction, reply: Reply, tools: Tools, value: str = ""
) -> None:
    """Say why an answer does not count, and see to it that the message does."""
    step, user_id = taken.step, interaction.place.user
    metrics.STEPS.labels(step.question.kind if step else "unknown", "refused").inc()
    if step and taken.word != "theirs":
        await show(step, reply, tools)
    is_double = step is not None and (step.answered_by, step.answer) == (user_id, value)
    is_shown = taken.word == "expired" and bool(interaction.place.ts)
    if not is_double and not is_shown:
        await reply.text(why_not(taken, user_id))


def why_not(taken: Taken, user_id: str) -> str:
    """Say why an answer does not count."""
    if taken.step is None:
        return GONE
    if taken.word == "theirs":
        if user_id in taken.step.question.answerers.barred:
            return "You asked for this, so somebody else has to answer it."
        people = question_blocks.people(taken.step.question)
        return f"Sorry, I cannot take your answer. {people} can answer this."
    if taken.word == "answered":
        return f"This was answered already: {outcome_of(taken.step)}."
    return outcome_of(taken.step)


async def show(step: Step, reply: Reply, tools: Tools) -> None:
    """Change the message of an ended question, or have bgtasks change it later."""
    arguments: dict[str, Any] = {"channel": step.channel, "ts": step.ts, **ended(step)}
    try:
        await reply.writer.write(f"{reply.handler}.message:0", "chat.update", arguments)
    except SlackRefused as error:
        log.info("step.not_shown", step=step.id, channel=step.channel, code=error.code)
    except Retry as error:
        # Whoever answered waits for what comes of it, and not for the look of a message; and to
        # try again ourselves would have the continuation run twice.
        log.info("step.shown_later", step=step.id, reason=str(error))
        await steps_of(tools).show_later(step.id)


def text_in(interaction: Interaction) -> str:
    """Return what was written."""
    return interaction.view.values.get(ANSWER, "").strip() if interaction.view else ""
