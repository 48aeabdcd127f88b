"""Entries that are none, or none any more: each is settled, said in the log, and harms no other."""

from __future__ import annotations

from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from consumer.handler import Handler
from consumer.handlers import load
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from shared import dead_letters
from shared.events import PUBLIC
from shared.streams import Entry
from tests.consumer.bot import ASKED, Bot, entry_of, post
from tests.consumer.conftest import OpenBot
from tests.waiting import until

MALFORMED = [
    ({"json": "{"}, "field json is malformed"),
    ({"json": "[]"}, "field json is malformed: a list, expected an object"),
    ({"gateway_ts": "soon"}, "field gateway_ts is malformed"),
    ({"json": '{"type": "message", "ts": "never"}'}, "the message's ts is not a number"),
]


async def add(bot: Bot, fields: dict[str, Any]) -> Entry:
    entry_id: Any = await bot.redis.xadd(PUBLIC, cast(Any, fields))
    return Entry(PUBLIC, entry_id.decode(), {})


async def reason_of_death(bot: Bot) -> str:
    [letter] = await dead_letters.listed(bot.redis, [PUBLIC])
    return letter.text("dead_reason")


@pytest.mark.parametrize(("fields", "reason"), MALFORMED)
async def test_malformed_entry_is_buried_with_the_reason_and_its_neighbours_are_answered(
    bot: Bot, fields: dict[str, str], reason: str
) -> None:
    before, after = bot.say("<@bot> define"), bot.say("<@bot> define")
    await bot.publish(before)
    await add(bot, entry_of(before) | fields)
    await bot.hear(after)
    assert bot.writes() == [post(ASKED), post(ASKED)]
    assert (await reason_of_death(bot)).startswith(reason)


class Confused(Registry):
    """Fails on some messages, as only a mistake of our own could."""

    def for_message(self, message: Message) -> list[Handler]:
        """Raise for those that say so."""
        if "confuse" in message.text:
            raise ZeroDivisionError("on purpose")
        return super().for_message(message)


async def test_entry_that_cannot_be_read_is_buried_and_its_neighbours_are_answered(
    open_bot: OpenBot,
) -> None:
    bot = await open_bot(Confused(load().handlers))
    await bot.publish(bot.say("confuse"))
    await bot.hear(bot.say("<@bot> define"))
    assert bot.writes() == [post(ASKED)]
    assert await reason_of_death(bot) == "ZeroDivisionError('on purpose')"


async def test_entry_whose_chain_breaks_is_left_to_another_delivery(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(bot.worker.chain, "run", break_down)
    entry = await bot.publish(bot.say("<@bot> define"))
    await until(lambda: (PUBLIC, entry.entry_id) in bot.worker.left)
    assert bot.worker.holdings.entries == {}


async def test_test_that_raises_keeps_no_other_handler_from_running(open_bot: OpenBot) -> None:
    router = Router()

    def broken(message: Message) -> bool:
        raise ZeroDivisionError("on purpose")

    @router.matches(broken)
    async def never(message: Message, reply: Reply) -> None:
        await reply.text("never")

    bot = await open_bot(Registry([*router.handlers, *load().handlers]))
    assert await bot.hear(bot.say("<@bot> define")) == [post(ASKED)]


async def test_entry_without_its_id_is_buried(bot: Bot) -> None:
    fields = entry_of(bot.say("<@bot> define"))
    del fields["event_id"]
    await bot.acknowledged(await add(bot, fields))
    assert await reason_of_death(bot) == "field event_id is missing"


async def test_each_entry_has_one_line_in_the_log(bot: Bot) -> None:
    with capture_logs() as lines:
        await bot.hear(bot.say("a secret of my rubber duck"))
    [line] = [one for one in lines if one["event"].startswith("entry.")]
    assert (line["event"], line["outcome"]) == ("entry.done", "done")
    assert line["handlers"] == ["reactions.rubberduck"]
    assert (line["stream"], line["kind"], line["deliveries"]) == (PUBLIC, "message", 1)
    assert "secret" not in str(line)


async def test_second_entry_of_an_event_is_not_run_and_said_so(bot: Bot) -> None:
    fields = entry_of(bot.say("<@bot> define"))
    await bot.acknowledged(await add(bot, fields))
    with capture_logs() as lines:
        await bot.acknowledged(await add(bot, fields))
    assert bot.writes() == [post(ASKED)]
    [line] = [one for one in lines if one["event"].startswith("entry.")]
    assert (line["event"], line["reason"]) == ("entry.duplicate", "duplicate")


async def test_posts_that_slack_limits_come_late_but_come(bot: Bot) -> None:
    bot.slack.fault("chat.postMessage", "ratelimited", retry_after_s=2)
    await bot.publish(bot.say("<@bot> define"))
    await until(lambda: len(bot.slack.messages("general")) == 2, 10)
    assert bot.writes() == [post(ASKED), post(ASKED)]
