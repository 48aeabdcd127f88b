"""How a definition is written, and how Slack gets it.

| in the file                           | in Slack                                             |
|---------------------------------------|------------------------------------------------------|
| `code`, and ``` around a block        | code; whatever stands inside is shown as it is       |
| `<https://…>`, `<https://…|words>`    | a link                                               |
| `*bold*`, `_italic_`                  | bold, italic                                         |
| any other `<`, `>`, `&`: `v := <-ch`  | itself: it is escaped here, never in the file        |

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shared.text import escape

FENCE = "```"
CODE = re.compile(r"```.+?```|`[^`\n]+`", re.DOTALL)
LINK = re.compile(r"<https://[^\s<>|]+(?:\|[^<>|\n]+)?>")
PIECE = re.compile(f"({CODE.pattern}|{LINK.pattern})", re.DOTALL)
# What is wrong outside code and links, and its cure.
CURES = {
    re.compile("`"): "a ` has no partner in its line: close the code",
    re.compile(r"<[@!#]"): "Slack would not make a mention of it: leave <@…>, <!…> and <#…> out",
    re.compile(r"\]\("): "is Markdown: write a link as <https://…|words>",
    re.compile(r"\*\*"): "is Markdown: write *bold* with single stars",
    re.compile("http://"): "link to https://",
    re.compile("https://"): "put angle brackets around a link: <https://…>, or <https://…|words>",
}
ENTITY = re.compile("&(?:amp|lt|gt);")


def slack(definition: str) -> str:
    """Return a definition as Slack takes it."""
    pieces = PIECE.split(definition)
    return "".join(
        f"<{escape(piece[1:-1])}>" if LINK.fullmatch(piece) else escape(piece) for piece in pieces
    )


def faults(definition: str) -> Iterator[str]:
    """Yield the cure of all that Slack would show other than it was meant."""
    if ENTITY.search(definition):
        yield "write &, < and > plainly: they are escaped on the way to Slack"
    if definition.count(FENCE) % 2:
        yield f"one {FENCE} has no partner: close the block"
        return  # where code ends is anybody's guess
    prose = PIECE.sub(" ", definition)
    for wrong, cure in CURES.items():
        if wrong.search(prose):
            yield cure
