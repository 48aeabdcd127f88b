"""Find calls for support that no consumer saw, with SLACK_USER_TOKEN: bots may not search.

| a message that was found …                    | and then                                      |
|-----------------------------------------------|-----------------------------------------------|
| is under a minute old                         | left to the consumer                          |
| is passed on already, here or by a consumer   | nothing                                       |
| does not call, or nobody did                  | nothing: Slack finds `tech support` as well   |
| is where the bot is not                       | nothing                                       |
| calls                                         | link in the target channel, and reaction      |

Source: https://docs.slack.dev/reference/methods/search.messages
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from bgtasks.posting import Place, place_of, post_once
from bgtasks.schedule import Schedule
from bgtasks.search import Found, search
from bgtasks.tools import Tools
from shared.errors import BurrowError, LeaseLost, SlackRefused
from shared.events import HEARD_SUBTYPES, REMINDERS
from shared.settings import BgtasksSettings
from shared.slack import Identity, identity_in
from shared.support import Call, Marks, load

schedule = Schedule()

SEARCHES_PER_MIN = 15  # of the 20 that Slack gives out; the rest is for further pages
LEAST_PAUSE_S = 10.0
LOOK_BACK = timedelta(days=2)
GRACE_S = 60.0  # twice as old as a message may be when a consumer begins with it
TIMEOUT_S = 5 * 60
OWNER = "missed"
# The bot is not there, or the message is gone: nothing to do about it, now or later.
NOT_OURS = frozenset(
    {"channel_not_found", "message_not_found", "not_in_channel", "thread_not_found"}
)

calls = cache(load)


def called(settings: BgtasksSettings) -> list[Call]:
    """Return the calls to look for."""
    if not settings.slack_user_token or settings.shadow_mode:
        return []
    return [call for call in calls() if call.target(settings)]


def pause_s(settings: BgtasksSettings) -> float:
    """Return how often to look: each word is a search."""
    searches = sum(len(call.words) for call in called(settings))
    return max(LEAST_PAUSE_S, searches * 60 / SEARCHES_PER_MIN)


@schedule.every(seconds=pause_s, when=called, timeout_s=TIMEOUT_S)
async def pass_on_missed_calls(tools: Tools) -> None:
    """Look for calls of the last two days, and pass on what nobody did."""
    me, now = identity_in(await tools.slack.read("auth.test")), await tools.now()
    troubles: list[BurrowError] = []
    for call in called(tools.settings):
        try:
            await look_for(call, me, now, tools)
        except LeaseLost:
            raise
        except BurrowError as error:  # the other calls are looked for all the same
            troubles.append(error)
    if troubles:
        raise troubles[0]


async def look_for(call: Call, me: Identity, now: datetime, tools: Tools) -> None:
    """Look for one call."""
    place = await place_of(tools, call.channel, call.target(tools.settings))
    # The search takes no ids.
    name = await tools.channels.name_of(place.channel_id) or place.name
    for word in call.words:
        for found in await search(tools, query(call, word, name, me, now)):
            old_enough = now.timestamp() - found.at_s >= GRACE_S
            elsewhere = found.channel.id != place.channel_id and not found.channel.is_private_talk
            if old_enough and elsewhere and call.is_in(found.text):
                await look_at(call, found, me, place, tools)


def query(call: Call, word: str, target: str, me: Identity, now: datetime) -> str:
    """Return what to search for."""
    parts = (
        f'"{word}"',
        f"-has::{call.emoji}:",
        f"-in:#{target}",
        f"-from:@{me.name}",
        "-is:dm",
        f"after:{(now - LOOK_BACK).date()}",
    )
    return " ".join(parts)


async def look_at(call: Call, found: Found, me: Identity, place: Place, tools: Tools) -> None:
    """Pass one message on, if it calls and nobody did."""
    marks, where = Marks(tools.redis, tools.app), (found.channel.id, found.ts)
    if await marks.holder(call, *where) not in {"", OWNER}:
        return
    message = await message_at(found, tools)
    if message is None or not is_heard(message, me):
        await marks.finish(call, *where)
    elif call.is_in(str(message.get("text", ""))) and await marks.take(call, *where, OWNER):
        await pass_on(call, found, place, tools)
        await marks.finish(call, *where)


async def message_at(found: Found, tools: Tools) -> dict[str, Any] | None:
    """Return a message as it is now, or None if the bot cannot see it."""
    try:
        answer = await tools.slack.read(
            "conversations.replies", channel=found.channel.id, ts=found.ts, limit=1
        )
    except SlackRefused as error:
        if error.code not in NOT_OURS:
            raise
        tools.log.info("support.not_seen", channel=found.channel.id, code=error.code)
        return None
    return next((one for one in answer.get("messages", []) if one.get("ts") == found.ts), None)


def is_heard(message: dict[str, Any], me: Identity) -> bool:
    """Return whether a person wrote this."""
    user = message.get("user")
    if message.get("subtype", "") not in HEARD_SUBTYPES or message.get("bot_id"):
        return False
    return bool(user) and user not in {me.user_id, REMINDERS}


async def pass_on(call: Call, found: Found, place: Place, tools: Tools) -> None:
    """Show the message to those who are called, and react."""
    subject = f"support:{call.name}:{found.channel.id}:{found.ts}"
    # The link first: a message with the reaction is not found again.
    link = {"text": found.permalink, "unfurl_links": True}
    await post_once(tools, place, subject, "link:0", link)
    where = {"channel": found.channel.id, "timestamp": found.ts, "name": call.emoji}
    try:
        await tools.writer(subject).write("reaction:0", "reactions.add", where)
    except SlackRefused as error:
        tools.log.warning("support.no_reaction", call=call.name, code=error.code)
    tools.log.info("support.passed_on", call=call.name, channel=found.channel.id)
