"""What is said to the bot and is no command."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis.asyncio import Redis

from consumer.handlers import unknown
from consumer.handlers.coin import router as coin
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from shared.errors import Passed
from tests.consumer.bot import ALICE, BOB, Bot, ephemeral, post
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import DEMO, registry_of
from tests.consumer.test_registry import function

TOPICS = "I answer to `help`, and by topic to `help basics`, `help go`."
NOTHING = f"I found no command in that. {TOPICS}"
NEAR = f"I found no command in that. Did you mean `flip a coin`? {TOPICS}"


@pytest.fixture
async def bot(open_bot: OpenBot) -> Bot:
    """A bot that knows few words."""
    go = Router(topic="go")
    for words in ("slices", "slice internals", "databases"):
        go.command(words, help="tells")(function(words.replace(" ", "_")))
    go.command("find <term>", help="finds it")(function("find"))
    go.contains("ghost")(function("ghost"))
    handlers = [*coin.handlers, *go.handlers, *unknown.router.handlers]
    return await open_bot(Registry(handlers))


TEXTS = [
    ("<@bot> fip a coin", NEAR),
    ("<@bot> coin fliip!", NEAR),
    ("<@bot> what is this", NOTHING),
    (
        "<@bot> slice",
        f"I found no command in that. Did you mean `slices` or `slice internals`? {TOPICS}",
    ),
    ("<@bot> fnid", f"I found no command in that. Did you mean `find &lt;term&gt;`? {TOPICS}"),
    ("<@bot>", f"You called? {TOPICS}"),
    ("<@bot> " + "x" * 5_000, NOTHING),
]


@pytest.mark.parametrize(("text", "apology"), TEXTS)
async def test_unknown_command_gets_near_matches_and_topics_seen_by_its_author_alone(
    bot: Bot, text: str, apology: str
) -> None:
    assert await bot.hear(bot.say(text)) == [ephemeral(apology)]


async def test_unknown_command_in_a_direct_message_is_answered_plainly(bot: Bot) -> None:
    assert await bot.hear(bot.say("what", "alice")) == [post(NOTHING, "D0ALICE0001")]


async def test_apology_stays_in_the_thread(bot: Bot) -> None:
    root = bot.say("a question")
    [(_, arguments)] = await bot.hear(bot.say("<@bot> what", thread_ts=root["ts"]))
    assert arguments["thread_ts"] == root["ts"]


QUIET = ["what is this", "<@bob> what is this", "ghost", "<@bot> a ghost"]


@pytest.mark.parametrize("text", QUIET)
async def test_nothing_is_said_to_others_or_when_something_else_matched(
    bot: Bot, text: str
) -> None:
    assert await bot.hear(bot.say(text)) == []


async def test_second_apology_within_10_s_is_left_out_for_that_person_only(bot: Bot) -> None:
    assert await bot.hear(bot.say("<@bot> what")) == [ephemeral(NOTHING)]
    assert await bot.hear(bot.say("<@bot> why")) == []
    assert await bot.hear(bot.say("<@bot> what", user="bob")) == [ephemeral(NOTHING, user=BOB)]


async def test_cooldown_of_an_apology_is_10_s(bot: Bot, redis: Redis) -> None:
    await bot.hear(bot.say("<@bot> what"))
    assert 9_000 < await redis.pttl(f"{{burrow}}:cooldown:apology:{ALICE}") <= 10_000


async def test_cooldown_in_a_direct_message_is_2_s_and_its_own(bot: Bot, redis: Redis) -> None:
    await bot.hear(bot.say("<@bot> what"))
    assert await bot.hear(bot.say("what", "alice")) == [post(NOTHING, "D0ALICE0001")]
    assert 1_000 < await redis.pttl(f"{{burrow}}:cooldown:apology_dm:{ALICE}") <= 2_000
    assert await bot.hear(bot.say("why", "alice")) == []


@pytest.mark.parametrize("text", ["demo nonsense", "DEMO nonsense", "odd run"])
async def test_what_begins_with_a_namespace_is_always_answered(
    open_bot: OpenBot, tmp_path: Path, text: str
) -> None:
    bot = await open_bot(registry_of(tmp_path, demo=DEMO, odd="[jobs.x]"), JOBS_CONCURRENCY="0")
    answers = [await bot.hear(bot.say(f"<@bot> {text}")) for _ in range(3)]
    assert [method for [(method, _)] in answers] == ["chat.postEphemeral"] * 3


async def test_reminder_that_is_no_command_is_not_answered(bot: Bot) -> None:
    assert await bot.hear(bot.say("<@bot> what") | {"user": "USLACKBOT"}) == []


async def test_file_without_words_is_not_answered(bot: Bot) -> None:
    shared = {"subtype": "file_share", "files": [{"id": "F1"}]}
    assert await bot.hear(bot.say("<@bot>") | shared) == []


@pytest.mark.parametrize("error", ["channel_not_found", "user_not_in_channel", "fatal_error"])
async def test_apology_that_slack_does_not_take_is_over(bot: Bot, error: str) -> None:
    bot.slack.fault("chat.postEphemeral", "error", error=error)
    assert await bot.hear(bot.say("<@bot> what")) == [ephemeral(NOTHING)]
    assert await bot.redis.xlen("dead:{slack_message_public}") == 0
    assert await bot.redis.zcard("{slack_message_public}:parked") == 0


async def test_apology_comes_if_what_matched_has_nothing_to_do(open_bot: OpenBot) -> None:
    router = Router()

    @router.matches(lambda message: "maybe" in message.folded)
    async def look_closer(message: Message, reply: Reply) -> None:
        if "really" not in message.folded:
            raise Passed
        await reply.text("indeed")

    bot = await open_bot(Registry([*router.handlers, *coin.handlers, *unknown.router.handlers]))
    assert await bot.hear(bot.say("<@bot> maybe really")) == [post("indeed")]
    assert await bot.hear(bot.say("maybe")) == []
    [(method, _)] = await bot.hear(bot.say("<@bot> maybe"))
    assert method == "chat.postEphemeral"
