"""How words are compared.

| form     | of              | is           | which is                               |
|----------|-----------------|--------------|----------------------------------------|
| bare     | `*Wait-Group*?` | `Wait-Group` | without marks around it                |
| folded   | `Wait-Group`    | `wait-group` | without case, with single blanks       |
| squeezed | `Wait-Group`    | `waitgroup`  | folded, without blanks and hyphens     |
| slug     | `Wait Group`    | `wait-group` | name of a term's file, without `.toml` |
"""

from __future__ import annotations

import re

QUOTES = "\"'`“”„‘’«»"
OPENING = QUOTES + "*_~([¿¡"
CLOSING = QUOTES + "*_~()[].,;:?!…"  # also both of `init()`
GAP = re.compile(r"(?<=\w)[\s-]+(?=\w)")  # `-race` keeps its hyphen: it is an option's
NOT_IN_SLUG = re.compile(r"[^\w]+")


def bare(word: str) -> str:
    """Return a word without what people put around it: `goroutine?`, *goroutine*."""
    if not any(map(str.isalnum, word)):
        return word.strip(QUOTES + "?! ")  # `_` and `...` are terms
    return word.strip().lstrip(OPENING).rstrip(CLOSING + " ").strip()


def folded(word: str) -> str:
    """Return a word as it is compared."""
    return " ".join(word.casefold().split())


def squeezed(word: str) -> str:
    """Return a word such that `wait group`, `wait-group` and `WaitGroup` are one."""
    return GAP.sub("", folded(word))


def slug(word: str) -> str:
    """Return the name of a term's file, without `.toml`; empty if the word has no letters."""
    spelled = word.casefold().replace("+", "plus").replace("#", "sharp")  # C, C++ and C# differ
    return NOT_IN_SLUG.sub("-", spelled).strip("-_")
