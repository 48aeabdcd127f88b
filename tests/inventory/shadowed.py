"""Cases 67 to 70: what is said where another bot answers."""

from __future__ import annotations

from tests.inventory.calls import PM, RA
from tests.inventory.case import Case
from tests.inventory.said import BOOKS
from tests.inventory.triggered import PREVIEW

ELEVEN_LINES = "\n".join(f"l{number}" for number in range(1, 12))

CASES = (
    Case(67, "ghost", [], "a"),
    Case(67, "<@UBOT> ghost", [RA("ghost")], "b"),
    Case(67, "ghost", [RA("ghost", channel="D1")], "c", where="D1"),
    Case(68, "xkcd:1", [], "a"),
    Case(68, "xkcd:1 <@UBOT>", [PM("https://xkcd.com/1", **PREVIEW)], "b"),
    Case(69, "<@UBOT> books", [PM(BOOKS)], "a"),
    Case(69, "books", [], "b"),
    Case(70, ELEVEN_LINES, [], "a"),
    Case(70, ELEVEN_LINES, [], "b", where="D1"),
)
