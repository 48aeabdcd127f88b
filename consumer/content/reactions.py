"""Reactions to words: reactions.toml becomes handlers.

| key            | meaning                                                     |
|----------------|-------------------------------------------------------------|
| words          | phrases; any of them in a text, in any case, triggers       |
| emoji          | names without colons, put on the message in this order      |
| mentioned_only | only if the bot is mentioned (default false)                |
| one_in         | react to one in so many messages, by chance (default 1)     |
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from consumer.message import Message
from consumer.registry import Router, Run, Tools
from consumer.reply import Reply
from shared.toml import Content, Words, read

FILE = Path(__file__).with_name("reactions.toml")
EMOJI = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")


def emoji_name(name: str) -> str:
    """Refuse what Slack would answer with `invalid_name`, on each message."""
    if not EMOJI.fullmatch(name):
        raise ValueError(f"'{name}' is no emoji: write its name without colons, such as duck")
    return name


class Reaction(Content):
    """One table of the file."""

    words: tuple[Words, ...] = Field(min_length=1)
    emoji: tuple[Annotated[str, AfterValidator(emoji_name)], ...] = Field(min_length=1)
    mentioned_only: bool = False
    one_in: int = Field(1, ge=1)


class Reactions(Content):
    """The file."""

    reaction: tuple[Reaction, ...] = ()


def load(file: Path = FILE) -> Router:
    """Return a handler for each reaction of the file."""
    router = Router()
    for number, reaction in enumerate(read(file, Reactions).reaction):
        run = handler_of(reaction, number)
        for words in reaction.words:
            router.contains(words, mentioned=reaction.mentioned_only)(run)
    return router


def handler_of(reaction: Reaction, number: int) -> Run:
    """Return the function that reacts."""

    async def react(message: Message, reply: Reply, tools: Tools) -> None:
        if tools.chance.randrange(reaction.one_in) == 0:
            await reply.react(*reaction.emoji)

    react.__name__ = f"react_{number}"
    return react
