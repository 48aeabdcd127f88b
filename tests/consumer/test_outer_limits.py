"""Handlers that have commands run: each command keeps its own time limit, by whatever door."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from consumer.deadlines import OUTER_LIMIT_S, OutOfTime, limited
from consumer.handlers import forms, load, requests, say, shortcuts
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from shared import keys
from shared.events import INTERACTIONS, REQUESTS
from shared.requests import Asker, Request, ask
from shared.run_record import Where
from shared.scripts import Scripts
from tests.consumer import bot as bots
from tests.consumer.bot import ALICE, GENERAL, TEAM, Bot
from tests.consumer.conftest import OpenBot
from tests.consumer.forms import TICKET, view_of
from tests.consumer.waiting_requests import Waiting

OUTER = [
    ("action", "say"),
    ("action", "step"),
    ("submission", "step"),
    ("submission", "form"),
    ("submission", "ask_burrow"),
    ("event", "request"),
]
RUN = frozenset({"command", "prefix", "step"})
OWN_S = 0.05
TICKET_OF_SLOW = TICKET % ("test_outer_limits.slow", "slow")


@pytest.fixture
async def bot(open_bot: OpenBot, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """A consumer with a command that takes too long, and that gives up at once."""
    router = Router()

    @router.command("slow <x>", help="takes too long", limit_s=OWN_S)
    async def slow(message: Message, reply: Reply) -> None:
        await asyncio.sleep(60)

    timings = dataclasses.replace(bots.OPTIONS.timings, max_deliveries=1)
    monkeypatch.setattr(bots, "OPTIONS", dataclasses.replace(bots.OPTIONS, timings=timings))
    doors = (say.router, forms.router, shortcuts.router, requests.router)
    return await open_bot(Registry([*router.handlers, *(h for one in doors for h in one.handlers)]))


async def by_button(bot: Bot, scripts: Scripts) -> str:
    """Say the command by a button; return the stream of that."""
    await bot.click("say:1", "slow 1")
    return INTERACTIONS


async def by_form(bot: Bot, scripts: Scripts) -> str:
    """Send its form."""
    await bot.submit("form", {}, view=view_of({"x": "1"}, TICKET_OF_SLOW))
    return INTERACTIONS


async def by_shortcut(bot: Bot, scripts: Scripts) -> str:
    """Say it in the window of the shortcut."""
    await bot.submit("ask_burrow", {"command": "slow 1"})
    return INTERACTIONS


async def by_request(bot: Bot, scripts: Scripts) -> str:
    """Have it run because its time has come."""
    request = Request(Asker(TEAM, ALICE, "schedule"), "slow 1", context=Where(GENERAL))
    await ask(scripts, "k", request, 0)
    await Waiting(bot, bot.redis, scripts).written(0)
    return REQUESTS


@pytest.mark.parametrize("way", [by_button, by_form, by_shortcut, by_request])
async def test_command_has_its_own_limit_by_every_door(
    bot: Bot, scripts: Scripts, way: Callable[[Bot, Scripts], Awaitable[str]]
) -> None:
    letters: Any = await bot.redis.xrange(keys.dead(await way(bot, scripts)))
    reason = letters[0][1][b"dead_reason"].decode()
    assert reason.endswith(": test_outer_limits.slow took longer than its limit of 0.05 s")


@pytest.mark.parametrize(("kind", "named"), OUTER)
def test_no_door_cuts_a_command_short(kind: str, named: str) -> None:
    registry = load()
    longest_s = max(one.limit_s for one in registry.handlers if one.kind in RUN)
    [door] = [one for one in registry.of_kind(kind) if one.trigger == named]
    assert door.limit_s == OUTER_LIMIT_S > longest_s


async def test_time_limit_that_is_not_its_own_stays_what_it_is() -> None:
    async def impatient() -> None:
        raise TimeoutError("of a socket")

    with pytest.raises(TimeoutError, match="of a socket") as raised:
        await limited("a.b", 60, impatient())
    assert not isinstance(raised.value, OutOfTime)
