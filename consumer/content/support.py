"""Words that call for support: support.toml becomes handlers; shared/support.py has its keys.

A message that calls is no command as well, unless the call's channel is not set.
"""

from __future__ import annotations

from pathlib import Path

from consumer.calls import call_to
from consumer.content.fields import slug, source_of
from consumer.handler import Run, Test
from consumer.message import REMINDERS, Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.support import FILE, Call
from shared.support import load as load_calls


def load(file: Path = FILE) -> Router:
    """Return a handler for each call of the file, for messages and for edits."""
    router = Router(source=source_of(file))
    for call in load_calls(file):
        run, calls = handler_of(call), test_of(call)
        for word in call.words:
            router.contains(word, test=calls, instead_of_command=True)(run)
        router.edited(calls)(run)
    return router


def handler_of(call: Call) -> Run:
    """Return the function that passes a message on."""

    async def pass_on(message: Message, reply: Reply, tools: Tools) -> None:
        await call_to(call, message, reply, tools)

    pass_on.__name__ = slug(call.name)
    return pass_on


def test_of(call: Call) -> Test:
    """Return what says whether a person calls."""
    return lambda message: message.place.user != REMINDERS and call.is_in(message.raw)
