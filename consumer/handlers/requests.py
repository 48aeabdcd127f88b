"""Run what a schedule or a program asked for, matched, allowed and answered as if it were typed."""

import structlog

from consumer.arguments import text_behind
from consumer.asking.commands import handler_of
from consumer.later.requested import handler_for, message_of
from consumer.message import Message, Place
from consumer.reply import Reply
from consumer.router import Router
from consumer.submit import Context, Principal, submit
from consumer.tools import Tools
from shared.errors import Reject
from shared.events import Event
from shared.requests import Request, read
from shared.text import shown

LIMIT_S = 20.0  # twice that of most commands: one may be waiting for Slack's posts, too

log = structlog.get_logger()
router = Router()


@router.event("request", limit_s=LIMIT_S)
async def run_request(event: Event, reply: Reply, tools: Tools) -> None:
    """Run the command or job of a request, or tell whoever wanted it that it is gone."""
    request = read(event.body)
    place = await place_of(request, tools)
    # Who asked this bot is answered, in shadow mode too; what nobody asked for is only logged.
    speaks = reply.speaks or bool(request.principal.user_id)
    answer = Reply(reply.writer, reply.handler, place, speaks=speaks)
    message = message_of(request.command, event, place, tools.me)
    if request.job:
        await run_job(request, Context(message, answer, tools))
    elif found := handler_for(message, tools.registry):
        handler, part = found
        context = Context(part, answer, tools)
        await submit(principal_of(request, tools), handler, text_behind(handler, part), context)
    else:
        await tell(request, message, answer)


async def run_job(request: Request, context: Context) -> None:
    """Ask for a run of a job.

    Raises:
        Reject: there is no such job, and nobody to tell.
    """
    tools = context.tools
    if job := tools.jobs.job(request.job):
        await submit(principal_of(request, tools), handler_of(job), request.arguments, context)
    elif request.principal.user_id:
        await tell(request, context.message, context.reply)
    else:
        raise Reject(f"there is no job {request.job}: it was taken out, or its file is broken")


def principal_of(request: Request, tools: Tools) -> Principal:
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
