"""What comes by webhook: merges that GitHub tells, and reports of jobs on other machines.

A merge schedules `<project>_deploy`, if namespace, repository and branch agree; nothing is posted
unless the deploy is held back. A report is posted where its run was asked for.
"""

from __future__ import annotations

import dataclasses

import structlog

from consumer.asking import actions, commands, deploys, notes
from consumer.asking.run_texts import named
from consumer.handler import Handler
from consumer.handler import Run as Function
from consumer.message import Message, Place
from consumer.reply import Reply
from consumer.router import Router
from consumer.runs import formats
from consumer.submit import Context, Principal, submit
from consumer.tools import Tools
from jobs.definition import Job
from shared import webhooks
from shared.errors import Reject
from shared.events import Event
from shared.run_record import Asked, Run
from shared.runs import Scheduled
from shared.text import escape
from shared.uploads import Upload
from shared.webhooks import Delivery, RunReport

DELAY_S = 60  # another merge within it is deployed along, and somebody may still hold it back

router = Router()
log = structlog.get_logger()


@router.event("webhook_github")
async def schedule_deploy(event: Event, reply: Reply, tools: Tools) -> None:
    """Schedule the deploy of a project when a pull request was merged, once."""
    delivery = webhooks.read(event, Delivery)
    job = deploys.deploy_of(delivery, tools)
    if job is None:
        return
    if tools.shadow_mode:
        log.info("shadow.silent", handler=reply.handler, job=job.type)
        return
    if await deploys.is_new(event, delivery, tools):
        place = Place(await channel_of(job, tools), "")
        there = Reply(reply.writer, reply.handler, place, speaks=reply.speaks)
        said = escape(deploys.title_of(delivery))
        message = Message(event, place, said, said, (), mentioned=False, me=tools.me.user_id)
        principal = Principal(tools.me.team_id, "", kind="github")
        await submit(principal, command_of(job, delivery), {}, Context(message, there, tools))


async def channel_of(job: Job, tools: Tools) -> str:
    """Return the channel in which a deploy is reported: its id, or its name if nobody knows it."""
    name = job.default_channel
    if channel_id := await tools.channels.find(name):
        return channel_id
    log.error("webhook.unknown_channel", job=job.type, channel=name)
    return name


def command_of(job: Job, delivery: Delivery) -> Handler:
    """Return the command that a merge is."""
    return dataclasses.replace(commands.handler_of(job), run=deploying(job, delivery))


def deploying(job: Job, delivery: Delivery) -> Function:
    """Return the function that asks for a deploy, and says so only if it is held back."""

    async def deploy(message: Message, reply: Reply, tools: Tools) -> None:
        """Schedule the job, and tell who waits for it what they would not expect."""
        asked = actions.request(job, DELAY_S, message, tools)
        scheduled = await tools.runs.schedule(message.event.event_id, asked)
        log.info("webhook.scheduled", run=scheduled.run_id, job=job.type)
        if scheduled.before:
            text = updated(scheduled, asked)
            await notes.tell(scheduled.before, text, reply)
        if note := await actions.note_on(scheduled, asked, tools):
            await post(f"{deploys.described(delivery)}\n{note}", reply)

    return deploy


def updated(scheduled: Scheduled, asked: Asked) -> str:
    """Say to whoever asked for the same deploy that a merge did, too."""
    return (
        f"run {scheduled.run_id}, your `{escape(asked.job)}`, was asked for again by the "
        f"{asked.said}. It runs once, and is reported{notes.place_of(asked)}."
    )


async def post(text: str, reply: Reply) -> None:
    """Post where the deploy will be reported, if Slack lets us: it is scheduled anyhow."""
    try:
        await reply.text(text)
    except Reject as error:
        log.error("webhook.not_told", channel=reply.place.channel, reason=str(error))


@router.event("webhook_run")
async def repeat_report(event: Event, reply: Reply, tools: Tools) -> None:
    """Post what a job says from elsewhere, where its run was asked for."""
    report = webhooks.read(event, RunReport)
    run = await tools.runs.find(report.run_id)
    if run is None:
        log.warning("webhook.unknown_run", run=report.run_id)
        return
    where = run.where
    if (where.channel, where.thread_ts) != (report.channel, report.thread_ts):
        log.warning("webhook.elsewhere", run=report.run_id, job=run.job)
        return
    place = Place(where.channel, run.user_id, thread_ts=where.thread_ts, is_dm=where.is_dm)
    await show(run, report.message, Reply(reply.writer, reply.handler, place, speaks=reply.speaks))


async def show(run: Run, message: str, reply: Reply) -> None:
    """Post a report as a job's output is posted; a long one is a file."""
    opening = f"{named(run)} reports:"
    pieces = formats.as_text(message.encode(), f"report-of-run-{run.run_id}.txt")
    if isinstance(pieces[0], Upload):
        await reply.file(pieces[0].name, pieces[0].content, opening)
        return
    await reply.text(f"{opening}\n{formats.defused(formats.legible(message))}")
