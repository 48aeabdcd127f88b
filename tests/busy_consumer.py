"""`python -m tests.busy_consumer`: a consumer with handlers that crash, hang and wait on demand.

BUSY_TIMINGS is a JSON object of consumer.timings.Timings; BUSY_PACE the spacing of posts in s.
"""

from __future__ import annotations

import asyncio
import os
import signal

import orjson

from consumer import app
from consumer.handlers import load
from consumer.interaction import Interaction
from consumer.lane_answers import Checked
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from consumer.timings import Timings
from consumer.tools import Tools
from shared import log, process
from shared.errors import Reject, Retry
from shared.limits import Pace
from shared.settings import ConsumerSettings
from shared.settings import load as load_settings
from shared.text import escape

router = Router()


def is_mended() -> bool:
    """Return whether somebody has made the file that says so."""
    return os.path.exists(f"{os.environ['BUSY_EFFECTS']}.mended")


def note(word: str, message: Message | Interaction) -> None:
    """Append a line that survives SIGKILL to the file of effects."""
    path = os.environ.get("BUSY_EFFECTS")
    if path:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{word} {message.event.event_id} {os.getpid()}\n".encode())
        os.close(file)


def first_time(name: str) -> bool:
    """Return whether nobody has asked for this name before, in any process."""
    try:
        os.close(os.open(f"{os.environ['BUSY_EFFECTS']}.{name}", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


@router.command("echo <word>", help="repeats a word")
async def echo(message: Message, reply: Reply) -> None:
    """Answer with the word."""
    note("echo", message)
    await reply.text(escape(message.arguments["word"]))


@router.command("noop", help="does nothing")
async def noop(message: Message, reply: Reply) -> None:
    """Do nothing."""
    note("noop", message)


@router.command("slow <seconds>", help="waits, then answers", limit_s=60)
async def slow(message: Message, reply: Reply) -> None:
    """Wait as long as asked."""
    note("slow", message)
    await asyncio.sleep(float(message.arguments["seconds"].split()[0]))
    await reply.text(f"waited {escape(message.arguments['seconds'])}")


@router.command("nap <seconds>", help="waits, and answers nothing", limit_s=60)
async def nap(message: Message, reply: Reply) -> None:
    """Wait as long as asked."""
    note("nap", message)
    await asyncio.sleep(float(message.arguments["seconds"]))


@router.command("die", help="kills its process, always")
async def die(message: Message, reply: Reply) -> None:
    """End the process as a crash would."""
    note("die", message)
    os.kill(os.getpid(), signal.SIGKILL)


@router.command("die before <word>", help="kills its process before the first answer")
async def die_before(message: Message, reply: Reply) -> None:
    """Crash once, then answer."""
    note("die_before", message)
    if first_time(f"before-{message.event.event_id}"):
        os.kill(os.getpid(), signal.SIGKILL)
    await reply.text(escape(message.arguments["word"]))


@router.command("die after <word>", help="kills its process after the first answer")
async def die_after(message: Message, reply: Reply) -> None:
    """Answer, crash once, then answer again: the second answer must be the first one."""
    note("die_after", message)
    await reply.text(escape(message.arguments["word"]))
    if first_time(f"after-{message.event.event_id}"):
        os.kill(os.getpid(), signal.SIGKILL)


@router.command("fail", help="raises, always")
async def fail(message: Message, reply: Reply) -> None:
    """Raise."""
    note("fail", message)
    raise ZeroDivisionError("on purpose")


@router.command("mend", help="fails until it is mended")
async def mend(message: Message, reply: Reply) -> None:
    """Post, raise unless somebody has mended it, post again."""
    note("mend", message)
    await reply.text("begun")
    if not is_mended():
        raise ZeroDivisionError("not mended yet")
    await reply.text("mended")


@router.command("reject", help="rejects")
async def reject(message: Message, reply: Reply) -> None:
    """Reject."""
    note("reject", message)
    raise Reject("not for me")


@router.command("again <seconds>", help="asks to run again once, then answers")
async def again(message: Message, reply: Reply) -> None:
    """Retry once, and answer at the second run."""
    note("again", message)
    await reply.text("first part")
    if first_time(f"again-{message.event.event_id}"):
        raise Retry("on purpose", float(message.arguments["seconds"]))
    await reply.text("second part")


@router.command("spin", help="never awaits")
async def spin(message: Message, reply: Reply) -> None:
    """Hold the event loop up."""
    note("spin", message)
    while True:
        pass


@router.command("eat", help="allocates 200 MB and fails")
async def eat(message: Message, reply: Reply) -> None:
    """Allocate, then raise."""
    note("eat", message)
    size = len(bytearray(200 * 2**20))
    raise MemoryError(f"{size} bytes")


@router.contains("both")
async def first_of_two(message: Message, reply: Reply) -> None:
    """Answer before the other one."""
    note("first", message)
    await reply.text("first")


@router.matches(lambda message: "both" in message.folded)
async def second_of_two(message: Message, reply: Reply, tools: Tools) -> None:
    """Crash once, then answer after the other one."""
    note("second", message)
    await asyncio.sleep(0.3)  # the record of the first is on its way
    if first_time(f"both-{message.event.event_id}"):
        os.kill(os.getpid(), signal.SIGKILL)
    await reply.text("second")


@router.contains("isolated")
async def failing_neighbour(message: Message, reply: Reply) -> None:
    """Raise, before a handler that must run all the same."""
    raise ZeroDivisionError("on purpose")


@router.matches(lambda message: "isolated" in message.folded)
async def healthy_neighbour(message: Message, reply: Reply) -> None:
    """Answer, after a handler that raises."""
    await reply.text("still here")


@router.check("look")
async def look(interaction: Interaction, tools: Tools) -> Checked:
    """Accept a form, at once or after a while, or crash."""
    assert interaction.view
    match interaction.view.values["word"]:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "slow":
            await asyncio.sleep(0.1)
    return None


@router.submission("look")
async def looked(interaction: Interaction, reply: Reply) -> None:
    """Do what the form is for."""
    note("looked", interaction)


def registry() -> Registry:
    """Return the product's handlers and these."""
    return Registry([*load().handlers, *router.handlers])


async def serve() -> None:
    """Run with the timings that the environment asks for."""
    settings = load_settings(ConsumerSettings)
    log.configure(settings, "consumer")
    timings = Timings(**orjson.loads(os.environ.get("BUSY_TIMINGS", "{}")))
    pace = Pace(spacing_s=float(os.environ.get("BUSY_PACE", "1")))
    await app.serve(settings, registry(), app.Options(timings=timings, pace=pace))


if __name__ == "__main__":
    process.run(serve())
