"""Finds the part of a message that may be a command, and how a job's command is read in it.

| in a message                             | part                                                |
|------------------------------------------|-----------------------------------------------------|
| no mention of the bot, as in a DM        | all of it                                           |
| `@bot define this`, `define this @bot`   | all of it                                           |
| `Hey @bot define this`, `Reminder: @bot` | what stands behind the mention, up to the next      |
| `…`, also below other lines              | mention of the bot                                  |

Of the command of a job only the line with the mention is read, or the next if it holds no more. The
parts are disjoint but for the first, so that all of them take time in proportion to the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from consumer.message import AFTER_MENTION, Message, bare_text
from shared import mentions
from shared.text import one_line, with_addresses

MOST_PARTS = 10  # of one message; each takes some µs, and a message has room for a thousand
SIGNS = " \t\n,:"  # beside a mention they say nothing
DOTS = "…. "  # `demo hi.` is a sentence that ends; `demo hi?` is a question, and no command


def narrowed(message: Message) -> Iterator[Message]:
    """Yield what stands behind each mention of the bot, as a message of its own, in order."""
    if not message.mentioned:
        return
    raw = message.raw
    own = [one for one in mentions.find(raw) if one.id == message.me]
    ends = [*(one.start for one in own), len(raw)][1:]
    parts = (
        raw[mention.start : end].strip()
        for mention, end in zip(own, ends, strict=True)
        if raw[mention.end : end].strip(SIGNS)
    )
    for part in islice(parts, MOST_PARTS):
        if part != raw.strip():
            yield part_of(message, part)


def part_of(message: Message, raw: str) -> Message:
    """Return a message of which only this part is said."""
    found = mentions.find(raw)
    users = tuple(one.id for one in found if one.kind == "user" and one.id != message.me)
    return replace(message, raw=raw, bare=bare_text(raw, found), mentions=users)


def spoken(message: Message) -> str:
    """Return a message as the command of a job is read: one line, links as their addresses.

    Mentions of others are kept as `<@U7>`; dots at the end are none of it.
    """
    raw = asked_line(message) if message.mentioned else message.raw
    led = raw.lstrip().startswith(f"<@{message.me}")
    said = mentions.without_user(raw, message.me)
    return one_line(with_addresses(AFTER_MENTION.sub("", said) if led else said)).rstrip(DOTS)


def asked_line(message: Message) -> str:
    """Return the line with the bot's mention, together with the next if it holds no more."""
    raw = message.raw
    own = next((one for one in mentions.find(raw) if one.id == message.me), None)
    if own is None:
        return raw
    start = raw.rfind("\n", 0, own.start) + 1
    end = line_end(raw, own.end)
    if not (raw[start : own.start] + raw[own.end : end]).strip(SIGNS):
        while end < len(raw) and raw[end].isspace():
            end += 1
        end = line_end(raw, end)
    return raw[start:end]


def line_end(raw: str, place: int) -> int:
    """Return where the line of a place ends."""
    end = raw.find("\n", place)
    return len(raw) if end < 0 else end
