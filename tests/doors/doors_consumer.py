"""`python -m tests.doors.doors_consumer`: the product's consumer, and commands that crash.

The timings are those of tests/busy_consumer.py, the jobs those of JOBS_DIR.
"""

from __future__ import annotations

import os

import orjson

import jobs
from consumer import app
from consumer.handlers import load
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from consumer.timings import Timings
from shared import log, process
from shared.limits import Pace
from shared.settings import ConsumerSettings
from shared.settings import load as load_settings
from shared.text import escape
from tests import busy_consumer
from tests.consumer.forms import shades
from tests.promises import asking_consumer

router = Router()


@router.command("count <to:int>", help="counts, each number in an answer of its own")
async def count(message: Message, reply: Reply) -> None:
    """Answer so often."""
    for number in range(message.arguments["to"]):
        await reply.text(str(number + 1))


@router.command("spell <word:word>", help="spells a word")
async def spell(message: Message, reply: Reply) -> None:
    """Answer with its letters."""
    await reply.text(" ".join(escape(message.arguments["word"])))


async def serve() -> None:
    """Run with the timings that the environment asks for."""
    settings = load_settings(ConsumerSettings)
    log.configure(settings, "consumer")
    timings = Timings(**orjson.loads(os.environ["BUSY_TIMINGS"]))
    loaded = load(jobs.load(settings.jobs_dir))
    routers = (busy_consumer.router, asking_consumer.router, shades(), router)
    added = [handler for one in routers for handler in one.handlers]
    registry = Registry([*loaded.handlers, *added], loaded.jobs)
    pace = Pace(spacing_s=0.001, burst=1000)
    await app.serve(settings, registry, app.Options(timings, pace))


if __name__ == "__main__":
    process.run(serve())
