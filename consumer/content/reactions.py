"""Reactions to words: reactions.toml becomes handlers.

| key            | meaning                                                                     |
|----------------|-----------------------------------------------------------------------------|
| words          | phrases; any of them in a text, in any case and inside words, triggers      |
| emoji          | names without colons, put on the message in this order, each only once      |
| mentioned_only | only if the bot is mentioned, or written to directly (default false)        |
| one_in         | react to one in so many messages, by chance (default 1)                     |
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from consumer.content.fields import Emoji, slug, source_of
from consumer.handler import Run
from consumer.message import Message
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.toml import Content, Words, read

FILE = Path(__file__).with_name("reactions.toml")


class Reaction(Content):
    """One table of the file."""

    words: tuple[Words, ...] = Field(min_length=1)
    emoji: tuple[Emoji, ...] = Field(min_length=1)
    mentioned_only: bool = False
    one_in: int = Field(1, ge=1)


class Reactions(Content):
    """The file."""

    reaction: tuple[Reaction, ...] = ()


def load(file: Path = FILE) -> Router:
    """Return a handler for each reaction of the file."""
    router = Router(source=source_of(file))
    for reaction in read(file, Reactions).reaction:
        run = handler_of(reaction)
        for words in reaction.words:
            router.contains(words, mentioned=reaction.mentioned_only)(run)
    return router


def handler_of(reaction: Reaction) -> Run:
    """Return the function that reacts."""

    async def react(message: Message, reply: Reply, tools: Tools) -> None:
        if tools.chance.randrange(reaction.one_in) == 0:
            await reply.react(*reaction.emoji)

    react.__name__ = slug(reaction.words[0])
    return react
