"""The inventory's table of triggers, triggers.toml, as rows.

| row      | the answer is                                                            |
|----------|--------------------------------------------------------------------------|
| Command  | a post with these links and facts, which begins with who was mentioned   |
| Prefix   | exactly this post, or a hint at the right form                           |
| Term     | a definition with these links and facts                                  |
| Reaction | these emoji, and by chance (1 in 150) one more                           |
| Answer   | exactly this post, to a text that contains the trigger                   |
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("triggers.toml")


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every row has in common."""


class Command(Row, frozen=True):
    """A command with its aliases.

    Args:
        says: what else the text must hold, word for word.
        mentions: whether the answer begins with the people who were mentioned.
    """

    trigger: str
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    mentions: bool = True
    attachment: bool = False
    attached_links: tuple[str, ...] = ()
    attached_channels: tuple[str, ...] = ()


class Prefix(Row, frozen=True):
    """A prefix, and an example of it.

    Args:
        answer: the whole of it; empty for a hint at the right form.
    """

    trigger: str
    says: str
    answer: str = ""
    preview: bool = False
    mentions: bool = False


class Term(Row, frozen=True):
    """A term of the glossary."""

    term: str
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


class Reaction(Row, frozen=True):
    """Words that are reacted to.

    Args:
        by_chance: one more emoji, in 1 of 150 messages with the word `because_of`.
    """

    triggers: tuple[str, ...]
    emoji: tuple[str, ...] = ()
    mentioned_only: bool = False
    by_chance: str = ""
    because_of: str = ""


class Answer(Row, frozen=True):
    """A word that is answered."""

    trigger: str
    answer: str


class Inventory(Row, frozen=True):
    """The file."""

    command: tuple[Command, ...]
    prefix: tuple[Prefix, ...]
    term: tuple[Term, ...]
    reaction: tuple[Reaction, ...]
    answer: tuple[Answer, ...]

    @property
    def commands(self) -> list[tuple[str, Command]]:
        """Every trigger and alias, with its row."""
        return [(words, row) for row in self.command for words in (row.trigger, *row.aliases)]

    @property
    def terms(self) -> list[tuple[str, Term]]:
        """Every term and alias, with its row."""
        return [(words, row) for row in self.term for words in (row.term, *row.aliases)]

    @property
    def reactions(self) -> list[tuple[str, Reaction]]:
        """Every word that is reacted to, with its row."""
        return [(words, row) for row in self.reaction for words in row.triggers]


INVENTORY = msgspec.convert(tomllib.loads(FILE.read_text()), Inventory)
