"""End the questions in chat that nobody answered in time, and take their buttons away.

A question is noted as ended first, by the same clock that decides about clicks, and its message is
changed after: whatever fails in between is made up for by the next run, here or elsewhere. So is
what the consumer could not change when a click ended a question.
"""

from __future__ import annotations

from typing import Any

from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared import keys, metrics
from shared.errors import LeaseLost, Retry, SlackRefused
from shared.run_record import paired
from shared.step_messages import ended
from shared.step_record import Step, read_step
from shared.steps import ENDED_KEPT_S

schedule = Schedule()

ENDED_AT_ONCE = 50  # calls of chat.update, 50 a minute; more wait for the next run


@schedule.every(seconds=3, timeout_s=60)
async def end_unanswered_questions(tools: Tools) -> None:
    """Say below each question whose time is over that nothing was done, or how else it ended.

    Raises:
        Retry: Slack asks to wait, or does not answer; the next run goes on.
    """
    for step in await due(tools):
        await show(tools, step)
        await tools.fenced("fenced_step_shown", [keys.steps(tools.app)], step.id)
        if step.state == "expired":  # a click that ended a question was counted
            metrics.STEPS.labels(step.question.kind, "expired").inc()


async def due(tools: Tools) -> list[Step]:
    """Return the questions that ended now, or whose end nobody has shown yet.

    Raises:
        LeaseLost: another instance is active; nothing was written.
    """
    names = [keys.fence(tools.app), keys.steps(tools.app)]
    arguments = (tools.token, ENDED_AT_ONCE, ENDED_KEPT_S)
    answer: Any = await tools.scripts.run("fenced_step_due", names, *arguments)
    if answer is None:
        raise LeaseLost(f"fencing token {tools.token} is not the newest any more")
    pairs = zip(answer[::2], answer[1::2], strict=True)
    return [read_step(step_id.decode(), paired(record)) for step_id, record in pairs]


async def show(tools: Tools, step: Step) -> None:
    """Change the message of an ended question, if Slack lets us."""
    arguments = {"channel": step.channel, "ts": step.ts, **ended(step)}
    try:
        await tools.writer(f"step:{step.id}").write("ended:0", "chat.update", arguments)
    except SlackRefused as error:
        # Deleted, say, or in a channel that is archived: nobody can click there either.
        tools.log.info("step.not_shown", step=step.id, channel=step.channel, code=error.code)
    except Retry:
        tools.log.info("step.shown_later", step=step.id, channel=step.channel)
        raise
