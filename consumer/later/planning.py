"""Keeps a command until its time: what `in 2h …` and `at 09:00 …` have in common."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from consumer.arguments import text_behind
from consumer.handler import Handler
from consumer.later import timetable
from consumer.later.requested import behind, handler_for, message_of
from consumer.later.spoken_times import due_of, is_time, parted
from consumer.later.zones import UTC_ZONE, zone_of
from consumer.message import Message
from consumer.plan import ms
from consumer.policy import Principal, refusal
from consumer.reply import Reply
from consumer.tools import Tools
from shared.errors import BadArguments, Passed
from shared.one_offs import OneOff, OneOffs
from shared.requests import Asker, Request
from shared.run_record import Where
from shared.text import escape, shown

MOST_OF_ONE_PERSON = 50  # more is no plan, and fills Redis
COMMAND_CHARS = 3_000  # of one command; people type less
IN_DIRECT = " I answer in our direct messages then."
OWN = "schedules."  # what schedules schedules would never end


async def keep(word: str, message: Message, reply: Reply, tools: Tools) -> None:
    """Keep the command in a message until its time, and say so.

    Args:
        word: `in` or `at`, with which the message begins.

    Raises:
        BadArguments: something in it does not fit; the message says what.
        Passed: it is no time at all, or people talk to each other.
    """
    front, rest = behind(message, words=1)
    if not is_time(word, rest):
        raise Passed
    try:
        said = parted(word, rest)
        command = f"{front} {said.command.strip('`').strip()}".strip()
        zone, known = await zone_for(word, message, tools)
        due_ms = due_of(word, said.when, said_ms(message), zone)
        refused = await check(command, message, tools)
    except BadArguments:
        if not message.expects_answer:
            raise Passed from None
        raise
    if refused:
        await reply.text(refused)
        return
    one = await add(command, due_ms, message, tools)
    about = zone_note(zone, known) if word == "at" else ""
    about += IN_DIRECT if message.door else ""
    await reply.to_author(confirmation(one, about, tools))


async def zone_for(word: str, message: Message, tools: Tools) -> tuple[ZoneInfo, bool]:
    """Return the time zone that counts, and whether somebody's profile has it."""
    if word == "in":
        return UTC_ZONE, True
    app, user = tools.settings.app_name, message.place.user
    return await zone_of(tools.runs.redis, app, tools.slack, user)


def said_ms(message: Message) -> int:
    """Return when something was said; a second run of the handler finds the same."""
    return ms(message.place.ts or message.event.event_ts_s)


async def check(command: str, message: Message, tools: Tools) -> str:
    """Return why somebody may not run a command, or nothing if they may.

    Raises:
        BadArguments: it is none, or its words do not fit.
    """
    asked = message_of(command, message.event, message.place, tools.me)
    found = handler_for(asked, tools.registry)
    if not found:
        raise BadArguments(unknown(asked, tools))
    handler, part = found
    if handler.name.startswith(OWN):
        raise BadArguments("I do not schedule commands about schedules")
    if len(command) > COMMAND_CHARS:
        raise BadArguments(f"That command is longer than {COMMAND_CHARS} characters")
    check_words(handler, part)
    team_id = message.event.team_id or tools.me.team_id
    return await refusal(Principal(team_id, message.place.user), handler, tools)


def check_words(handler: Handler, part: Message) -> None:
    """Refuse words that the command would refuse when it is due."""
    try:
        handler.parameters.values(handler.parameters.split(text_behind(handler, part)))
    except BadArguments as error:
        raise BadArguments(f"{error}: the command is `{escape(handler.usage)}`") from None


def unknown(asked: Message, tools: Tools) -> str:
    """Say that there is no such command, and what may have been meant."""
    near = [f"`{escape(one.usage)}`" for one in tools.registry.near(asked.bare)]
    meant = f" (did you mean {' or '.join(near)}?)" if near else ""
    return f"I know no command {shown(asked.text)}{meant}"


async def add(command: str, due_ms: int, message: Message, tools: Tools) -> OneOff:
    """Keep a command, once for each event.

    Raises:
        BadArguments: this person has too many already.
    """
    key, user = message.event.event_id, message.place.user
    team_id = message.event.team_id or tools.me.team_id
    one_offs = OneOffs(tools.runs.scripts)
    if not await one_offs.is_asked(key):  # a second run of the handler keeps nothing more
        await check_count(user, one_offs)
    asker, where = Asker(team_id, user, "schedule"), where_of(message)
    return await one_offs.add(key, due_ms, Request(asker, command=command, context=where))


async def check_count(user: str, one_offs: OneOffs) -> None:
    """Refuse more than one person may have waiting.

    Raises:
        BadArguments: they have as many already.
    """
    count = sum(one.request.principal.user_id == user for one in await one_offs.waiting())
    if count >= MOST_OF_ONE_PERSON:
        raise BadArguments(
            f"You have scheduled {count} commands already: call some off with `unschedule`"
        )


def where_of(message: Message) -> Where:
    """Return where a command is answered when it is due: for its author alone, if it was asked so.

    A slash command reaches us from channels in which we may not post, too.
    """
    place = message.place
    if message.door:
        return Where(place.user, is_dm=True)
    return Where(place.channel, place.thread_ts, place.ts, place.is_dm)


def zone_note(zone: ZoneInfo, known: bool) -> str:
    """Say which time zone was meant."""
    if known:
        return f" I took your time zone, {zone.key}."
    return " Slack does not tell me your time zone, so I took UTC."


def confirmation(one: OneOff, about: str, tools: Tools) -> str:
    """Say what is going to run, when, and how to call it off."""
    command = timetable.command_shown(one.request.command, tools.me)
    return (
        f"I will run {command} {timetable.moment(one.due_ms)}.{about} "
        f"Type `unschedule {one.id}` to call it off."
    )
