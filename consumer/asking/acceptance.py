"""Says in words what a reaction says elsewhere: whoever came by another door wrote no message.

| asked for                   | the report of the run comes                            |
|-----------------------------|--------------------------------------------------------|
| in a channel that I am in   | there, for all to see                                  |
| in one that I am not in     | in the direct messages: see consumer/runs/delivery.py  |
| in the home tab, or a form  | the same                                               |
"""

from __future__ import annotations

import structlog

from consumer import blocks
from consumer.asking import run_buttons
from consumer.message import Place
from consumer.reply import Reply
from consumer.tools import Tools
from jobs.definition import Job
from shared import markup
from shared.errors import Retry, SlackRefused
from shared.run_record import Asked, Run
from shared.runs import Scheduled
from shared.text import escape

SECOND_MS = 1000
HERE, DIRECT = "here, for all to see", "in our direct messages"
NOT_IN_CHANNEL = f"{DIRECT}, since I am not in this channel"
PERHAPS = f"here, or {DIRECT} if I am not in this channel"

log = structlog.get_logger()


async def say(
    scheduled: Scheduled, asked: Asked, job: Job, note: str, reply: Reply, tools: Tools
) -> None:
    """Tell whoever asked for a run which it is, and where they hear of it.

    Args:
        note: what else they should know, such as behind what it waits.
    """
    text = f"{accepted(scheduled, asked)}: {report(job)} {await place_of(reply.place, tools)}."
    text = f"{text} {note}".rstrip()
    run_id = scheduled.run_id
    buttons = run_buttons.show(run_id), run_buttons.cancel(run_id, f"Take back run {run_id}?")
    await reply.text(text, blocks=[blocks.section(text), blocks.actions(*buttons)])


def accepted(scheduled: Scheduled, asked: Asked) -> str:
    """Name the run, and say when it begins if that takes a while."""
    begins = ""
    if asked.delay_s:
        when = markup.date(scheduled.due_ms // SECOND_MS, "{date_short_pretty} at {time_secs}")
        begins = f" and begins {when}"
    return f"Run {scheduled.run_id} of `{escape(asked.job)}` is accepted{begins}"


def report(job: Job) -> str:
    """Begin to say where there will be a report, if there will."""
    if job.report_success or job.report_stdout or job.stream_output:
        return "its report comes"
    return "only if it fails, a report comes"


async def place_of(place: Place, tools: Tools) -> str:
    """Say where the report of a run comes that is asked for in a place."""
    if place.channel == place.user:
        return DIRECT
    try:
        answer = await tools.slack.read("conversations.info", channel=place.channel)
    except SlackRefused as error:
        log.info("jobs.not_in_channel", code=error.code)
        return NOT_IN_CHANNEL
    except Retry as error:
        log.info("jobs.channel_not_known", reason=str(error))
        return PERHAPS
    # Slack leaves it out where there are no members to speak of: in a direct message.
    if not answer.get("channel", {}).get("is_member", True):
        return NOT_IN_CHANNEL
    return "here" if place.is_dm else HERE


def taken_back(cancelled: list[Run]) -> str:
    """Say which runs were cancelled before they began."""
    runs = ", ".join(str(run.run_id) for run in cancelled)
    return f"I took back run{'s' if len(cancelled) > 1 else ''} {runs} of `{cancelled[0].job}`."
