"""Calls for support by a message's menu: passed on as consumer/calls.py does it for the words.

Whoever uses the menu waits for an answer, and may be where the bot is not: each end has a sentence.
"""

from __future__ import annotations

from typing import Any

import structlog

from consumer.calls import channel_of, pass_on, refusal
from consumer.interaction import Interaction
from consumer.later.requested import message_of
from consumer.message import Message, Place, text_field
from consumer.reply import Reply
from consumer.tools import Tools
from shared.errors import Reject, SlackRefused
from shared.support import Call, Marks, load

log = structlog.get_logger()


async def call(setting: str, interaction: Interaction, reply: Reply, tools: Tools) -> str:
    """Pass the message on to those that a setting names; return what came of it.

    Raises:
        NotYet: the channels are not known yet.
    """
    called = next((one for one in load() if one.channel == setting), None)
    if called is None or not called.target(tools.settings):
        return nobody(setting)
    place = interaction.place
    if place.is_dm or not place.ts:
        return refusal(called)
    try:
        target = await channel_of(called, tools)
    except Reject as error:
        log.error("support.no_channel", call=called.name, reason=str(error))
        return nobody(setting)
    if place.channel == target:
        return f"{called.name} reads this channel anyway, so I passed nothing on."
    about = await conversation(place.channel, tools)
    if about is None:
        return unseen(called, tools)
    if about.get("is_mpim"):
        return refusal(called)
    return await once(called, target, interaction, reply, tools)


async def conversation(channel: str, tools: Tools) -> dict[str, Any] | None:
    """Return what Slack tells of a channel, None if it shows us none."""
    try:
        answer = await tools.slack.read("conversations.info", channel=channel)
    except SlackRefused as error:
        log.info("support.not_seen", code=error.code)
        return None
    return dict(answer.get("channel") or {})


async def once(
    called: Call, target: str, interaction: Interaction, reply: Reply, tools: Tools
) -> str:
    """Pass the message on, unless somebody did already; return what came of it."""
    place = interaction.place
    if tools.shadow_mode:
        log.info("shadow.silent", handler=reply.handler, method="chat.postMessage")
        return "Another bot passes calls on here: I only listen, and passed nothing on."
    marks = Marks(tools.channels.redis, tools.settings.app_name)
    if not await marks.take(called, place.channel, place.ts, interaction.event.event_id):
        return f"That message was passed on to {called.name} already."
    message = message_shown(interaction, tools)
    everybody = Reply(reply.writer, f"{reply.handler}.call", message.place)
    if not await pass_on(called, message, everybody, tools, target):
        return unseen(called, tools)
    return f"I passed that message on to {called.name}."


def message_shown(interaction: Interaction, tools: Tools) -> Message:
    """Return the message whose menu it was, as its author wrote it."""
    where, message = interaction.place, interaction.message
    place = Place(where.channel, text_field(message, "user"), where.ts, where.thread_ts)
    return message_of(text_field(message, "text"), interaction.event, place, tools.me)


def nobody(setting: str) -> str:
    """Say that nobody can be called here."""
    return (
        "Nobody is set up here to be called, so I passed nothing on. Whoever runs me can change "
        f"that: `{setting}` names their channel."
    )


def unseen(called: Call, tools: Tools) -> str:
    """Say that the message is out of reach, and what helps."""
    return (
        f"I cannot see that message, so I passed nothing on to {called.name}. "
        f"`/invite @{tools.me.name}` to this channel, and try again."
    )
