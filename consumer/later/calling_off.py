"""Calls off what somebody scheduled, and tells them if it was somebody else."""

from __future__ import annotations

import structlog

from consumer.later import timetable
from consumer.message import Message, Place
from consumer.policy import stranger
from consumer.reply import Reply
from consumer.tools import Tools
from shared.errors import Reject, Retry, Throttled
from shared.one_offs import OneOffs
from shared.requests import Request

log = structlog.get_logger()


async def call_off(one_id: int, message: Message, reply: Reply, tools: Tools) -> None:
    """Call off what waits under an id, if this person may."""
    waiting, key = OneOffs(tools.runs.scripts), message.event.event_id
    team_id, user_id = message.event.team_id or tools.me.team_id, message.place.user
    word, request = await waiting.remove(key, one_id, team_id, user_id)
    if word == "theirs":
        if refused := await stranger(team_id, user_id, "what others scheduled", tools):
            await reply.text(refused)
            return
        word, request = await waiting.remove(key, one_id)
    if request is None:
        await reply.to_author(
            f"There is no `{one_id}` that waits: `schedules` shows what does. "
            "It may have run already."
        )
        return
    await reply.to_author(f"I called off `{one_id}`{what(request, message, tools)}.")
    if request.principal.user_id != user_id:
        await tell_owner(request, one_id, message, reply, tools)


def what(request: Request, message: Message, tools: Tools) -> str:
    """Return the command, unless it was asked for where others may not look."""
    own = request.principal.user_id == message.place.user
    if not own and request.context.channel != message.place.channel:
        return ""
    return f", {timetable.command_shown(request.command, tools.me)}"


async def tell_owner(
    request: Request, one_id: int, message: Message, reply: Reply, tools: Tools
) -> None:
    """Tell whoever scheduled it, as well as Slack lets us."""
    where, owner = request.context, request.principal.user_id
    place = Place(where.channel, owner, thread_ts=where.thread_ts, is_dm=where.is_dm)
    other = Reply(reply.writer, f"{reply.handler}.owner", place, speaks=reply.speaks)
    command = timetable.command_shown(request.command, tools.me)
    try:
        await other.to_author(
            f"<@{message.place.user}> called off what you had scheduled: {command} (`{one_id}`)."
        )
    except Throttled:
        raise  # a busy channel: it comes late rather than never
    except (Retry, Reject) as error:
        log.info("schedules.not_told", reason=str(error))
