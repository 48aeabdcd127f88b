"""Say that nothing was understood, and what would be."""

import structlog

from consumer.message import REMINDERS, Message
from consumer.reply import Reply
from consumer.router import Handler, Router
from consumer.tools import Tools
from shared.errors import Reject, Retry, Throttled
from shared.text import escape

AGAIN_S = 10  # to one person; sooner and a chat with somebody else becomes a row of apologies

log = structlog.get_logger()
router = Router()


@router.otherwise()
async def apologise(message: Message, reply: Reply, tools: Tools) -> None:
    """Tell whoever spoke to the bot, and only them, which commands are near."""
    only_a_file = not message.bare and message.event.body.get("files")
    if message.place.user == REMINDERS or only_a_file:
        return
    subject = f"apology:{message.place.user}"
    if not await tools.cooldowns.allows(subject, message.event.event_id, AGAIN_S):
        return
    near = tools.registry.near(message.bare)
    try:
        await reply.ephemeral(apology(message.bare, near, list(tools.registry.topics)))
    except Throttled:
        raise  # a busy channel: it comes late rather than never
    except (Retry, Reject) as error:
        # An apology is worth one try: later, nobody knows any more what it is about.
        log.info("apology.failed", reason=str(error))


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
