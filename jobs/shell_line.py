"""What a line for /bin/sh is made of; shell.py reads one.

| what                       | is kept as                                                         |
|----------------------------|--------------------------------------------------------------------|
| a simple command           | its words, each of literal texts and values (holes, variables)     |
| `{name}`                   | a place: the hole, and in what it stands                           |
| `$BURROW_ARG_NAME`         | a value too; without double quotes around it a fault               |
| `|`, `;`, `>`, `$X`, `*` … | what needs a shell: without one a program would get it as it is    |
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jobs.template import Hole, Part, Word


@dataclass(frozen=True, slots=True)
class Place:
    """A hole, and in what it stands: nothing, `single quotes`, `double quotes`, `$(…)` …"""

    at: int
    name: str
    inside: str


@dataclass(slots=True)
class Line:
    """What was found in a line."""

    commands: list[list[Word]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Simple:
    """The simple command that is being read."""

    line: Line
    words: list[Word] = field(default_factory=list)
    word: list[Part] | None = None
    is_target: bool = False  # of a redirection, and no word of the command
    is_descriptor: bool = False  # behind `>&`

    def add(self, *found: Part) -> None:
        """Go on with the word."""
        self.word = [*(self.word or []), *found]

    def end_word(self) -> None:
        """Note the word, if there is one."""
        if self.word is None:
            return
        if not self.is_target:
            self.words.append(joined(self.word))
        elif self.is_descriptor and any(isinstance(one, Hole) for one in self.word):
            # bash expands what is no number a second time: `$(…)` in a value would run.
            self.line.faults.append("has a value behind >&: write > file 2>&1")
        self.word, self.is_target, self.is_descriptor = None, False, False

    def end(self) -> None:
        """Note the command, if there is one, and begin another."""
        self.end_word()
        if self.words:
            self.line.commands.append(self.words)
        self.words, self.is_target, self.is_descriptor = [], False, False


def joined(word: list[Part]) -> Word:
    """Return a word with its neighbouring literals as one."""
    found: list[Part] = []
    for part in word:
        if found and isinstance(part, str) and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)
