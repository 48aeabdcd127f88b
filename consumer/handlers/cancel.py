"""`cancel`, and bennettbot's `remove job id`: take back a run, or stop it."""

from consumer import policy
from consumer.asking import notes
from consumer.asking.run_texts import named, outcome, unknown
from consumer.message import Message
from consumer.parameters import WHOLE_NUMBER
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.run_record import Run
from shared.text import shown

router = Router(topic="jobs")

FINGERS = "crossed_fingers"  # as bennettbot answers `remove job id`


@router.command(
    "cancel <run:int>", help="takes back a run that waits, or stops it", example="cancel 12"
)
async def cancel_run(message: Message, reply: Reply, tools: Tools) -> None:
    """Cancel a run, and say what became of it."""
    await cancel(message.arguments["run"], message, reply, tools)


@router.command("remove job id [number]", help="the same as `cancel`", example="remove job id 12")
async def remove_job(message: Message, reply: Reply, tools: Tools) -> None:
    """Cancel a run, as bennettbot's users have learnt to say it."""
    number = message.arguments["number"] or ""
    await notes.react(FINGERS, reply)
    if WHOLE_NUMBER.fullmatch(whole := number.rstrip(".")):
        await cancel(int(whole), message, reply, tools)
        return
    what = f"{shown(number)} is no number:" if number else "Which one?"
    await reply.text(f"{what} `status` lists the jobs with their ids. Type `remove job id 12`.")


async def cancel(run_id: int, message: Message, reply: Reply, tools: Tools) -> None:
    """Cancel a run for somebody who may, and say what became of it."""
    run = await tools.runs.find(run_id)
    if run is None:
        await reply.text(unknown(run_id))
        return
    if reason := await policy.refusal_of_run(run, message, tools, own=True):
        await reply.text(reason)
        return
    word, before = await tools.runs.cancel(run_id, message.place.user)
    run = before or run
    if word == "cancelled":
        await notes.tell(run, notes.taken_back(run, message.place.user), reply)
        await reply.text(f"{named(run)} is removed, and will not begin.")
    elif word == "stopping":
        await reply.text(stopping(run, tools))
    else:
        await reply.text(f"{named(run)} has ended already: {outcome(run)}.")


def stopping(run: Run, tools: Tools) -> str:
    """Say that a run is being stopped."""
    job = tools.jobs.job(run.job)
    within = f" It has {job.kill_after_s:g} s to end by itself." if job else ""
    return f"{named(run)} is being stopped.{within}"
