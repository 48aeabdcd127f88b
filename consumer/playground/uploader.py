"""Answers code that somebody posted with a link to where it can be run.

| a message has                         | shared is                               |
|---------------------------------------|-----------------------------------------|
| `nolink`, anywhere, in small letters  | nothing                                 |
| Go files of 6 lines or more           | each of them, and not the text          |
| else 11 lines or more                 | the text; all but its code as comments  |

Source: gobridge/gopherbot, `cmd/consumer/playground/playground.go` (the limits and the word)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import structlog

from consumer.message import REMINDERS, Message
from consumer.playground import files
from consumer.playground.files import GoFile
from consumer.playground.sharing import share
from consumer.playground.source import go_source
from consumer.reply import Reply
from consumer.tools import Tools
from shared.errors import Passed, Retry, ServiceUnavailable, SlackRefused, Throttled
from shared.text import FENCE, escape, one_line

NO_LINK = "nolink"
LEAST_LINES = 11
# At worst Slack and the playground take their 5 s for each of five things.
LIMIT_S = 30.0
FENCES = "Put code between two lines of three backticks, or all of it is a comment there."
NAME_CHARS = 40  # of a file; with 80, ten files called `&&&…` are more than one post

log = structlog.get_logger()


def may_hold_code(message: Message) -> bool:
    """Return whether there is something to share, as far as the message itself tells."""
    if NO_LINK in message.raw or message.place.user == REMINDERS:
        return False
    return is_long(message) or bool(files.candidates(message.event.body))


def is_long(message: Message) -> bool:
    """Return whether the text has enough lines to be shared."""
    return message.raw.count("\n") + 1 >= LEAST_LINES


def is_on(tools: Tools) -> bool:
    """Return whether there is a playground, and no other bot that uses it."""
    if tools.playground_url and tools.shadow_mode:
        log.info("shadow.silent", handler="playground.share_code", method="share")
    return bool(tools.playground_url) and not tools.shadow_mode


async def share_code(message: Message, reply: Reply, tools: Tools) -> None:
    """Post links to the code of a message, and tell its author alone how to do without.

    All links go into one post: a run after a crash may share the code again, which changes nothing
    there, but it posts nothing again, even if the playground takes other files this time.
    """
    if found := await files.to_share(message.event.body, tools.slack):
        links = await asyncio.gather(*(attempted(share_file(file, tools)) for file in found))
        names = [shown(file) for file in found]
        await answer(names, links, message, reply, tools)
    elif is_long(message) and (source := go_source(message.raw)):
        code = source.encode(errors="replace")
        link = await attempted(share(tools.http, tools.playground_url, code))
        await answer(["the message above"], [link], message, reply, tools)
    else:
        raise Passed


async def share_file(file: GoFile, tools: Tools) -> str:
    """Return the link to where a file can be run."""
    code = await files.download(file, tools.http, tools.slack)
    return await share(tools.http, tools.playground_url, code)


async def attempted(sharing: Awaitable[str]) -> str:
    """Return the link, or nothing and say so in the log: nobody asked for it, or waits for it."""
    try:
        return await sharing
    except ServiceUnavailable as error:
        log.warning("playground.not_shared", reason=str(error))
        return ""


async def answer(
    names: list[str], links: list[str], message: Message, reply: Reply, tools: Tools
) -> None:
    """Post the links to what was shared, if anything was, and the hint.

    Args:
        links: as many as names; an empty one is of what was not shared.
    """
    author = message.place.user
    lines = [
        f"On the playground: {name} from <@{author}>, at <{escape(link)}>"
        for name, link in zip(names, links, strict=True)
        if link
    ]
    if not lines:
        return
    await reply.text("\n".join(lines))
    try:
        await reply.ephemeral(hint(message, tools.playground_url))
    except Throttled:
        raise  # a busy channel: the hint comes late rather than never
    except (SlackRefused, Retry) as error:
        # They may have left; a hint is worth neither a dead letter nor many runs.
        log.info("playground.hint_refused", reason=str(error))


def hint(message: Message, base: str) -> str:
    """Say when a link is posted, and how to do better or without."""
    # All of a text without a code block is a comment there, which nobody can run.
    fences = "" if FENCE in message.raw else f" {FENCES}"
    return (
        f"<@{message.place.user}> I put messages of {LEAST_LINES} lines or more, and Go files of "
        f"{files.LEAST_LINES} or more, on the playground, so that others can run them.{fences} "
        f"Next time you could share them there yourself: <{escape(base)}/play/>. If you would "
        f"rather have no link from me, write `{NO_LINK}` anywhere in your message."
    )


def shown(file: GoFile) -> str:
    """Return a file's name as code."""
    name = one_line(file.name)[:NAME_CHARS].replace("`", "'")
    return f"`{escape(name)}`" if name else "the file above"
