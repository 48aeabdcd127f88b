"""Asks: keeps a question in Redis, with all that is needed to go on, and posts it once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

import orjson
from msgspec.structs import replace

from consumer.blocks import MOST_OPTIONS, OPTION_CHARS, SECTION_CHARS, cut
from consumer.message import Place
from consumer.reply import Reply
from consumer.steps import question_blocks
from consumer.tools import Tools
from shared.errors import Reject
from shared.events import Event
from shared.step_record import NO, YES, Answerers, Field, Option, Question, Step, identity
from shared.steps import Steps, id_of

EXPIRES_S = 600.0  # who walks away finds nothing that a stray click could still set off
ELSEWHERE = "I have a question for you: please look at our direct messages."
ARGUMENTS_BYTES = 16_384  # what is larger belongs elsewhere, and its name here

Who = Literal["requester", "others", "anybody"]


class Asker(Protocol):
    """What a question is about: a Message, an Interaction, or an earlier answer."""

    @property
    def event(self) -> Event:
        """What made the handler run."""

    @property
    def place(self) -> Place:
        """Where, and who did it."""


async def confirm(
    text: str,
    *,
    then: str,
    message: Asker,
    reply: Reply,
    tools: Tools,
    arguments: Mapping[str, Any] | None = None,
    yes: str = "Yes",
    no: str = "No",
    danger: bool = False,
    if_not: str = "",
    who: Who = "requester",
    among: Sequence[str] = (),
    expires_s: float = EXPIRES_S,
) -> Step:
    """Ask whether to do something; on a no nothing goes on, unless `if_not` names what does.

    Args:
        text: with Slack's markup; what people wrote in it is escaped.
        then: the name in the continuation's `@router.step(…)`.
        arguments: for the continuation, JSON; frozen now.
        danger: the button for yes is a red one.
        who: others are all but the requester.
        among: ids of the only users that may answer, of those that `who` lets.
    """
    style = "danger" if danger else "primary"
    options = (Option(cut(yes, OPTION_CHARS), YES, style), Option(cut(no, OPTION_CHARS), NO))
    question = asked_of(message, tools, who, among, expires_s, arguments)
    changed = replace(
        question, kind="confirm", text=text, then=then, if_not=if_not, options=options
    )
    return await put_and_post(changed, message, reply, tools)


async def choose(
    text: str,
    options: Iterable[tuple[str, str]],
    *,
    then: str,
    message: Asker,
    reply: Reply,
    tools: Tools,
    arguments: Mapping[str, Any] | None = None,
    who: Who = "requester",
    among: Sequence[str] = (),
    expires_s: float = EXPIRES_S,
) -> Step:
    """Ask which of several; see confirm.

    Args:
        options: as each is shown, in at most 75 characters, and its value.

    Raises:
        ValueError: there are none, or over 100.
    """
    offered = tuple(Option(cut(label, OPTION_CHARS), value) for label, value in options)
    if not 0 < len(offered) <= MOST_OPTIONS:
        raise ValueError(f"{len(offered)} options: give 1 to {MOST_OPTIONS}")
    question = asked_of(message, tools, who, among, expires_s, arguments)
    changed = replace(question, kind="choose", text=text, then=then, options=offered)
    return await put_and_post(changed, message, reply, tools)


async def ask(
    text: str,
    label: str,
    *,
    then: str,
    message: Asker,
    reply: Reply,
    tools: Tools,
    arguments: Mapping[str, Any] | None = None,
    multiline: bool = False,
    most_chars: int = 3_000,
    who: Who = "requester",
    among: Sequence[str] = (),
    expires_s: float = EXPIRES_S,
) -> Step:
    """Ask for a text, in a form that a button opens; see confirm.

    Args:
        label: above the field.
        most_chars: of the answer, at most 3,000.
    """
    field = Field(label, multiline, most_chars)
    question = asked_of(message, tools, who, among, expires_s, arguments)
    changed = replace(question, kind="ask", text=text, then=then, field=field)
    return await put_and_post(changed, message, reply, tools)


def asked_of(
    message: Asker,
    tools: Tools,
    who: Who,
    among: Sequence[str],
    expires_s: float,
    arguments: Mapping[str, Any] | None,
) -> Question:
    """Return what every question has.

    Raises:
        ValueError: the arguments are too large.
    """
    frozen = orjson.dumps(dict(arguments or {}))
    if len(frozen) > ARGUMENTS_BYTES:
        raise ValueError(f"arguments of {len(frozen)} bytes, at most {ARGUMENTS_BYTES}")
    team_id, user_id = message.event.team_id or tools.me.team_id, message.place.user
    return Question(
        kind="ask",
        text="",
        then="",
        arguments=orjson.loads(frozen),
        team_id=team_id,
        user_id=user_id,
        expires_s=expires_s,
        answerers=answerers(who, among, team_id, user_id),
    )


def answerers(who: Who, among: Sequence[str], team_id: str, user_id: str) -> Answerers:
    """Return who may answer."""
    people = (user_id,) if who == "requester" else tuple(among)
    allowed = tuple(identity(team_id, one) for one in people)
    return Answerers(allowed, (user_id,) if who == "others" else ())


async def put_and_post(question: Question, message: Asker, reply: Reply, tools: Tools) -> Step:
    """Keep a question and post it, once for each event, handler and ordinal.

    Raises:
        ValueError: there is no such continuation.
        SlackRefused: it cannot be posted; nobody can answer it.
    """
    for name in (question.then, question.if_not):
        if name and not tools.registry.of_id("step", name):
            raise ValueError(f"no @router.step({name!r}) is registered")
    thread_ts = "" if reply.is_private else message.place.thread_ts
    asked = replace(question, text=cut(question.text, SECTION_CHARS), thread_ts=thread_ts)
    steps = steps_of(tools)
    step = await steps.put(id_of(message.event.event_id, reply.handler, reply.writes), asked)
    try:
        # What is posted is what was kept: a second run may have come to another question.
        blocks = question_blocks.blocks_of(step, alone=reply.is_private or message.place.is_dm)
        posted = await reply.post(step.question.text, blocks=blocks)
    except Reject:
        await steps.withdraw(step.id)
        raise
    if not posted.ts:  # in shadow mode
        return await steps.withdraw(step.id) or step
    noted = await steps.posted(step, posted.channel, posted.ts)
    if reply.is_private and message.place.channel not in {posted.channel, message.place.user}:
        await reply.text(ELSEWHERE)
    return noted or step


def steps_of(tools: Tools) -> Steps:
    """Return the questions of this app."""
    return Steps(tools.runs.scripts, tools.settings.app_name)
