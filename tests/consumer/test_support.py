"""Calls for support: who is called, from where, and what else the message is not."""

from __future__ import annotations

import pytest

from tests.consumer.bot import ASKED, GENERAL, Bot, Event, post
from tests.consumer.calling import REFUSAL, hear, shown, support

CALLS = [
    "please call tech-support",
    "one\ntwo\nTECH-SUPPORT!",
    "<@U0BOB000001> ask tech-support",
]


@pytest.mark.parametrize("text", CALLS)
async def test_call_is_shown_to_those_who_are_called(helpful: Bot, text: str) -> None:
    event = helpful.say(text)
    assert await hear(helpful, event) == shown(helpful, event, support(helpful), "sos")


async def test_link_unfolds(helpful: Bot) -> None:
    await helpful.hear(helpful.say("tech-support"))
    [call] = helpful.slack.calls("chat.postMessage")
    assert call.args["unfurl_links"] is True


async def test_admins_are_called_where_their_setting_says(helpful: Bot) -> None:
    event = helpful.say("hi bennet-admin")
    assert await hear(helpful, event) == shown(helpful, event, "C0ADMINHELP", "flamingo")


async def test_message_with_both_words_calls_both(helpful: Bot) -> None:
    event = helpful.say("bot-admin or tech-support?")
    written = await hear(helpful, event)
    assert written == [
        *shown(helpful, event, support(helpful), "sos"),
        *shown(helpful, event, "C0ADMINHELP", "flamingo"),
    ]


async def test_private_channel_and_threads_are_heard_too(helpful: Bot) -> None:
    event = helpful.say("tech-support", "organisers")
    assert await hear(helpful, event) == shown(helpful, event, support(helpful), "sos")
    root = helpful.say("a question")
    reply = helpful.say("tech-support", thread_ts=root["ts"], broadcast=True)
    [(method, where), _] = await hear(helpful, reply)
    assert (method, where["channel"]) == ("chat.postMessage", support(helpful))
    assert f"thread_ts={root['ts']}" in where["text"]


async def test_file_with_a_call_is_heard(helpful: Bot) -> None:
    helpful.slack.upload("alice", "general", [("log.txt", "x")], "tech-support, see this")
    event = next(one for one in helpful.told if one.get("subtype") == "file_share")
    assert await hear(helpful, event) == shown(helpful, event, support(helpful), "sos")


UNHEARD = [
    pytest.param({"text": "tech support"}, id="no call"),
    pytest.param({"text": "my-tech-support"}, id="another word"),
    pytest.param({"text": "see <https://example.org/?q=tech-support>"}, id="a link"),
    pytest.param({"bot_id": "B0OTHER", "user": "U0OTHERBOT"}, id="another bot"),
    pytest.param({"subtype": "bot_message"}, id="an old bot"),
    pytest.param({"subtype": "channel_topic"}, id="a topic"),
    pytest.param({"user": "USLACKBOT"}, id="a reminder"),
    pytest.param({"user": "U0BURROWBOT"}, id="ourselves"),
]


@pytest.mark.parametrize("change", UNHEARD)
async def test_what_is_no_persons_call_is_left(helpful: Bot, change: Event) -> None:
    assert await hear(helpful, helpful.say("tech-support") | change) == []


async def test_in_the_target_channel_nobody_is_called_and_commands_run(helpful: Bot) -> None:
    helpful.slack.join("alice", "support")
    assert await hear(helpful, helpful.say("tech-support", "support")) == []
    [answer] = await hear(helpful, helpful.say("<@bot> define tech-support", "support"))
    assert answer[0] == "chat.postMessage"
    assert "tech-support" in answer[1]["text"]


async def test_second_event_of_a_message_calls_nobody(helpful: Bot) -> None:
    event = helpful.say("tech-support")
    assert len(await hear(helpful, event)) == 2
    assert await hear(helpful, event) == []


# Commands


MENTIONS = ["<@bot> define tech-support", "<@bot> tech-support", "tech-support <@bot> help"]


@pytest.mark.parametrize("text", MENTIONS)
async def test_mention_with_a_call_is_only_a_call(helpful: Bot, text: str) -> None:
    event = helpful.say(text)
    assert await hear(helpful, event) == shown(helpful, event, support(helpful), "sos")


async def test_without_a_channel_nobody_is_called_and_commands_run(bot: Bot) -> None:
    assert await hear(bot, bot.say("tech-support and bot-admin")) == []
    [answer] = await hear(bot, bot.say("<@bot> define tech-support"))
    assert "tech-support" in answer[1]["text"]
    [apology] = await hear(bot, bot.say("<@bot> tech-support"))
    assert apology[0] == "chat.postEphemeral"
    assert await hear(bot, bot.say("<@bot> define", "general")) == [post(ASKED)]


# Direct messages


@pytest.mark.parametrize(
    ("text", "name"), [("tech-support help", "tech-support"), ("ask bot-admin", "bot-admins")]
)
async def test_nobody_is_called_from_a_direct_message(helpful: Bot, text: str, name: str) -> None:
    event = helpful.say(text, "burrow")
    assert await hear(helpful, event) == [post(REFUSAL.format(name), event["channel"])]


async def test_nobody_is_called_from_a_groups_direct_message(helpful: Bot) -> None:
    event = helpful.say("tech-support") | {"channel_type": "mpim"}
    assert await hear(helpful, event) == [post(REFUSAL.format("tech-support"))]


async def test_mention_in_a_group_is_no_call_even_if_it_comes_first(helpful: Bot) -> None:
    helpful.slack.workspace.channels[GENERAL].kind = "mpim"
    event = helpful.say("<@bot> tech-support") | {"type": "app_mention"}
    del event["channel_type"]
    assert await hear(helpful, event) == [post(REFUSAL.format("tech-support"))]
