"""Passes a call for support on: a link in the channel of those who are called, and a reaction.

| where somebody calls       | what happens                                                        |
|----------------------------|---------------------------------------------------------------------|
| a channel                  | link in the target channel, reaction; if they are out of office,    |
|                            | that is said in the message's thread                                |
| a direct message, a group's| a sentence that it cannot be done from there                        |
| the target channel itself  | nothing; nor if no channel is set                                   |

Each message is passed on once, also if it is edited later, and by whomever: bgtasks looks for
those that no consumer saw.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from consumer.message import Message
from consumer.reply import Reply
from consumer.tools import Tools
from shared.errors import NotYet, Passed, Reject, SlackRefused
from shared.support import OUT_OF_OFFICE, Call, Marks

CACHE_AGAIN_S = 5.0
GONE = frozenset({"message_not_found", "channel_not_found"})

log = structlog.get_logger()


async def call_to(call: Call, message: Message, reply: Reply, tools: Tools) -> None:
    """Pass a message on to those whom it calls.

    Raises:
        Passed: nobody is called: no channel is set, or the message stands there already.
        NotYet, Reject: the setting names a channel that is not known yet, or not at all.
    """
    if not call.target(tools.settings):
        raise Passed(f"{call.channel} is not set")
    if await is_private(message, tools):
        await reply.text(refusal(call))
        return
    target, place = await channel_of(call, tools), message.place
    if place.channel == target:
        raise Passed("those who are called are here")
    if tools.shadow_mode:
        log.info("shadow.silent", handler=reply.handler, method="chat.postMessage")
        return
    marks = Marks(tools.channels.redis, tools.settings.app_name)
    if not await marks.take(call, place.channel, place.ts, message.event.event_id):
        return
    await pass_on(call, message, reply, tools, target)


async def pass_on(call: Call, message: Message, reply: Reply, tools: Tools, target: str) -> bool:
    """Show the message to those who are called, react, and say if nobody is there.

    Returns:
        Whether there was a message to show.
    """
    try:
        link = await permalink(message, tools)
    except SlackRefused as error:
        if error.code not in GONE:
            raise
        log.info("support.gone", call=call.name, code=error.code)
        return False
    # The link first: the missed-message check takes a message with the reaction for passed on.
    await reply.repost(target, link)
    try:
        await reply.react(call.emoji)
    except SlackRefused as error:
        # Whoever calls needs help more than an emoji.
        log.warning("support.no_reaction", call=call.name, code=error.code)
    today = datetime.fromtimestamp(message.event.event_ts_s, UTC).date()
    back = away_until(tools.settings.state_dir / OUT_OF_OFFICE, today)
    if call.out_of_office and back:
        await reply.text(out_of_office(call, back), under=True)
    return True


async def permalink(message: Message, tools: Tools) -> str:
    """Return the address of a message."""
    place = message.place
    answer = await tools.slack.read("chat.getPermalink", channel=place.channel, message_ts=place.ts)
    return str(answer["permalink"])


async def is_private(message: Message, tools: Tools) -> bool:
    """Return whether only some people talk there, who want no link to it elsewhere."""
    if message.place.is_dm or message.place.is_group_dm:
        return True
    if message.event.type != "app_mention":
        return False
    # A mention does not say where it was; the message that says so may have come second.
    answer = await tools.slack.read("conversations.info", channel=message.place.channel)
    return bool(answer.get("channel", {}).get("is_mpim"))


async def channel_of(call: Call, tools: Tools) -> str:
    """Return the id of the channel where calls are shown."""
    name = call.target(tools.settings)
    if channel_id := await tools.channels.find(name):
        return channel_id
    if not await tools.channels.known():
        raise NotYet("the channel cache is not filled yet", CACHE_AGAIN_S)
    raise Reject(f"{call.channel}: there is no channel {name} that the bot can see")


def away_until(file: Path, today: date) -> date | None:
    """Return the last day of an absence that this day is in, or None."""
    try:
        absence = json.loads(file.read_text(encoding="utf-8"))
        start, end = (date.fromisoformat(absence[key]) for key in ("start", "end"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("support.absence_unreadable", reason=f"{file.name}: {error!r}")
        return None
    return end if start <= today <= end else None


def refusal(call: Call) -> str:
    """Say that nobody can be called from here."""
    return f"Sorry, I can't call {call.name} from here. Please write it in a channel that I am in."


def out_of_office(call: Call, back: date) -> str:
    """Say that it may take a while."""
    day = f"{back:%A}, {back.day} {back:%B %Y}"
    return (
        f"{call.name} is out of office up to and including {day}. They have your message, and "
        "will answer when they are back."
    )
