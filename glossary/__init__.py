"""Terms and what they mean: one TOML file per term under glossary/terms/.

| key        | meaning                                                                          |
|------------|----------------------------------------------------------------------------------|
| name       | the term as it is written; the file is named after it                            |
| aliases    | other words for it (optional): plurals, abbreviations; case does not matter, nor |
|            | do hyphens and blanks: `wait group` is found by `WaitGroup`, too                 |
| definition | what the term means, shown behind "*name*: ", written as shared/markup.py says    |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field
from rapidfuzz import fuzz, process

from glossary.spelling import bare, folded, slug, squeezed
from shared import markup, toml
from shared.errors import ContentError
from shared.toml import Content, Words, files_in

__all__ = ["Glossary", "Term", "bare", "examine", "folded", "load", "slug"]

TERMS = Path(__file__).with_name("terms")
WORD_CHARS = 80
ASKED_CHARS = 200  # who writes more asks for no term; bounds what a stranger makes us do
# Lower, and nonsense gets suggestions; higher, and `reciever` and `sturct` get none.
NEAR_PERCENT = 75
FAINTER_PERCENT = 10  # than the best match: who wrote `chanel` did not mean `nil channel`
# Links are safe, and show where they end.
CURES = markup.CURES | {
    re.compile("http://"): "link to https://",
    re.compile("https://"): f"put angle brackets around a link: {markup.LINK_FORMS}",
}
BEGUN_CHARS = 4  # of a term, to suggest the rest: `depe`; fewer begin too many

Word = Annotated[Words, Field(max_length=WORD_CHARS)]


class Term(Content):
    """One file."""

    name: Word
    aliases: tuple[Word, ...] = ()
    definition: Words = Field(max_length=3000)

    @property
    def words(self) -> Iterator[tuple[str, str]]:
        """Yield the key and the word of everything that leads here."""
        yield "name", self.name
        for alias in self.aliases:
            yield "aliases", alias

    @property
    def mrkdwn(self) -> str:
        """The definition as Slack takes it."""
        return markup.slack(self.definition.strip())


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms, by name and alias."""

    by_word: Mapping[str, Term]
    by_spelling: Mapping[str, Term] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spelled = {squeezed(word): term for word, term in self.by_word.items()}
        object.__setattr__(self, "by_spelling", spelled)

    def find(self, word: str) -> Term | None:
        """Return the term that a person means, whatever its case, hyphens and punctuation."""
        if len(word) > ASKED_CHARS:
            return None
        for spelled in (word, bare(word)):
            term = self.by_word.get(folded(spelled)) or self.by_spelling.get(squeezed(spelled))
            if term:
                return term
        return None

    def near(self, word: str, limit: int = 3) -> list[Term]:
        """Return the terms that a person may have meant, the likeliest first."""
        asked = squeezed(bare(word)) if len(word) <= ASKED_CHARS else ""
        found = [*self._begun(asked), *self._alike(asked)]
        return list(dict.fromkeys(self.by_spelling[spelled] for spelled in found))[:limit]

    def _begun(self, asked: str) -> list[str]:
        if len(asked) < BEGUN_CHARS:
            return []
        return sorted((one for one in self.by_spelling if one.startswith(asked)), key=len)

    def _alike(self, asked: str) -> list[str]:
        words = list(self.by_spelling)
        found = process.extract(
            asked, words, scorer=fuzz.ratio, score_cutoff=NEAR_PERCENT, limit=None
        )
        return [spelled for spelled, score, _ in found if score >= found[0][1] - FAINTER_PERCENT]


def load(folder: Path = TERMS) -> Glossary:
    """Read and check every term.

    Raises:
        ContentError: the first of what examine() finds.
    """
    glossary, errors = examine(folder)
    if errors:
        raise errors[0]
    return glossary


def examine(folder: Path = TERMS) -> tuple[Glossary, list[ContentError]]:
    """Return the terms of a folder, and everything that is wrong with its files."""
    by_word: dict[str, Term] = {}
    owners: dict[str, Path] = {}
    files, errors = files_in(folder)
    for path in files:
        term, unreadable = toml.examine(path, Term)
        errors += unreadable
        if term:
            errors += [ContentError(str(path), *fault) for fault in faults(path, term, owners)]
            by_word |= {folded(word): term for _, word in term.words}
    return Glossary(by_word), errors


def faults(path: Path, term: Term, owners: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """Yield key and cure of what is wrong with a term, and note its words as taken.

    Args:
        owners: the file of each word so far, as squeezed.
    """
    if not slug(term.name):
        yield "name", "has no letter or digit, and the file is named after it: add one"
    elif path.stem != slug(term.name):
        yield "name", f"rename the file to {slug(term.name)}.toml"
    for key, word in term.words:
        owner = owners.setdefault(squeezed(word), path)
        if owner != path:
            yield key, f"'{word}' is already taken by {owner.name}"
    yield from repetitions(term)
    for cure in markup.faults(term.definition, CURES, schemes=("https://",)):
        yield "definition", cure


def repetitions(term: Term) -> Iterator[tuple[str, str]]:
    """Yield key and cure of what says the name again."""
    name = folded(term.name)
    for alias in term.aliases:
        if folded(alias) == name:
            yield "aliases", f"'{alias}' is the name: leave it out"
    if re.match(rf"((an?|the) )?{re.escape(name)}(?!\w)", folded(term.definition)):
        yield "definition", "begins with the name, which stands before it anyhow: leave it out"
