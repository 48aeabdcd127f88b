"""Requests: what nobody types just now is matched, allowed and answered as if it were typed."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis

from consumer.handlers import requests
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from shared.channels import Channels
from shared.requests import Asker, Request
from shared.run_record import Where
from shared.scripts import Scripts
from tests.consumer.bot import ALICE, BOB, GENERAL, TEAM, post, reaction
from tests.consumer.conftest import OpenBot
from tests.consumer.job_town import Town, said
from tests.consumer.waiting_requests import Waiting

BY_ALICE = Asker(TEAM, ALICE, "schedule")
BY_THE_CLOCK = Asker("", "", "schedule")
HERE = Where(GENERAL)


async def test_a_command_is_run_and_answered_in_its_place(waiting: Waiting) -> None:
    request = Request(BY_ALICE, "define di", context=HERE)
    [(method, arguments)] = await waiting.ask(request)
    assert (method, arguments["channel"]) == ("chat.postMessage", GENERAL)
    assert arguments["text"].startswith("*dependency injection* (`di`): ")


async def test_mentions_and_links_reach_the_command(waiting: Waiting, town: Town) -> None:
    command = f"demo praise <@{BOB}> in <#{GENERAL}|general> little"
    await waiting.ask(Request(BY_ALICE, command, context=HERE))
    [run] = await town.runs.active()
    assert run.arguments == {"who": BOB, "where": GENERAL, "how": "little"}


async def test_an_answer_stays_in_the_thread_and_reactions_on_the_message(
    waiting: Waiting, town: Town
) -> None:
    event = town.bot.say("later, please")
    where = Where(GENERAL, event["ts"], event["ts"])
    assert await waiting.ask(Request(BY_ALICE, "demo hi", context=where)) == [reaction("+1", event)]
    [run] = await town.runs.active()
    assert (run.where, run.via, run.user_id) == (where, "once", ALICE)


async def test_a_request_that_comes_twice_runs_once(waiting: Waiting, town: Town) -> None:
    request = Request(BY_ALICE, "demo hi", context=HERE)
    await waiting.ask(request, "k")
    await waiting.ask(request, "k")
    assert await town.active() == [(1, "demo_hi", "queued")]


async def test_the_clock_asks_for_a_job_in_its_default_channel(
    waiting: Waiting, town: Town, redis: Redis
) -> None:
    await Channels(redis, "burrow").put("C0TECH00001", "tech")
    assert await waiting.ask(Request(BY_THE_CLOCK, job="demo_hi")) == []
    [run] = await town.runs.active()
    assert (run.job, run.via, run.user_id) == ("demo_hi", "schedule", "")
    assert run.where == Where("C0TECH00001")


@pytest.mark.parametrize(
    ("asker", "count"),
    [(BY_THE_CLOCK, 1), (BY_ALICE, 1), (Asker(TEAM, BOB, "schedule"), 0), (Asker("T9", ALICE), 0)],
)
async def test_rights_are_looked_at_when_it_is_due(
    waiting: Waiting, town: Town, asker: Asker, count: int
) -> None:
    town.bot.slack.change_user("bob", is_restricted=True)
    await waiting.ask(Request(asker, job="sec_run", context=HERE))
    assert len(await town.active()) == count


async def test_a_command_that_is_gone_is_told_to_whoever_wanted_it(waiting: Waiting) -> None:
    [write] = await waiting.ask(Request(BY_ALICE, "demo gone <!channel>", context=HERE))
    text = (
        f"<@{ALICE}> it is time for `demo gone &lt;!channel&gt;`, but I know no such command any "
        "more, so I did nothing. Type `help` to see what there is."
    )
    assert write == post(text)


async def test_a_job_that_is_gone_is_told_to_somebody(
    waiting: Waiting, town: Town, redis: Redis, scripts: Scripts
) -> None:
    [write] = await waiting.ask(Request(BY_ALICE, job="demo_gone", context=HERE), "a")
    assert "it is time for `demo_gone`" in said(write)
    assert await waiting.ask(Request(BY_THE_CLOCK, job="demo_gone"), "b") == []
    letters: Any = await redis.xrange("dead:{requests}")
    [letter] = letters
    assert b"there is no job demo_gone" in letter[1][b"dead_reason"]


async def test_words_that_do_not_fit_any_more_are_told(waiting: Waiting, town: Town) -> None:
    [write] = await waiting.ask(Request(BY_ALICE, "demo say", context=HERE))
    assert "The w is missing. Type `demo say &lt;w&gt;`." in said(write)
    assert await town.active() == []


async def test_what_is_no_request_is_buried(waiting: Waiting, redis: Redis) -> None:
    await redis.xadd(
        "requests",
        {"event_id": "x", "gateway_ts": 1, "event_ts": 1, "json": '{"type":"request"}'},
    )
    await waiting.written(0)
    assert await redis.xlen("dead:{requests}") == 1


async def test_without_a_message_nothing_is_reacted_to(
    open_bot: OpenBot, redis: Redis, scripts: Scripts
) -> None:
    router = Router()

    @router.command("wave", help="waves")
    async def wave(message: Message, reply: Reply) -> None:
        await reply.react("wave")
        await reply.text("hello")

    bot = await open_bot(Registry([*router.handlers, *requests.router.handlers]))
    waiting = Waiting(bot, redis, scripts)
    assert await waiting.ask(Request(BY_ALICE, "wave", context=HERE)) == [post("hello")]


async def test_in_shadow_mode_whoever_asked_this_bot_is_answered(
    open_bot: OpenBot, redis: Redis, scripts: Scripts
) -> None:
    waiting = Waiting(await open_bot(ENV="staging"), redis, scripts)
    [write] = await waiting.ask(Request(BY_ALICE, "define define", context=HERE), "a")
    assert write == post(f"<@{ALICE}> :notsureif:")
    nobodys = Request(Asker("", "", "cli"), "define define", context=HERE)
    assert await waiting.ask(nobodys, "b") == []


NOT_THERE = "It is time for `define define`, and I could not answer {}. So here it is:"
REFUSED = [
    ("D0BOBANDEVE", NOT_THERE.format("there: the channel is gone, or I am not in it")),
    (
        "C0RANDOM001",
        NOT_THERE.format("in <#C0RANDOM001>: I am not in the channel; `/invite` me there"),
    ),
]


@pytest.mark.parametrize(("channel", "why"), REFUSED)
async def test_answer_that_its_place_refuses_comes_in_the_direct_messages(
    waiting: Waiting, redis: Redis, channel: str, why: str
) -> None:
    request = Request(BY_ALICE, "define define", context=Where(channel))
    _, *told = await waiting.ask(request)
    assert told == [post(why, ALICE), post(f"<@{ALICE}> :notsureif:", ALICE)]
    assert await redis.xlen("dead:{requests}") == 0


async def test_second_run_answers_in_the_direct_messages_once(waiting: Waiting) -> None:
    slack = waiting.bot.slack
    slack.fault("chat.postMessage", "ratelimited", after_calls=2)
    await waiting.ask(Request(BY_ALICE, "define define", context=Where("C0RANDOM001")))
    await slack.eventually(lambda: len(slack.calls("chat.postMessage")) == 4)
    refused, why, waits, answered = slack.calls("chat.postMessage")
    assert [refused.args["channel"], why.args["channel"]] == ["C0RANDOM001", ALICE]
    assert waits.args["text"] == answered.args["text"] == f"<@{ALICE}> :notsureif:"


async def test_file_that_its_place_refuses_comes_in_the_direct_messages(
    open_bot: OpenBot, redis: Redis, scripts: Scripts
) -> None:
    router = Router()

    @router.command("draw", help="draws")
    async def draw(message: Message, reply: Reply) -> None:
        await reply.react("wave")
        await reply.file("a.txt", b"a")
        await reply.text("there")

    bot = await open_bot(Registry([*router.handlers, *requests.router.handlers]))
    where = Where("C0RANDOM001", message_ts="1700000000.000100")
    await Waiting(bot, redis, scripts).ask(Request(BY_ALICE, "draw", context=where))
    told = [(one.args["channel"], one.args["text"]) for one in bot.slack.calls("chat.postMessage")]
    assert [channel for channel, _ in told] == [ALICE, ALICE]
    assert told[1][1] == "there"
    assert [one.args["channel_id"] for one in bot.slack.calls("files.completeUploadExternal")] == [
        "C0RANDOM001",
        "D0ALICE0001",
    ]


async def test_what_nobody_asked_for_is_buried_where_its_place_refuses_it(
    waiting: Waiting, redis: Redis
) -> None:
    request = Request(Asker("", "", "cli"), "define define", context=Where("C0RANDOM001"))
    await waiting.ask(request)
    assert await redis.xlen("dead:{requests}") == 1


async def test_what_turns_out_to_be_no_command_is_told(waiting: Waiting) -> None:
    [write] = await waiting.ask(Request(BY_ALICE, "d/ net/http", context=HERE))
    assert "it is time for `d/ net/http`, but I know no such command" in said(write)
