"""Answers to what handlers ask with consumer/steps: clicks, choices, and forms."""

from consumer.deadlines import OUTER_LIMIT_S
from consumer.interaction import Interaction
from consumer.lane_answers import Errors
from consumer.reply import Reply
from consumer.router import Router
from consumer.steps import answering
from consumer.tools import Tools

router = Router()


@router.action("step", limit_s=OUTER_LIMIT_S)
async def answer_by_click(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Take the answer that a button or menu gives."""
    await answering.clicked(interaction, reply, tools)


@router.check("step")
async def check_answer(interaction: Interaction, tools: Tools) -> Errors | None:
    """Look whether what was written can be the answer."""
    return await answering.problem_of(interaction, tools)


@router.submission("step", limit_s=OUTER_LIMIT_S)
async def answer_by_form(interaction: Interaction, reply: Reply, tools: Tools) -> None:
    """Take the answer that was written."""
    await answering.sent(interaction, reply, tools)
