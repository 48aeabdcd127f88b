"""What people type for a command: literal words, and holes that take a word or more.

| in the definition      | fits                                                                 |
|------------------------|----------------------------------------------------------------------|
| `deploy now`           | these words, in any case, with any blanks between                    |
| `[name]`, last         | the rest, at least one word                                          |
| `[name]`, further left | as few words as the rest leaves, at least one; mostly one            |
| `[name]` with default, | the same, or nothing, if no word without a default follows           |
| last                   |                                                                      |

`board [org] [number] [statuses]` takes `my org 14 Done` as my, org, `14 Done`. Values keep their
case; a run of blanks in them becomes one; dots behind the last word are dropped, as people end
sentences. A dot, bracket or star in a literal word is what it is.

It takes time in proportion to the text, whatever the text and however many holes: each literal is
looked for once, from left to right. That finds what a backtracking search with lazy groups finds,
since the earliest place of a literal leaves the most for what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from shared.text import one_line, plain, without_joiners

ENDINGS = ". …"  # telephones write … for three dots
MOST_HOLES = 10
COMMAND_CHARS = 150  # of its usage; a longer one is a form, and nobody types it right
HOLE = re.compile(r"\[([A-Za-z_][A-Za-z0-9_]*)\]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One command, taken apart.

    Args:
        names: of its holes, in order.
        literals: the words behind each hole, as they are compared; empty between two holes.
        required: so many holes, from the left, may not be left out.
    """

    trigger: str
    names: tuple[str, ...]
    literals: tuple[str, ...]
    required: int

    def match(self, text: str) -> dict[str, str] | None:
        """Return what stands in each hole of a whole command, or None if it is another one."""
        words = spoken(text)
        count = self.trigger.count(" ") + 1
        if compared(words[:count]) != compared(self.trigger.split()):
            return None
        return self._values(words[count:])

    def split(self, behind: str) -> dict[str, str] | None:
        """Return what stands in each hole of the text behind the trigger."""
        return self._values(spoken(behind))

    def example(self, holes: int, word: str) -> str:
        """Return a text that fits, with one word in each of so many holes."""
        parts = [self.trigger]
        for literal in self.literals[:holes]:
            parts += [word, literal]
        return one_line(" ".join(parts))

    def _values(self, words: list[str]) -> dict[str, str] | None:
        line = compared(words)
        for holes in range(len(self.names), self.required - 1, -1):
            ends = self._ends(line, holes)
            if ends is not None:
                places = [(line.count(" ", 0, a), line.count(" ", 0, b)) for a, b in ends]
                values = (" ".join(words[first:last]) for first, last in places)
                return dict(zip(self.names, values, strict=False))
        return None

    def _ends(self, line: str, holes: int) -> list[tuple[int, int]] | None:
        """Return the blanks before and behind each of so many holes, as places in the line."""
        found: list[tuple[int, int]] = []
        start = 0  # of the next hole: the blank before its first word
        for at in range(holes):
            first_end = line.find(" ", start + 1)
            literal = f" {self.literals[at]} " if self.literals[at] else " "
            if at == holes - 1:
                end = len(line) - len(literal) if line.endswith(literal) else -1
            else:
                end = line.find(literal, first_end)
            if not 0 < first_end <= end:
                return None
            found.append((start, end))
            start = end + len(literal) - 1
        return found if found or line == " " else None


def spoken(text: str) -> list[str]:
    """Return the words of a text, without the dots that end it."""
    return text.rstrip(ENDINGS + "\n\t").split()


def compared(words: list[str]) -> str:
    """Return words as they are compared: folded, with a blank before and behind each."""
    # Not word by word, which takes ten times as long. Folding makes no blank and takes none away.
    line = " ".join(["", *words, ""]) if words else " "
    return (line if line.isascii() else without_joiners(line)).casefold()


def parse(text: str, optional: Collection[str]) -> Pattern:
    """Take a command apart.

    Args:
        text: the whole command, namespace in front, on one line.
        optional: names of the parameters that have a default.

    Raises:
        ValueError: nobody could type it; the message is the cure.
    """
    if len(text) > COMMAND_CHARS:
        raise ValueError(f"has {len(text)} characters: write at most {COMMAND_CHARS}")
    names: list[str] = []
    literals: list[list[str]] = [[]]
    for word in plain(text).split():
        if hole := HOLE.fullmatch(word):
            names.append(hole[1])
            literals.append([])
        else:
            refuse_odd(word)
            literals[-1].append(word)
    refuse_untypable(names, literals)
    trigger, *behind = literals
    folded = tuple(compared(words).strip() for words in behind)
    return Pattern(" ".join(trigger), tuple(names), folded, required(names, folded, optional))


def refuse_odd(word: str) -> None:
    """Refuse a literal word that is half a hole, or that Slack turns into something else."""
    if "[" in word or "]" in word:
        raise ValueError(
            f"'{word}' is neither a word nor a parameter: write [name], with blanks around it, "
            "of letters, digits and _"
        )
    if word.startswith("@") or "<" in word or ">" in word:
        raise ValueError(f"'{word}' is a mention or markup, which no command has: leave it out")


def refuse_untypable(names: list[str], literals: list[list[str]]) -> None:
    """Refuse what no text fits, and holes that cannot be told apart."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"has [{twice[0]}] twice: rename one")
    if len(names) > MOST_HOLES:
        raise ValueError(f"has {len(names)} parameters: take at most {MOST_HOLES}")
    if literals[-1] and literals[-1][-1].rstrip(ENDINGS) != literals[-1][-1]:
        raise ValueError("ends with a dot, and those are dropped from what people type: cut it")


def required(names: list[str], literals: tuple[str, ...], optional: Collection[str]) -> int:
    """Return how many holes, from the left, have to be filled."""
    count = len(names)
    while count and not literals[count - 1] and names[count - 1] in optional:
        count -= 1
    return count
