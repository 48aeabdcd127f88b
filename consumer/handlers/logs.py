"""`logs`: what a run wrote."""

from consumer import policy
from consumer.asking import run_output
from consumer.asking.run_texts import named, unknown
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.runs.formats import code_block, tail
from consumer.tools import Tools
from shared.errors import SlackRefused
from shared.run_record import Run
from shared.text import POST_CHARS, escape

router = Router(topic="jobs")

LIMIT_S = 60.0  # a whole log file may have 16 MiB, and goes to Slack by way of this process


@router.command(
    "logs <run:int> [part:tail|head|all] [of:output|errors]",
    help="shows what a run wrote: its last lines, if you do not say which",
    example="logs 12 tail errors",
    limit_s=LIMIT_S,
)
async def show_logs(message: Message, reply: Reply, tools: Tools) -> None:
    """Answer with the lines as code, or as a file if they are many."""
    arguments = message.arguments
    run = await tools.runs.find(arguments["run"])
    if run is None:
        await reply.text(unknown(arguments["run"]))
    elif reason := await policy.refusal_of_run(run, message, tools):
        await reply.text(reason)
    else:
        of = arguments["of"] or "output"
        text = await run_output.read(run, arguments["part"] or "tail", of, tools)
        await post(run, text, reply) if text else await reply.text(nothing(run, of))


async def post(run: Run, text: str, reply: Reply) -> None:
    """Post what a run wrote."""
    title = f"{named(run)}:"
    shown = f"{title}\n{code_block(text)}"
    if len(shown) <= POST_CHARS:
        await reply.text(shown)
        return
    try:
        await reply.file(f"{run.job}-{run.run_id}.txt", text.encode(), title)
    except SlackRefused as error:
        # Without the right to upload, the end is better than nothing.
        end = code_block(tail(text, chars=POST_CHARS // 2, lines=None))
        why = f"Slack takes no file ({escape(error.code)}), so this is the end of it."
        await reply.text(f"{title} {why}\n{end}")


def nothing(run: Run, of: str) -> str:
    """Say that there is nothing to show, and why."""
    if not run.started_ms:
        return f"Run {run.run_id} wrote nothing: it is *{run.state}*, and has not begun."
    if not run.stdout_bytes + run.stderr_bytes and run.ended_ms:
        return f"Run {run.run_id} wrote nothing."
    errors = " to stderr" if of == "errors" else ""
    return f"Nothing of what run {run.run_id} may have written{errors} is kept."
