"""`runs` and `show`: what has been run, and all about one run."""

from collections.abc import Sequence

from consumer import blocks, policy
from consumer.asking import run_buttons
from consumer.asking.again import command_again
from consumer.asking.run_texts import ended, named, next_commands, unknown, whole
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.run_record import Run

router = Router(topic="jobs")

SHOWN = 10
LOOKED_AT = 500  # of the newest; whoever asked for none of them has to know its id


@router.command(
    "runs [whose:mine|all]", help="lists the last 10 runs that ended, yours or all", example="runs"
)
async def list_runs(message: Message, reply: Reply, tools: Tools) -> None:
    """Answer with one line for each run, newest first."""
    runs = await tools.runs.ended(LOOKED_AT)
    if message.arguments["whose"] == "mine":
        runs = [run for run in runs if is_theirs(run, message)]
    seen = (await policy.seen(runs, message, tools))[:SHOWN]
    if not seen:
        await reply.text("No run that I can show you has ended in the last 7 days.")
        return
    await reply.text(opening(seen), attachment="\n".join(f"• {ended(run)}" for run in seen))


def opening(seen: Sequence[Run]) -> str:
    """Head the list, and say how to see more of a run."""
    how_many, one = ("one", "it") if len(seen) == 1 else (len(seen), "one")
    return f"The last {how_many} that ended; `show {seen[0].run_id}` tells all about {one}."


def is_theirs(run: Run, message: Message) -> bool:
    """Return whether somebody asked for a run."""
    return run.user_id == message.place.user


@router.command("show <run:int>", help="tells all about one run", example="show 12")
async def show_run(message: Message, reply: Reply, tools: Tools) -> None:
    """Answer with the run's record, and what one can do next."""
    run = await tools.runs.find(message.arguments["run"])
    if run is None:
        await reply.text(unknown(message.arguments["run"]))
    elif reason := await policy.refusal_of_run(run, message, tools):
        await reply.text(reason)
    else:
        now_ms = await tools.runs.now_ms()
        facts = f"{whole(run, now_ms)}\n{next_commands(run)}"
        if reply.is_private:
            await show_with_buttons(run, facts, reply, tools)
        else:
            await reply.text(f"{named(run)}:", attachment=facts)


async def show_with_buttons(run: Run, facts: str, reply: Reply, tools: Tools) -> None:
    """Answer with the same, and with what one can do next as buttons: nobody else sees them."""
    text = f"{named(run)}:\n{facts}"
    buttons = run_buttons.of(run, command_again(run, tools))
    row = [blocks.actions(*buttons)] if buttons else []
    await reply.text(text, blocks=[blocks.section(text), *row])
