"""Answers what gateways ask while Slack waits; see shared/lane.py.

It only looks: whether a form fits, what there is to choose. So it needs no custody: whoever got no
answer asks again, and a question that was lost with a consumer did nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from consumer.blocks import MOST_OPTIONS, option, section
from consumer.handler import Handler
from consumer.interaction import Interaction, read_interaction
from consumer.lane_answers import Checked, Clear, Errors, Push, Show
from consumer.tools import Tools
from shared import keys, lane
from shared.events import INTERACTIONS, Event
from shared.lane import Reply, Request

TAKE_S = 2.0  # of one blocking read
AGAIN_S = 0.5  # between tries while Redis does not answer
UNBLOCK_AGAIN_S = 0.05
AT_ONCE = 64
UNKNOWN = "I do not know this form any more: please close it and begin anew."
BROKEN = "Something went wrong on my side, and nothing was done. Those who run me can see why."

log = structlog.get_logger()


class Lane:
    """Takes questions and answers them, side by side.

    Args:
        reader: a client of one connection, for the blocking read only.
    """

    def __init__(self, reader: Redis, redis: Redis, app: str, tools: Tools) -> None:
        self.reader, self.redis, self.tools = reader, redis, tools
        self.list = keys.lane(app)
        self.tasks: set[asyncio.Task[None]] = set()
        self.room = asyncio.Semaphore(AT_ONCE)
        self.open, self.ended = True, asyncio.Event()
        self.reader_id = 0

    async def run(self) -> None:
        """Take questions until finish() is called."""
        try:
            while self.open:
                await self.room.acquire()
                if (taken := await self._taken()) is None:
                    self.room.release()
                    continue
                task = asyncio.create_task(self._answer(taken))
                self.tasks.add(task)
                task.add_done_callback(self._let_go)
        finally:
            self.ended.set()

    async def _taken(self) -> bytes | None:
        try:
            if not self.reader_id:
                self.reader_id = int(await self.reader.client_id())
            taken: Any = await self.reader.blpop([self.list], timeout=TAKE_S)
        except (RedisError, OSError) as error:
            log.debug("lane.not_read", reason=str(error))
            self.reader_id = 0
            await asyncio.sleep(AGAIN_S * self.open)
            return None
        return taken[1] if taken else None

    def _let_go(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self.room.release()

    async def finish(self) -> None:
        """Take no more, and answer what was taken."""
        self.open = False
        while not self.ended.is_set():
            # Not cancelled: what it is being given would be lost. Again and again, as the read may
            # have begun just after it was unblocked.
            with suppress(RedisError, OSError):
                await self.redis.client_unblock(self.reader_id)
            with suppress(TimeoutError):
                async with asyncio.timeout(UNBLOCK_AGAIN_S):
                    await self.ended.wait()
        while self.tasks:
            await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _answer(self, question: bytes) -> None:
        try:
            request = lane.REQUESTS.decode(question)
        except lane.MALFORMED as error:
            log.warning("lane.malformed", reason=str(error))
            return
        interaction = next(iter(read_interaction(event_of(request), self.tools.me)), None)
        if interaction is None:
            log.warning("lane.malformed", reason="no interaction")
        elif reply := await self._reply_in_time(request, interaction):
            with suppress(RedisError, OSError):  # whoever asked gives up by itself
                await self.redis.publish(request.reply_to, reply)

    async def _reply_in_time(self, request: Request, interaction: Interaction) -> bytes | None:
        suggests = interaction.kind == "block_suggestion"
        handler = self.tools.registry.of_id("options" if suggests else "check", interaction.id)
        limit = asyncio.timeout(lane.ASK_S)
        try:
            async with limit:
                if suggests:
                    reply = Reply(request.id, body=await self._options(handler, interaction))
                else:
                    reply = await self._checked(request.id, handler, interaction)
                return lane.encode(reply)
        except Exception as error:
            if limit.expired():
                log.warning("lane.too_slow", handler=handler.name if handler else "")
                return None
            log.exception("lane.failed", kind=interaction.kind, reason=repr(error))
            body = {"options": []} if suggests else refused(interaction)
            return lane.encode(Reply(request.id, body=body))

    async def _options(self, handler: Handler | None, interaction: Interaction) -> dict[str, Any]:
        if handler is None:
            log.warning("lane.unknown", kind=interaction.kind)
            return {"options": []}
        found: Sequence[Any] = await handler.run(interaction, self.tools)
        return {"options": [option(one.text, one.value) for one in found[:MOST_OPTIONS]]}

    async def _checked(
        self, request_id: str, handler: Handler | None, interaction: Interaction
    ) -> Reply:
        if handler is None:
            known = self.tools.registry.for_interaction(interaction.kind, interaction.id)
            body = {} if known else refused(interaction, UNKNOWN)
            return Reply(request_id, accepted=known is not None, body=body)
        return reply_of(request_id, await handler.run(interaction, self.tools))


def event_of(request: Request) -> Event:
    """Return a question as the event that it would be."""
    body = request.payload
    team = body.get("team")
    return Event(
        stream=INTERACTIONS,
        entry_id="",
        event_id=request.id,
        gateway_ts_ms=request.asked_ms,
        event_ts_s=request.asked_ms // 1000,
        body=body,
        type=str(body.get("type", "")),
        team_id=str(team.get("id", "")) if isinstance(team, dict) else "",
    )


def reply_of(request_id: str, checked: Checked) -> Reply:
    """Return what Slack is answered."""
    match checked:
        case Errors() if checked.of_field:  # Slack takes none for an answer that it cannot read
            errors = dict(checked.of_field)
            return Reply(request_id, body={"response_action": "errors", "errors": errors})
        case Show():
            view = dict(checked.view)
            return Reply(request_id, body={"response_action": "update", "view": view})
        case Push():
            view = dict(checked.view)
            return Reply(request_id, body={"response_action": "push", "view": view})
        case Clear():
            return Reply(request_id, accepted=True, body={"response_action": "clear"})
    return Reply(request_id, accepted=True)


def refused(interaction: Interaction, why: str = BROKEN) -> dict[str, Any]:
    """Return the answer that says why: beside the first field, or in the place of the form."""
    blocks = interaction.view.blocks if interaction.view else []
    fields = [one for one in blocks if isinstance(one, dict) and one.get("type") == "input"]
    if not fields:
        return {"response_action": "update", "view": modal(why)}
    return {"response_action": "errors", "errors": {str(fields[0].get("block_id", "")): why}}


def modal(text: str) -> dict[str, Any]:
    """Return a view that only says something."""
    title, close = ({"type": "plain_text", "text": word} for word in ("Sorry", "Close"))
    return {"type": "modal", "title": title, "close": close, "blocks": [section(text)]}
