"""Who is meant, and who is heard: a message in, an answer or silence out."""

from __future__ import annotations

import pytest

from tests.consumer.bot import ALICE, ASKED, BOB, BOT, Bot, Event, post, reaction
from tests.consumer.conftest import OpenBot

DM = "D0ALICE0001"

MEANT = [
    "<@bot> define",
    "<@U0BURROWBOT|burrow> define",
    "define <@bot>",
    "<@bot>: define",
    "<@bot>, define",
    "<@bot> : define",
    "  <@bot>   DEFINE  ",
    "<@bot>\ndefine\n",
    "<@bot>\u00a0define",
    "<@bot>\u202fdefine",
    "<@bot> de\u200bfine\ufeff",
    "<@bot><@bot> define",
    "<@bob>: <@bot> define",
    "<@bot> define.",
]
NOT_MEANT = [
    "define",
    "<@bob> define",
    "@burrow define",
    "&lt;@U0BURROWBOT&gt; define",
    "<@U0BURROWBO> define",
    "burrow: define",
]
NO_COMMAND = [
    "<@bot>",
    "<@bot> defin",
    "<@bot> definement",
    "<@bot> please define",
    "<@bot> hey, define",
]

# Every subtype of Slack's list, and what is no subtype; those that are heard come first.
HEARD: list[Event] = [
    {},
    {"subtype": None},
    {"subtype": "file_share", "files": [{"id": "F1"}]},
    {"subtype": "thread_broadcast"},
    {"user": "USLACKBOT"},
    {"app_id": "A0SOMEBODY"},
    {"bot_id": None},
    {"channel_type": None},
    {"channel_type": {"odd": True}},
    {"bot_profile": None, "blocks": "odd", "files": 7, "edited": {"user": ALICE}},
]
NOT_HEARD: list[Event] = [
    {"user": BOT},
    {"bot_id": "B0OTHER0001"},
    {"bot_id": "B0BURROW001", "user": BOT},
    {"app_id": "A0BURROW001"},
    {"user": None},
    {"user": 7},
    {"hidden": True},
    {"subtype": {"odd": True}},
    {"subtype": "me_message"},
    {"subtype": "bot_message", "bot_id": "B0OTHER0001", "user": None},
    {"subtype": "bot_message", "user": ALICE},
    {"subtype": "message_changed", "hidden": True},
    {"subtype": "message_deleted", "hidden": True, "deleted_ts": "1.2"},
    {"subtype": "message_replied"},
    *(
        {"subtype": subtype}
        for subtype in (
            "assistant_app_thread",
            "channel_archive",
            "channel_convert_to_private",
            "channel_convert_to_public",
            "channel_join",
            "channel_leave",
            "channel_name",
            "channel_posting_permissions",
            "channel_purpose",
            "channel_topic",
            "channel_unarchive",
            "document_mention",
            "ekm_access_denied",
            "file_comment",
            "file_mention",
            "group_join",
            "group_topic",
            "huddle_thread",
            "message_locked",
            "pinned_item",
            "reminder_add",
            "reply_broadcast",
            "unpinned_item",
            "a_subtype_of_tomorrow",
        )
    ),
]


def changes(event: Event) -> str:
    """Name a case after what makes it special."""
    return str(event.get("subtype", ", ".join(event))) or "nothing"


@pytest.mark.parametrize("text", MEANT)
async def test_command_is_answered_wherever_the_mention_stands(bot: Bot, text: str) -> None:
    [(method, arguments)] = await bot.hear(bot.say(text))
    assert (method, arguments["text"]) == ("chat.postMessage", ASKED)


@pytest.mark.parametrize("text", NOT_MEANT)
async def test_command_for_somebody_else_is_not_answered(bot: Bot, text: str) -> None:
    assert await bot.hear(bot.say(text)) == []


@pytest.mark.parametrize("text", NO_COMMAND)
async def test_text_that_is_no_command_gets_an_apology(bot: Bot, text: str) -> None:
    [(method, arguments)] = await bot.hear(bot.say(text))
    assert (method, arguments["user"]) == ("chat.postEphemeral", ALICE)


@pytest.mark.parametrize("change", HEARD, ids=changes)
async def test_message_of_a_person_is_heard(bot: Bot, change: Event) -> None:
    event = bot.say("<@bot> rubber duck") | change
    assert await bot.hear(event) == [reaction("rubberduck", event)]


