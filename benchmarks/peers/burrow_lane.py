"""Burrow's own consumer with a form whose check and deed do nothing, and a handler that waits."""

from __future__ import annotations

import asyncio

from consumer import app
from consumer.interaction import Interaction
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared import log, process
from shared.settings import ConsumerSettings, load

router = Router()
LONG_S = 60


@router.matches(lambda message: True, limit_s=LONG_S)
async def wait(_: Message, reply: Reply) -> None:
    """Keep a place taken, until the process is told to stop and gives up waiting."""
    await asyncio.sleep(LONG_S)


@router.check("look")
async def look(interaction: Interaction, tools: Tools) -> None:
    """Accept the form."""


@router.submission("look")
async def looked(interaction: Interaction, reply: Reply) -> None:
    """Do what the form is for: nothing."""


async def serve() -> None:
    """Run what `python -m consumer` runs."""
    settings = load(ConsumerSettings)
    log.configure(settings, "consumer")
    await app.serve(settings, Registry(router.handlers))


if __name__ == "__main__":
    process.run(serve())
