"""`python -m tests.promises.asking_consumer`: a consumer that asks, and can die of the answer."""

from __future__ import annotations

import os
import signal

import orjson

from consumer import app, steps
from consumer.handlers import steps as answers
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from consumer.steps import Answered
from consumer.timings import Timings
from consumer.tools import Tools
from shared import log, process
from shared.limits import Pace
from shared.settings import ConsumerSettings
from shared.settings import load as load_settings
from tests.busy_consumer import first_time

router = Router()


@router.command("sure <seconds:int>", help="asks for a confirmation")
async def sure(message: Message, reply: Reply, tools: Tools) -> None:
    """Ask."""
    await steps.confirm(
        "Sure?",
        then="deadly.deed",
        arguments={"seconds": message.arguments["seconds"]},
        expires_s=message.arguments["seconds"],
        message=message,
        reply=reply,
        tools=tools,
    )


@router.step("deadly.deed")
async def deed(answered: Answered, reply: Reply, tools: Tools) -> None:
    """Begin, die once in any process, and end."""
    await reply.text(f"begun with {answered.arguments['seconds']}")
    if first_time("deed"):
        os.kill(os.getpid(), signal.SIGKILL)
    await reply.text(f"ended by {answered.event.event_id}")


async def serve() -> None:
    """Run with the timings that the environment asks for."""
    settings = load_settings(ConsumerSettings)
    log.configure(settings, "consumer")
    timings = Timings(**orjson.loads(os.environ["BUSY_TIMINGS"]))
    pace = Pace(spacing_s=float(os.environ["BUSY_PACE"]))
    registry = Registry([*answers.router.handlers, *router.handlers])
    await app.serve(settings, registry, app.Options(timings=timings, pace=pace))


if __name__ == "__main__":
    process.run(serve())
