"""`feedback`: a word to those who run this bot."""

import structlog

from consumer import steps
from consumer.message import Message, Place
from consumer.reply import Reply
from consumer.router import Router
from consumer.steps import Answered
from consumer.tools import Tools
from shared.errors import NotYet, SlackRefused
from shared.text import escape

router = Router()

CACHE_AGAIN_S = 5.0
NO_CHANNEL = (
    "Sorry, nobody has set up a channel where feedback could go. Please tell them in person."
)
NOT_TAKEN = "Sorry, I cannot post where your feedback should go. Please tell them in person."
EXPIRES_S = 1_800.0  # a thoughtful word takes its time

log = structlog.get_logger()


@router.command("feedback", help="tells those who run me what you think")
async def ask_for_feedback(message: Message, reply: Reply, tools: Tools) -> None:
    """Ask for it, if there is somebody to give it to."""
    if not tools.settings.slack_admins_channel:
        await reply.text(NO_CHANNEL)
        return
    await steps.ask(
        "What should those who run me know? They see who said it.",
        "Your feedback",
        then="feedback.pass_on",
        multiline=True,
        expires_s=EXPIRES_S,
        message=message,
        reply=reply,
        tools=tools,
    )


@router.step("feedback.pass_on")
async def pass_on(answered: Answered, reply: Reply, tools: Tools) -> None:
    """Post it to the admins, and say thank you."""
    place = Place(await admins_channel(tools), answered.by.user_id)
    admins = Reply(reply.writer, f"{reply.handler}.admins", place, speaks=reply.speaks)
    try:
        await admins.text(f"Feedback of <@{place.user}>:", attachment=escape(answered.value))
    except SlackRefused as error:
        log.warning("feedback.not_posted", code=error.code, cure="correct SLACK_ADMINS_CHANNEL")
        await reply.text(NOT_TAKEN)
        return
    await reply.text("Thank you, I have passed it on.")


async def admins_channel(tools: Tools) -> str:
    """Return the id of the admins' channel, or its name as Slack may know it.

    Raises:
        NotYet: the channel cache is not filled yet.
    """
    name = tools.settings.slack_admins_channel
    if channel_id := await tools.channels.find(name):
        return channel_id
    if not await tools.channels.known():
        raise NotYet("the channel cache is not filled yet", CACHE_AGAIN_S)
    return name
