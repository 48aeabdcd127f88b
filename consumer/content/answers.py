"""Answers to words, whoever is meant: answers.toml becomes handlers.

| key   | meaning                                                                        |
|-------|--------------------------------------------------------------------------------|
| words | phrases; any of them in a text, in any case and inside words, triggers         |
| text  | posted where the message was; with places, see places.py                       |
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from consumer.content import places
from consumer.content.fields import Text, slug, source_of
from consumer.handler import Run
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.toml import Content, Words, read

FILE = Path(__file__).with_name("answers.toml")


class Answer(Content):
    """One table of the file."""

    words: tuple[Words, ...] = Field(min_length=1)
    text: Text


class Answers(Content):
    """The file."""

    answer: tuple[Answer, ...] = ()


def load(file: Path = FILE) -> Router:
    """Return a handler for each answer of the file."""
    router = Router(source=source_of(file))
    for answer in read(file, Answers).answer:
        run = handler_of(answer)
        for words in answer.words:
            router.contains(words)(run)
    return router


def handler_of(answer: Answer) -> Run:
    """Return the function that answers."""
    channels = places.channels_in(answer.text)

    async def say(message: Message, reply: Reply, tools: Tools) -> None:
        found = await places.find(reply.place, tools, channels)
        await reply.text(found.fill(answer.text))

    say.__name__ = slug(answer.words[0])
    return say
