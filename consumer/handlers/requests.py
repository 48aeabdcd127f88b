"""Run what a schedule or a program asked for, matched, allowed and answered as if it were typed."""

import structlog
from msgspec.structs import replace

from consumer.arguments import text_behind
from consumer.asking.commands import handler_of
from consumer.deadlines import OUTER_LIMIT_S
from consumer.later.requested import handler_for, message_of
from consumer.later.scheduled_reply import ScheduledReply
from consumer.message import Message, Place
from consumer.reply import Reply
from consumer.router import Router
from consumer.submit import Context, Principal, submit_in_time
from consumer.tools import Tools
from shared.errors import Passed, Reject
from shared.events import Event
from shared.requests import Request, read
from shared.text import shown

log = structlog.get_logger()
router = Router()


@router.event("request", limit_s=OUTER_LIMIT_S)
async def run_request(event: Event, reply: Reply, tools: Tools) -> None:
    """Run the command or job of a request, or tell whoever wanted it that it is gone."""
    request = read(event.body)
    place = await place_of(request, tools)
    # Who asked this bot is answered, in shadow mode too; what nobody asked for is only logged.
    speaks = reply.speaks or bool(request.principal.user_id)
    message = message_of(request.command, event, place, tools.me)
    said = request.job or message.text
    answer = ScheduledReply(reply.writer, reply.handler, place, said=said, speaks=speaks)
    context = Context(message, answer, tools)
    if request.job:
        await run_job(request, context)
    elif not await run_command(request, context):
        await tell(request, message, answer)


async def run_command(request: Request, context: Context) -> bool:
    """Run the command of a request; return False if it is none."""
    message, tools = context.message, context.tools
    found = handler_for(message, tools.registry)
    if not found:
        return False
    handler, part = found
    principal, arguments = principal_in(request, tools), text_behind(handler, part)
    try:
        await submit_in_time(principal, handler, arguments, replace(context, message=part))
    except Passed:  # it looked closer: `d/` names no package
        return False
    return True


async def run_job(request: Request, context: Context) -> None:
    """Ask for a run of a job.

    Raises:
        Reject: there is no such job, and nobody to tell.
    """
    tools = context.tools
    if job := tools.jobs.job(request.job):
        principal, command = principal_in(request, tools), handler_of(job)
        await submit_in_time(principal, command, request.arguments, context)
    elif request.principal.user_id:
        await tell(request, context.message, context.reply)
    else:
        raise Reject(f"there is no job {request.job}: it was taken out, or its file is broken")


def principal_in(request: Request, tools: Tools) -> Principal:
    """Return whose rights count."""
    asker = request.principal
    return Principal(asker.team_id or tools.me.team_id, asker.user_id, asker.kind)


async def place_of(request: Request, tools: Tools) -> Place:
    """Return where a request is answered; of a job that nobody asked for, its default channel."""
    where = request.context
    channel = where.channel
    if not channel and (job := tools.jobs.job(request.job)):
        channel = await tools.channels.find(job.default_channel) or job.default_channel
    user = request.principal.user_id
    return Place(channel, user, where.message_ts, where.thread_ts, is_dm=where.is_dm)


async def tell(request: Request, message: Message, reply: Reply) -> None:
    """Say that a command is not understood any more."""
    log.warning("request.not_understood", event_id=message.event.event_id, job=request.job)
    said = shown(request.job or message.text)
    await reply.to_author(
        f"it is time for {said}, but I know no such command any more, so I did nothing. "
        "Type `help` to see what there is."
    )
