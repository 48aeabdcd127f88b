"""Finds what follows a command in the message that triggered it, mentions included.

A command is looked for in the text without mentions, and people put them anywhere: `@ann define
goroutine`, `define @ann goroutine`. So each mention becomes one odd character first, and is written
out again in what is left behind the command's words.
"""

from __future__ import annotations

import re

from consumer.addressing import spoken
from consumer.handler import Handler
from consumer.matcher import folded_trigger
from consumer.message import AFTER_MENTION, Message, begins_with
from shared import mentions
from shared.mentions import Mention
from shared.text import folded, plain

MARK = "\ue000"  # of Unicode's private use: nobody's keyboard has it
MARKS_IN_FRONT = re.compile(rf"^[\s{MARK}]*")
WORD = re.compile(r"\S+")


def text_behind(command: Handler, message: Message) -> str:
    """Return what follows a command, mentions as `<@U7>`; of a job's, links as their addresses."""
    if not command.parameters:
        return ""
    if command.pattern:
        count = len(command.trigger.split())
        return " ".join(spoken(message).split(maxsplit=count)[count:])
    count = words_of(command, message.bare)
    if "<" not in message.raw or MARK in message.raw:
        return "".join(message.bare.split(maxsplit=count)[count:])
    marked, others = marked_text(message)
    return written_out(after_words(marked, count), others)


def marked_text(message: Message) -> tuple[str, list[Mention]]:
    """Return a message's text with marks for mentions of others, and these mentions."""
    marked, others = marked_raw(message)
    return plain(marked), others


def marked_raw(message: Message) -> tuple[str, list[Mention]]:
    """Do as marked_text, but leave everything else as Slack wrote it down."""
    found = mentions.find(message.raw)
    others = [one for one in found if one.id != message.me]
    marked = mentions.rewritten(
        message.raw, found, lambda one: "" if one.id == message.me else MARK
    )
    if begins_with(message.raw, found):
        front = MARKS_IN_FRONT.match(marked)
        end = front.end() if front else 0
        marked = marked[:end] + AFTER_MENTION.sub("", marked[end:])
    return marked, others


def written_out(text: str, others: list[Mention]) -> str:
    """Return a text with the last of these mentions in the place of its marks."""
    left = iter(others[len(others) - text.count(MARK) :])
    return re.sub(MARK, lambda _: str(next(left)), text)


def words_of(command: Handler, text: str) -> int:
    """Return how many words of a text are the command's, by its longest fitting name."""
    names = sorted((command.trigger, *command.aliases), key=len, reverse=True)
    for name in names:
        # Word by word: characters would shift where folding makes one letter two.
        count = len(name.split())
        if folded(" ".join(text.split(maxsplit=count)[:count])) == folded_trigger(name).strip():
            return count
    return len(command.trigger.split())


def after_words(marked: str, count: int) -> str:
    """Return what follows so many words; marks before and between them are no words."""
    place = 0
    for word in WORD.finditer(marked):
        if count == 0:
            break
        if word[0].strip(MARK):
            count -= 1
        place = word.end()
    return marked[place:].strip()
