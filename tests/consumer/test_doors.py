"""Slash commands, clicks and forms as a consumer sees them: who sees the answer, and how often."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from pydantic import SecretStr

from consumer.interaction import Interaction
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Posted, Reply
from consumer.router import Router
from dev.slack.reply_urls import ReplyUrl
from shared import keys
from shared.sealing import Sealer
from tests.consumer.bot import ALICE, GENERAL, TEAM, Bot, Write, ephemeral, post
from tests.consumer.conftest import OpenBot

KEY = "a key of at least thirty-two characters"
PARKED = keys.parked("slack_command")
SEALER = Sealer([SecretStr(KEY)])
VIEW = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Ask"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "what?"}}],
}
given: list[Any] = []
router = Router()


@router.command("hello", help="says hello")
async def hello(message: Message, reply: Reply) -> None:
    await reply.react("wave")
    await reply.to_author("hello")


@router.command("many", help="answers seven times")
async def many(message: Message, reply: Reply) -> None:
    for number in range(7):
        await reply.text(f"{number}")


@router.command("post", help="posts what can be changed later")
async def write_one(message: Message, reply: Reply) -> None:
    given.append(await reply.post("a question"))


@router.command("form", help="opens a form")
async def form(message: Message, reply: Reply) -> None:
    given.append(await reply.open(VIEW))


@router.command("slow", help="takes its time")
async def slow(message: Message, reply: Reply) -> None:
    await asyncio.sleep(1.5)


@router.otherwise()
async def otherwise(message: Message, reply: Reply) -> None:
    await reply.ephemeral(f"what is {message.text}?")


@router.action("press")
async def press(interaction: Interaction, reply: Reply) -> None:
    given.append((interaction.tail, interaction.value))
    await reply.replace("pressed")


@router.action("tell")
async def tell(interaction: Interaction, reply: Reply) -> None:
    await reply.text("only you")


@router.submission("ask")
async def sent(interaction: Interaction, reply: Reply) -> None:
    given.append(interaction.view and interaction.view.values)
    await reply.text("done")


@pytest.fixture
async def doors(open_bot: OpenBot) -> Bot:
    """A consumer with the handlers above, and a key."""
    given.clear()
    return await open_bot(Registry(router.handlers), SECRETS_KEY=KEY)


def url_of(bot: Bot, kind: Any = "commands", at_s: float | None = None) -> str:
    """Return a sealed address for answers to alice in #general."""
    reply_url = ReplyUrl(
        kind, ALICE, GENERAL, bot.slack.workspace.clock() if at_s is None else at_s
    )
    path = bot.slack.workspace.reply_urls.issue(TEAM, reply_url)
    return SEALER.seal(bot.slack.url.rstrip("/") + path)


def answer(text: str) -> Write:
    """Return an answer at Slack's address, as it is compared."""
    return "response_url", {"response_type": "ephemeral", "replace_original": False, "text": text}


async def test_a_slash_command_is_answered_at_its_address(doors: Bot) -> None:
    assert await doors.slash("hello", sealed_response_url=url_of(doors)) == [answer("hello")]


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("/burrow", "hello", "hello"),
        ("/burrow", "  Hello!  ", "hello"),
        ("/hello", "", "hello"),
        ("/anything", "hello", "hello"),
        ("/hello", "you", "what is you?"),
        ("/burrow", "", "what is ?"),
        ("/burrow", "hello &lt;you&gt;", "what is hello <you>?"),
    ],
)
async def test_a_slash_command_says_what_stands_behind_it_or_with_its_name(
    doors: Bot, command: str, text: str, said: str
) -> None:
    written = await doors.slash(text, command=command, sealed_response_url=url_of(doors))
    assert written == [answer(said)]


async def test_the_sixth_answer_goes_to_the_channel_for_that_person_alone(doors: Bot) -> None:
    written = await doors.slash("many", sealed_response_url=url_of(doors))
    refused = [answer("5"), ephemeral("5"), answer("6"), ephemeral("6")]
    assert written == [*(answer(f"{number}") for number in range(5)), *refused]


async def test_without_an_address_the_channel_shows_it_to_that_person_alone(doors: Bot) -> None:
    assert await doors.slash("hello") == [ephemeral("hello")]


