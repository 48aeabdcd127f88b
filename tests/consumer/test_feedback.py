"""`feedback`: asked for in a form, and passed on to those who run the bot."""

from __future__ import annotations

from tests.consumer.asking import asked
from tests.consumer.bot import ALICE, Bot, post
from tests.consumer.conftest import OpenBot

ADMINS = "C0ADMINHELP"


async def test_feedback_is_passed_on_with_who_said_it(open_bot: OpenBot) -> None:
    bot = await open_bot(SLACK_ADMINS_CHANNEL=ADMINS, JOBS_CONCURRENCY="0")
    question = await asked(bot, "feedback")
    _, passed_on, thanks = await question.send("I like <!channel>")
    where, arguments = passed_on[1]["channel"], passed_on[1]
    assert (where, arguments["text"]) == (ADMINS, f"Feedback of <@{ALICE}>:")
    assert arguments["attachments"][0]["text"] == "I like &lt;!channel&gt;"
    assert thanks == post("Thank you, I have passed it on.")


async def test_without_a_channel_for_it_nothing_is_asked(bot: Bot) -> None:
    said = "Sorry, nobody has set up a channel where feedback could go. Please tell them in person."
    assert await bot.hear(bot.say("<@bot> feedback")) == [post(said)]


async def test_feedback_that_cannot_be_posted_is_not_thanked_for(open_bot: OpenBot) -> None:
    bot = await open_bot(SLACK_ADMINS_CHANNEL=ADMINS, JOBS_CONCURRENCY="0")
    question = await asked(bot, "feedback")
    bot.slack.fault("chat.postMessage", "error", error="is_archived", channel=ADMINS)
    said = "Sorry, I cannot post where your feedback should go. Please tell them in person."
    assert (await question.send("I like it"))[-1] == post(said)