@pytest.mark.parametrize("change", NOT_HEARD, ids=changes)
async def test_what_no_person_said_is_not_heard(bot: Bot, change: Event) -> None:
    assert await bot.hear(bot.say("<@bot> rubber duck") | change) == []


@pytest.mark.parametrize("channel_type", ["im", "app_home"])
async def test_direct_message_needs_no_mention(bot: Bot, channel_type: str) -> None:
    event = bot.say("define", "alice") | {"channel_type": channel_type}
    assert await bot.hear(event) == [post(ASKED, DM)]


async def test_private_channel_needs_a_mention(bot: Bot) -> None:
    assert await bot.hear(bot.say("define") | {"channel_type": "group"}) == []
    meant = bot.say("<@bot> define") | {"channel_type": "group"}
    assert await bot.hear(meant) == [post(ASKED)]


async def test_group_dm_gets_commands_and_talks_on_undisturbed(bot: Bot) -> None:
    assert await bot.hear(bot.say("define") | {"channel_type": "mpim"}) == [post(ASKED)]
    assert await bot.hear(bot.say("lunch?") | {"channel_type": "mpim"}) == []


async def test_mention_event_alone_is_answered(bot: Bot) -> None:
    bot.say("<@bot> define")
    [event] = [one for one in bot.told if one["type"] == "app_mention"]
    assert await bot.hear(event) == [post(ASKED)]


async def test_message_and_its_mention_event_are_answered_once(bot: Bot) -> None:
    event = bot.say("<@bot> define")
    [mention] = [one for one in bot.told if one["type"] == "app_mention"]
    await bot.hear(event)
    await bot.hear(mention)
    assert bot.writes() == [post(ASKED)]


async def test_entry_with_gopherbots_five_fields_is_answered(bot: Bot) -> None:
    writes = await bot.hear(bot.say("<@bot> define"), by_gopherbot=True)
    assert writes == [post(ASKED)]


@pytest.mark.parametrize("broadcast", [False, True])
async def test_answer_stays_in_the_thread(bot: Bot, broadcast: bool) -> None:
    root = bot.say("a question")
    event = bot.say("<@bot> define", thread_ts=root["ts"], broadcast=broadcast)
    assert await bot.hear(event) == [post(ASKED, thread_ts=root["ts"])]


async def test_answer_to_a_message_outside_threads_opens_none(bot: Bot) -> None:
    [(_, arguments)] = await bot.hear(bot.say("<@bot> define"))
    assert "thread_ts" not in arguments


async def test_answers_show_no_previews(bot: Bot) -> None:
    await bot.hear(bot.say("<@bot> define"))
    [call] = bot.slack.calls("chat.postMessage")
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)


async def test_answers_mention_the_people_who_were_mentioned(bot: Bot) -> None:
    [(_, arguments)] = await bot.hear(bot.say("<@bot> define di <@bob> <@alice> <@bob>"))
    assert arguments["text"].startswith(f"<@{BOB}> <@{ALICE}> <@{BOB}> *dependency injection*")


async def test_own_answers_do_not_answer_themselves(bot: Bot) -> None:
    await bot.hear(bot.say("<@bot> define rubber duck"))
    [own] = [one for one in bot.told if one.get("bot_id")]
    assert await bot.hear(own) == []


@pytest.mark.parametrize(("text", "where"), [("<@bot> define", "general"), ("define", "alice")])
async def test_shadow_mode_answers_when_asked(open_bot: OpenBot, text: str, where: str) -> None:
    bot = await open_bot(ENV="staging")
    event = bot.say(text, where)
    assert await bot.hear(event) == [post(ASKED, event["channel"])]


async def test_shadow_mode_reacts_only_when_it_is_meant(open_bot: OpenBot) -> None:
    bot = await open_bot(ENV="staging")
    unasked, asked, direct = (
        bot.say("rubber duck"),
        bot.say("<@bot> rubber duck"),
        bot.say("rubber duck", "alice"),
    )
    assert await bot.hear(unasked) == []
    assert await bot.hear(asked) == [reaction("rubberduck", asked)]
    assert await bot.hear(direct) == [reaction("rubberduck", direct)]


async def test_shadow_mode_greets_nobody(open_bot: OpenBot) -> None:
    bot = await open_bot(ENV="staging")
    bot.slack.join("alice", "newbies")
    joined = {"type": "member_joined_channel", "user": ALICE, "channel": "C0NEWBIES01"}
    assert await bot.hear(joined) == []
