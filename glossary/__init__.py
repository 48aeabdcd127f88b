"""Terms and what they mean: one TOML file per term under glossary/terms/.

| key        | meaning                                                               |
|------------|-----------------------------------------------------------------------|
| name       | the term as it is written; the file is named after it                  |
| aliases    | other words for it (optional)                                         |
| definition | the answer, in Slack's markup; it follows "name is" or stands alone    |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from shared.errors import ContentError
from shared.toml import Content, Words, read

TERMS = Path(__file__).with_name("terms")
NOT_IN_SLUG = re.compile(r"[^\w]+", re.UNICODE)


class Term(Content):
    """One file."""

    name: Words = Field(max_length=80)
    aliases: tuple[Words, ...] = ()
    definition: Words = Field(max_length=3000)


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms, by name and alias."""

    by_word: Mapping[str, Term]

    def find(self, word: str) -> Term | None:
        """Return the term that a person means, by name or alias, whatever its case."""
        return self.by_word.get(folded(word))


def folded(word: str) -> str:
    """Return a word as it is compared."""
    return " ".join(word.casefold().split())


def slug(word: str) -> str:
    """Return the name of a term's file, without `.toml`; empty if the word has no letters."""
    spelled = word.casefold().replace("+", "plus").replace("#", "sharp")  # C, C++ and C# differ
    return NOT_IN_SLUG.sub("-", spelled).strip("-_")


def load(folder: Path = TERMS) -> Glossary:
    """Read and check every term.

    Raises:
        ContentError: a file is wrong, misnamed, or claims a word that another has.
    """
    terms = [(path, read(path, Term)) for path in sorted(folder.glob("*.toml"))]
    by_word: dict[str, Term] = {}
    owners: dict[str, Path] = {}
    for path, term in terms:
        if path.stem != slug(term.name):
            raise ContentError(str(path), "name", f"rename the file to {slug(term.name)}.toml")
        for key, word in words(term):
            owner = owners.setdefault(folded(word), path)
            if owner != path:
                raise ContentError(str(path), key, f"'{word}' is already taken by {owner.name}")
            by_word[folded(word)] = term
    return Glossary(by_word)


def words(term: Term) -> Iterable[tuple[str, str]]:
    """Yield the key and the word of everything that leads to a term."""
    yield "name", term.name
    for alias in term.aliases:
        yield "aliases", alias
