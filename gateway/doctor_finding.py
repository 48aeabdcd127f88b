"""What `python -m gateway doctor` says of one thing: a line of its report.

| mark    | means                                          | exit status |
|---------|------------------------------------------------|-------------|
| ok      | it works                                       | 0           |
| note    | it works, but not all that it might            | 0           |
| skipped | it cannot be looked at, and the line says why  | 0           |
| wrong   | it does not work; the line ends with the cure  | 1           |
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Mark = Literal["ok", "note", "skipped", "wrong"]

SHOWN_CHARS = 200  # of what somebody else said, such as whoever answers at PUBLIC_URL


class Finding(Struct, frozen=True):
    """What was found out about one thing.

    Args:
        text: without any value that is secret.
        cure: what to do, in the imperative.
    """

    mark: Mark
    subject: str
    text: str
    cure: str = ""

    def __str__(self) -> str:
        """The line."""
        cure = f" Cure: {self.cure}." if self.cure else ""
        return f"{self.mark:<8} {self.subject}: {self.text}.{cure}"


def shown(text: str) -> str:
    """Return what somebody else said as it may stand in a line of a terminal."""
    printable = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(printable.split())[:SHOWN_CHARS]
