"""Where Burrow does something else than gopherbot on purpose: differences.toml, and our calls.

| what        | where                                                                       |
|-------------|-----------------------------------------------------------------------------|
| why         | differences.toml, for every case that comes out otherwise                   |
| other calls | here: messages and joins; shared_otherwise.py: code and files               |
| otherwise   | in a test of the case's own, or in one of the watchers' (announced.py)      |
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from tests.inventory.calls import PE, PM, RA, Attached, Call, Like
from tests.inventory.said import BOOKS
from tests.inventory.triggered import ASK, PREVIEW

FILE = Path(__file__).with_name("differences.toml")
APOLOGY = Like(".*`help`.*")
TOO_LATE = Like(r"Your message reached me 3\d seconds late.*")


class Difference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What both do in some cases, and why Burrow does not do as gopherbot."""

    cases: tuple[str, ...]
    gopherbot: str
    burrow: str
    why: str


TABLE = msgspec.convert(tomllib.loads(FILE.read_text())["difference"], tuple[Difference, ...])
LISTED = [case for difference in TABLE for case in difference.cases]

OUR_CALLS: dict[str, list[Call]] = {
    "12a": [PM(BOOKS)],
    "12b": [PM(BOOKS)],
    "12c": [PE(APOLOGY)],
    "13": [PM(BOOKS)],
    "15": [PM(BOOKS)],
    "20c": [PM(BOOKS)],
    "22": [],
    "23a": [PE(TOO_LATE)],
    "23b": [],
    "23c": [],
    "24a": [PE(TOO_LATE)],
    "25a": [PE(APOLOGY)],
    "25b": [PM(APOLOGY, channel="D1")],
    "28b": [PM(ASK)],
    "32": [
        PM(
            Like("<@U2> .*<#CH02>.*"),
            attachments=Attached(Like(r".*tour\.golang\.org.*go/wiki#learning-more.*")),
        )
    ],
    "33": [
        PM(
            Like("(?!.*<#).*"),
            channel="CH02",
            attachments=Attached(Like(r".*tour\.golang\.org.*go/wiki#learning-more.*")),
        )
    ],
    "37": [PM(Like(".*`help basics`.*"), attachments=Attached(Like(".*Page 1 of .*`help 2`.*")))],
    "39b": [PM("https://xkcd.com/927", **PREVIEW)],
    "40d": [PM("https://xkcd.com/1234", **PREVIEW)],
    "46b": [PM(Like(r"\*domain-driven design\* \(`ddd`\): .*"), channel="D1")],
    "47": [PM(Like(r"\*domain-driven design\* \(`DDD`\): .*"))],
    "48": [PM(Like(r"\*variadic\*: .*"))],
    "50a": [PM(Like("<@UALICE> .*`glossary/terms/foo.toml`.*"))],
    "50b": [PM(Like(r"\*domain-driven design\* \(`ddd`\): .*"))],
    "51": [PM(Like(r"<@U7> \*blank identifier\* \(`blank`\): .*"))],
    "52": [PM(Like("<@UALICE> .*define &lt;term&gt;.*"))],
    "54": [RA("gobuffalo")],
    "57b": [RA("gopher", channel="D1")],
    "59": [RA("gopher"), RA("wave")],
    "70b": [PM(APOLOGY, channel="D1")],
    "86b": [],
    "95": [],
}


def intended(case_id: str, gopherbots: list[Call]) -> list[Call]:
    """Return the calls that Burrow is to make."""
    return OUR_CALLS.get(case_id, gopherbots)
