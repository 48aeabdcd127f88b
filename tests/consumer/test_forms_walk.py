"""The whole way of a form: Slack, a real gateway, Redis, a consumer, and back into the channel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from consumer.handlers import load
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from dev.redis_server import RedisServer
from dev.slack.asking import TROUBLE, Answered
from dev.slack.server import LOCAL_SIGNING_SECRET
from shared.events import INTERACTIONS
from tests.consumer.bot import BOB, GENERAL, Bot
from tests.consumer.conftest import OpenBot
from tests.consumer.forms import shades
from tests.faults import FaultProxy
from tests.processes import Process, quiet_port

TOLD = f"{BOB} in {GENERAL}: on, 3 times, dearly\nloved"


@dataclass
class Walk:
    """A consumer behind a gateway, and what stands between that and Slack."""

    bot: Bot
    proxy: FaultProxy

    async def slash(self, text: str) -> Answered:
        """Type a slash command as alice in #general."""
        return await asyncio.to_thread(self.bot.slack.slash, "alice", "general", text)

    async def submit(self, **values: Any) -> Answered:
        """Send the form that alice sees."""
        return await asyncio.to_thread(self.bot.slack.submit, "alice", values)

    async def form(self) -> dict[str, Any]:
        """Wait until alice sees a form, and return it."""
        slack = self.bot.slack
        await asyncio.to_thread(slack.wait_for, lambda: slack.view("alice") is not None, 5.0)
        return slack.view("alice") or {}

    async def told(self, count: int = 1) -> list[str]:
        """Wait until alice was told so much, and return all that she was."""
        slack = self.bot.slack
        await asyncio.to_thread(
            slack.wait_for, lambda: len(slack.ephemerals("alice")) >= count, 5.0
        )
        return [one["text"] for one in slack.ephemerals("alice")]


def registry() -> Registry:
    """Return the product's handlers, one that takes one of each, and one with many choices."""
    router = Router()

    @router.command(
        "cheer <who:user> <where:channel> <side:on|off> <times:int> <word:word> [text]",
        help="cheers somebody up",
    )
    async def cheer(message: Message, reply: Reply) -> None:
        values = message.arguments
        text = f"{values['who']} in {values['where']}: {values['side']}, {values['times']} times"
        await reply.text(f"{text}, {values['word']}\n{values['text']}")

    return Registry([*load().handlers, *router.handlers, *shades().handlers])


@pytest.fixture(scope="module")
def gateway_port(
    redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """A gateway on the worker's Redis."""
    port = quiet_port()
    settings = {
        "PORT": str(port),
        "REDIS_URL": redis_server.url,
        "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
    }
    with Process("gateway", settings, tmp_path_factory.mktemp("gateway")):
        yield port


@pytest.fixture
async def walk(open_bot: OpenBot, gateway_port: int) -> AsyncIterator[Walk]:
    """A consumer in this process, which Slack reaches by that gateway."""
    async with FaultProxy("127.0.0.1", gateway_port) as proxy:
        bot = await open_bot(registry())
        bot.slack.request_urls = [f"http://127.0.0.1:{proxy.port}/slack/events"]
        yield Walk(bot, proxy)


FILLED = {"who": BOB, "where": GENERAL, "side": "on", "times": "3", "word": "dearly"}


async def test_form_is_opened_refused_beside_a_field_corrected_and_run(walk: Walk) -> None:
    assert (await walk.slash("/burrow cheer")).status == 200
    form = await walk.form()
    assert form["title"]["text"] == "cheer"
    await walk.submit(**FILLED | {"word": "too dearly"})
    assert (await walk.form())["errors"] == {"word": '"too dearly" is not one word'}
    assert walk.bot.slack.ephemerals("alice") == []
    assert (await walk.submit(**FILLED, text="loved")).error == ""
    assert await walk.told() == [TOLD]
    assert walk.bot.slack.view("alice") is None


async def test_form_that_is_sent_again_since_the_answer_was_lost_runs_once(walk: Walk) -> None:
    await walk.slash("/burrow cheer")
    await walk.form()
    walk.proxy.lose_reply_to(b"view_submission")
    assert (await walk.submit(**FILLED, text="loved")).error == TROUBLE
    assert await walk.told() == [TOLD]
    assert (await walk.submit(**FILLED, text="loved")).error == ""
    assert walk.bot.slack.view("alice") is None
    stream: Any = await walk.bot.redis.xinfo_stream(INTERACTIONS)
    assert (stream["entries-added"], await walk.told()) == (1, [TOLD])


async def test_choice_of_many_is_looked_for_and_chosen(walk: Walk) -> None:
    await walk.slash("/burrow shade")
    await walk.form()
    found = await asyncio.to_thread(walk.bot.slack.suggest, "alice", "form:which", "19")
    assert [one["value"] for one in found] == ["19%", "119%"]
    assert (await walk.submit(which="119%")).error == ""
    assert await walk.told() == ["119%"]