async def test_an_address_that_is_over_half_an_hour_old_is_not_used(doors: Bot) -> None:
    path = "https://hooks.slack.com/commands/T/1/secret"
    old = SEALER._fernet.encrypt_at_time(path.encode(), int(time.time()) - 1801)  # type: ignore[union-attr]
    assert await doors.slash("hello", sealed_response_url=old.decode()) == [ephemeral("hello")]


async def test_where_the_bot_is_not_the_answer_comes_by_direct_message(doors: Bot) -> None:
    away = doors.slack.create_channel("elsewhere")
    written = await doors.slash("hello", channel_id=away)
    assert written == [ephemeral("hello", channel=away), post("hello", channel=ALICE)]


async def test_who_is_not_in_the_channel_is_told_by_direct_message(doors: Bot) -> None:
    away = doors.slack.create_channel("elsewhere", "bob", with_bot=True)
    written = await doors.slash("hello", channel_id=away)
    assert written == [ephemeral("hello", channel=away), post("hello", channel=ALICE)]


async def test_an_answer_of_unknown_fate_is_not_given_twice(doors: Bot) -> None:
    doors.slack.fault("response_url", "drop_after", times=1)
    written = await doors.slash("hello", sealed_response_url=url_of(doors))
    async with asyncio.timeout(10):
        while await doors.redis.xlen("slack_command") or await doors.redis.zcard(PARKED):  # noqa: ASYNC110  polled from outside
            await asyncio.sleep(0.05)
    assert written == doors.writes() == [answer("hello")]


async def test_what_is_posted_to_be_changed_later_stands_in_the_direct_messages(doors: Bot) -> None:
    await doors.slash("post", sealed_response_url=url_of(doors))
    assert given == [Posted(doors.slack.workspace.dm(ALICE).id, given[0].ts)]


async def test_a_click_changes_the_message_that_was_clicked(doors: Bot) -> None:
    await doors.slash("post")
    posted = given.pop()
    where = {"channel_id": posted.channel, "message_ts": posted.ts}
    written = await doors.click("press:7", "seven", container=where, channel={"id": posted.channel})
    changed = {"channel": posted.channel, "ts": posted.ts, "text": "pressed", "blocks": []}
    assert written == [("chat.update", changed)]
    assert given == [("7", "seven")]


async def test_a_click_on_what_one_person_sees_changes_that(doors: Bot) -> None:
    container = {"channel_id": GENERAL, "message_ts": "1.1", "is_ephemeral": True}
    url = url_of(doors, "actions")
    written = await doors.click("press", container=container, sealed_response_url=url)
    assert written == [
        ("response_url", {"text": "pressed", "blocks": [], "replace_original": True})
    ]


async def test_a_click_is_answered_to_whoever_clicked(doors: Bot) -> None:
    url = url_of(doors, "actions")
    assert await doors.click("tell", sealed_response_url=url) == [answer("only you")]


async def test_a_form_is_done_once_and_answered_by_direct_message(doors: Bot) -> None:
    assert await doors.submit("ask", {"what": "this"}) == [post("done", channel=ALICE)]
    assert given == [{"what": "this"}]


@pytest.mark.parametrize("age_s", [2.6, 100])
async def test_a_form_is_not_opened_when_its_trigger_is_over(doors: Bot, age_s: float) -> None:
    assert await doors.slash("form", age_s=age_s) == []
    assert given == [False]


async def test_a_trigger_that_slack_does_not_take_is_no_failure(doors: Bot) -> None:
    written = await doors.slash("form", trigger_id="1.2.nonsense")
    assert [method for method, _ in written] == ["views.open"]
    assert given == [False]


async def test_crowds_of_messages_leave_room_for_who_waits(open_bot: OpenBot) -> None:
    crowded = await open_bot(Registry(router.handlers), SECRETS_KEY=KEY, CONSUMER_CONCURRENCY="2")
    for _ in range(4):
        await crowded.publish(crowded.say("<@bot> slow"))
    began_s = time.monotonic()
    assert await crowded.slash("hello") == [ephemeral("hello")]
    assert time.monotonic() - began_s < 1


async def test_a_click_on_what_nobody_knows_is_over(doors: Bot) -> None:
    assert await doors.click("gone") == []
