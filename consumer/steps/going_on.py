"""Goes on with an answer: runs the continuation, where the question stands."""

from __future__ import annotations

from typing import Any

import structlog

from consumer.deadlines import limited
from consumer.reply import Reply
from consumer.steps.answered import Answered
from consumer.tools import Tools
from shared.errors import BadArguments
from shared.step_record import NO

UNKNOWN = (
    "I was updated since this was asked, and do not know any more how to go on, so I did nothing. "
    "Please ask again."
)

log = structlog.get_logger()


async def go_on(answered: Answered, reply: Reply, tools: Tools) -> None:
    """Run the continuation."""
    question = answered.step.question
    is_no = question.kind == "confirm" and answered.value == NO
    if not (name := question.if_not if is_no else question.then):
        return
    handler = tools.registry.of_id("step", name)
    if handler is None:
        log.warning("step.unknown_continuation", step=answered.step.id, handler=name)
        await reply.text(UNKNOWN)
        return
    public = InPlace(reply, handler.name, answered)
    try:
        await limited(handler.name, handler.limit_s, handler(answered, public, tools))
    except BadArguments as error:
        await public.to_author(str(error))


class InPlace(Reply):
    """Answers where the question stands, for all who see it; forms open for who answered."""

    def __init__(self, clicked: Reply, handler: str, answered: Answered) -> None:
        super().__init__(clicked.writer, handler, answered.place, speaks=clicked.speaks)
        self.clicked = clicked

    async def open(self, view: dict[str, Any]) -> bool:
        """Open a form."""
        return await self.clicked.open(view)

    async def push(self, view: dict[str, Any]) -> bool:
        """Put a form on top of another."""
        return await self.clicked.push(view)
