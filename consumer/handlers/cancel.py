"""`cancel`, and bennettbot's `remove job id`: take back a run, or stop it."""

from consumer import policy, steps
from consumer.asking import notes
from consumer.asking.own_runs import labelled, listed
from consumer.asking.run_texts import named, outcome, unknown
from consumer.message import Message
from consumer.parameters import WHOLE_NUMBER
from consumer.reply import Reply
from consumer.router import Router
from consumer.steps import Answered
from consumer.tools import Tools
from shared.run_record import Run
from shared.text import shown

router = Router(topic="jobs")

FINGERS = "crossed_fingers"  # as bennettbot answers `remove job id`
OFFERED = 99  # of a menu's 100 options; one keeps them all
KEEP = ("Keep them all", "")
WHICH = "Which run should I cancel?"  # it may stand far from the words that made me ask
NONE_ACTIVE = "None of your runs waits or runs. `status` shows all that do."


@router.command(
    "cancel [run:int]",
    help="takes back a run that waits, or stops it; without a number you choose",
    example="cancel 12",
)
async def cancel_run(message: Message, reply: Reply, tools: Tools) -> None:
    """Cancel a run, and say what became of it; without a number, ask which."""
    run_id = message.arguments["run"]
    if run_id is not None:
        await reply.text(await cancelled(run_id, message, reply, tools))
    elif not (runs := await active_of(message, tools)):
        await reply.text(NONE_ACTIVE)
    else:
        options = [*((labelled(run), str(run.run_id)) for run in runs[-OFFERED:]), KEEP]
        await steps.choose(
            WHICH, options, then="cancel.one", message=message, reply=reply, tools=tools
        )


@router.step("cancel.one")
async def cancel_chosen(answered: Answered, reply: Reply, tools: Tools) -> None:
    """Cancel the run that was chosen."""
    if answered.value:
        message = answered.message(tools.me)
        await reply.text(await cancelled(int(answered.value), message, reply, tools))


@router.command("cancel all", help="takes back or stops all your runs, once you confirm it")
async def cancel_all(message: Message, reply: Reply, tools: Tools) -> None:
    """Ask whether really all runs of this person are meant."""
    runs = await active_of(message, tools)
    if not runs:
        await reply.text(NONE_ACTIVE)
        return
    them, what = ("it", "run") if len(runs) == 1 else ("them", f"{len(runs)} runs")
    await steps.confirm(
        f"Cancel your {what}?\n{listed(runs)}",
        then="cancel.all",
        arguments={"runs": [run.run_id for run in runs]},
        yes=f"Cancel {them}",
        no=f"Keep {them}",
        danger=True,
        message=message,
        reply=reply,
        tools=tools,
    )


@router.step("cancel.all")
async def cancel_confirmed(answered: Answered, reply: Reply, tools: Tools) -> None:
    """Cancel the runs that were shown, and no other that began since."""
    message = answered.message(tools.me)
    texts = [await cancelled(one, message, reply, tools) for one in answered.arguments["runs"]]
    await reply.text("\n".join(texts))


@router.command("remove job id [number]", help="the same as `cancel`", example="remove job id 12")
async def remove_job(message: Message, reply: Reply, tools: Tools) -> None:
    """Cancel a run, as bennettbot's users have learnt to say it."""
    number = message.arguments["number"] or ""
    await notes.react(FINGERS, reply)
    if WHOLE_NUMBER.fullmatch(whole := number.rstrip(".")):
        await reply.text(await cancelled(int(whole), message, reply, tools))
        return
    what = f"{shown(number)} is no number:" if number else "Which one?"
    await reply.text(f"{what} `status` lists the jobs with their ids. Type `remove job id 12`.")


async def active_of(message: Message, tools: Tools) -> list[Run]:
    """Return the runs that this person asked for and that have not ended, by id."""
    asker = (message.event.team_id or tools.me.team_id, message.place.user)
    return [run for run in await tools.runs.active() if (run.team_id, run.user_id) == asker]


async def cancelled(run_id: int, message: Message, reply: Reply, tools: Tools) -> str:
    """Cancel a run for somebody who may, and return what became of it."""
    run = await tools.runs.find(run_id)
    if run is None:
        return unknown(run_id)
    if reason := await policy.refusal_of_run(run, message, tools, own=True):
        return reason
    word, before = await tools.runs.cancel(run_id, message.place.user)
    run = before or run
    if word == "cancelled":
        await notes.tell_of_cancel(run, message.place.user, reply)
        return f"{named(run)} is removed, and will not begin."
    if word == "stopping":
        return stopping(run, tools)
    return f"{named(run)} has ended already: {outcome(run)}."


def stopping(run: Run, tools: Tools) -> str:
    """Say that a run is being stopped."""
    job = tools.jobs.job(run.job)
    within = f" It has {job.kill_after_s:g} s to end by itself." if job else ""
    return f"{named(run)} is being stopped.{within}"
