"""Say that nothing was understood, and what would be."""

import structlog

from consumer.asking import namespace_help
from consumer.handler import Handler
from consumer.interaction import Interaction
from consumer.message import REMINDERS, Message
from consumer.plan import UNKNOWN
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.errors import Reject, Retry, Throttled
from shared.text import escape

AGAIN_S = 10  # to one person; sooner and a chat with somebody else becomes a row of apologies
AGAIN_IN_DM_S = 2  # all there is said to the bot: only a paste in many parts is answered once

log = structlog.get_logger()
router = Router()


@router.otherwise()
async def apologise(message: Message, reply: Reply, tools: Tools) -> None:
    """Tell whoever spoke to the bot, and only them, which commands are near."""
    only_a_file = not message.bare and message.event.body.get("files")
    if message.place.user == REMINDERS or only_a_file:
        return
    waits = message.door is not None or names_namespace(message.bare, tools)
    if not waits and not await is_due(message, tools):
        return
    try:
        await reply.ephemeral(answer(message.bare, tools))
    except Throttled:
        raise  # a busy channel: it comes late rather than never
    except (Retry, Reject) as error:
        # An apology is worth one try: later, nobody knows any more what it is about.
        log.info("apology.failed", reason=str(error))


@router.action(UNKNOWN)
async def apologise_for_button(interaction: Interaction, reply: Reply) -> None:
    """Tell whoever clicked a button of which nobody knows what it did."""
    log.info("interaction.apologised", kind=interaction.kind)
    await reply.text(
        "I do not know that button any more, so I did nothing. Type `help` to see what there is."
    )


async def is_due(message: Message, tools: Tools) -> bool:
    """Return whether the last apology to this person was long enough ago."""
    kind, again_s = ("apology_dm", AGAIN_IN_DM_S) if message.place.is_dm else ("apology", AGAIN_S)
    subject = f"{kind}:{message.place.user}"
    return await tools.cooldowns.allows(subject, message.event.event_id, again_s)


def names_namespace(text: str, tools: Tools) -> bool:
    """Return whether somebody surely meant a job, and waits for it."""
    namespace = namespace_in(text)
    return namespace in tools.jobs.namespaces or namespace in tools.jobs.broken


def namespace_in(text: str) -> str:
    """Return the namespace that a text names, if it names one: its first word."""
    return next(iter(text.split(maxsplit=1)), "").casefold()


def answer(text: str, tools: Tools) -> str:
    """Say that the namespace of a command is disabled, or else what to type instead."""
    namespace = namespace_in(text)
    if namespace in tools.jobs.broken:
        return namespace_help.broken(namespace, tools.jobs)
    topics = [*tools.registry.topics, *tools.jobs.namespaces]
    return apology(text, tools.registry.near(text), topics)


def apology(text: str, near: list[Handler], topics: list[str]) -> str:
    """Say what to type instead."""
    known = ", ".join(f"`help {topic}`" for topic in topics)
    opening = "I found no command in that." if text else "You called?"
    if near:
        opening += f" Did you mean {listed([one.usage for one in near])}?"
    return f"{opening} I answer to `help`, and by topic to {known}."


def listed(words: list[str]) -> str:
    """Return words as code, with `or` before the last."""
    *others, last = (f"`{escape(word)}`" for word in words)
    return f"{', '.join(others)} or {last}" if others else last
