"""gopherbot's mention parser, state by state: the model that ours is compared with.

| character | idle | open  | at    | bang     | channel | label   | user      | group     |
|-----------|------|-------|-------|----------|---------|---------|-----------|-----------|
| `<`       | open | drop* | drop* | drop*    | drop*   | drop*   | drop*     | drop*     |
| `>`       |      | drop  | drop  | emit     | emit    | emit    | emit      | emit      |
| `@`       |      | at    | drop  | drop     | drop    | drop    | drop      | drop      |
| `!`       |      | bang  | drop  | drop     | drop    | drop    | drop      | drop      |
| `#`       |      | chan. | skip  | skip     | skip    | skip    | skip      | skip      |
| `U`, `W`  |      | skip  | user  | keep     | keep    | skip*   | keep      | keep      |
| `^`       |      | drop  | drop  | group    | drop    | drop    | drop      | drop      |
| `|`       |      | drop  | drop  | drop     | label   | drop    | drop*     | drop*     |
| other     |      | drop  | drop  | keep     | keep    | keep    | keep      | keep      |

A `*` is where a cure makes a difference. `keep` is `drop` once a part has 64 bytes.
"""

from __future__ import annotations

from typing import Literal, get_args

Cure = Literal["users' labels", "groups' labels", "letters of labels", "stray <"]
CURES: frozenset[Cure] = frozenset(get_args(Cure))
Found = tuple[str, str, str, int, int]  # kind, id, label, start, end

OPENED = {"@": "at", "!": "bang", "#": "channel"}
ALERTS = {"here": "here", "channel": "channel_members", "everyone": "everyone"}
LEAST_BYTES = {"user": 2, "group": 1, "channel": 2}
NEXT_LABEL = {"channel": "label", "user": "user's label", "group": "group's label"}
FREE = {"user's label", "group's label"}  # states that gopherbot does not have


def found_by_model(text: str, cures: frozenset[Cure]) -> list[Found]:
    """Return what gopherbot finds, with some of its faults cured."""
    model = Model(cures)
    for at, character in enumerate(text):
        model.take(character, at)
    return model.found


class Model:
    """The parser, somewhere in a text."""

    def __init__(self, cures: frozenset[Cure]) -> None:
        self.cures = cures
        self.found: list[Found] = []
        self.state, self.start, self.part, self.id = "idle", 0, "", ""

    def become(self, state: str) -> None:
        self.state, self.part = state, ""

    def take(self, character: str, at: int) -> None:
        if character == "<":
            self.start = at
            self.become("open" if self.state == "idle" or "stray <" in self.cures else "idle")
        elif character == ">":
            self.emit(at + 1)
            self.become("idle")
        elif self.state in FREE:
            self.part += character
        elif self.state == "open":
            self.open(character)
        elif self.state != "idle":
            self.inside(character)

    def open(self, character: str) -> None:
        if character not in {"U", "W"}:
            self.become(OPENED.get(character, "idle"))

    def inside(self, character: str) -> None:
        if character in {"@", "!"}:
            self.become("idle")
        elif character == "^":
            self.become("group" if (self.state, self.part) == ("bang", "subteam") else "idle")
        elif character == "|":
            self.bar()
        elif character in {"U", "W"}:
            self.letter(character)
        elif self.state == "at" and character != "#":
            self.become("idle")
        elif character != "#":
            self.keep(character)

    def letter(self, character: str) -> None:
        if self.state == "label" and "letters of labels" not in self.cures:
            return
        if self.state == "at":
            self.become("user")
        self.keep(character)

    def bar(self) -> None:
        whole = self.is_whole() and self.state in NEXT_LABEL
        cured = self.state == "channel" or f"{self.state}s' labels" in self.cures
        self.id = self.part
        self.become(NEXT_LABEL[self.state] if whole and cured else "idle")

    def keep(self, character: str) -> None:
        if self.bytes() >= 64:
            self.become("idle")
        else:
            self.part += character

    def bytes(self) -> int:
        return len(self.part.encode(errors="surrogatepass"))

    def is_whole(self) -> bool:
        return self.bytes() >= LEAST_BYTES.get(self.state, 0)

    def emit(self, end: int) -> None:
        if self.state in LEAST_BYTES and self.is_whole():
            self.found.append((self.state, self.part, "", self.start, end))
        elif self.state in NEXT_LABEL.values():
            kind = {label: kind for kind, label in NEXT_LABEL.items()}[self.state]
            self.found.append((kind, self.id, self.part, self.start, end))
        elif self.state == "bang" and self.part in ALERTS:
            self.found.append((ALERTS[self.part], "", "", self.start, end))
