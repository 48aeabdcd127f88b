"""How the texts of content files are written, and how Slack gets them.

| in the file                           | in Slack                                             |
|---------------------------------------|------------------------------------------------------|
| `code`, and ``` around a block        | code; whatever stands inside is shown as it is       |
| `<https://…>`, `<https://…|words>`    | a link; `http://` too, if the file's rules allow it  |
| `*bold*`, `_italic_`                  | bold, italic                                         |
| any other `<`, `>`, `&`: `v := <-ch`  | itself: it is escaped here, never in the file        |

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from shared.text import FENCE, escape

SCHEMES = ("https://", "http://")
CODE = re.compile(r"```.+?```|`[^`\n]+`", re.DOTALL)
LINK = re.compile(rf"<(?:{'|'.join(SCHEMES)})[^\s<>|]+(?:\|[^<>|\n]+)?>")
PIECE = re.compile(f"({CODE.pattern}|{LINK.pattern})", re.DOTALL)
ENTITY = re.compile("&(?:amp|lt|gt);")
MENTION = re.compile(r"<[@!#]")
LINK_FORMS = "<https://…>, or <https://…|words>"  # for cures

Cures = dict[re.Pattern[str], str]
# What is wrong outside code and links, and its cure.
CURES: Cures = {
    re.compile("`"): "a ` has no partner in its line: close the code",
    MENTION: "Slack would not make a mention of it: leave <@…>, <!…> and <#…> out",
    re.compile(r"\]\("): "is Markdown: write a link as <https://…|words>",
    re.compile(r"\*\*"): "is Markdown: write *bold* with single stars",
    re.compile("<mailto:"): "write the address plainly: Slack makes a link of it",
}


def slack(text: str) -> str:
    """Return a text as Slack takes it."""
    return "".join(
        f"<{escape(piece[1:-1])}>" if LINK.fullmatch(piece) else escape(piece)
        for piece in PIECE.split(text)
    )


def faults(text: str, cures: Cures = CURES, *, schemes: tuple[str, ...] = SCHEMES) -> Iterator[str]:
    """Yield the cure of all that Slack would show other than it was meant.

    Args:
        cures: what is wrong outside code and links.
        schemes: how links may begin.
    """
    if ENTITY.search(text):
        yield "write &, < and > plainly: they are escaped on the way to Slack"
    if text.count(FENCE) % 2:
        yield f"one {FENCE} has no partner: close the block"
        return  # where code ends is anybody's guess
    prose = " ".join(piece for piece in PIECE.split(text) if is_prose(piece, schemes))
    for wrong, cure in cures.items():
        if wrong.search(prose):
            yield cure


def date(at_s: int, form: str) -> str:
    """Return a moment as each reader's Slack shows it, in their own time zone.

    Args:
        at_s: s since epoch.
        form: of words such as `{date_short_pretty}`.

    Source: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    plain = datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{at_s}^{form}|{plain}>"


def links(text: str) -> list[str]:
    """Return the links of a text, each with its angle brackets."""
    return [piece for piece in PIECE.split(text) if LINK.fullmatch(piece)]


def is_prose(piece: str, schemes: tuple[str, ...]) -> bool:
    """Return whether a piece of a text is neither code nor a link."""
    is_link = LINK.fullmatch(piece) and piece[1:].startswith(schemes)
    return not is_link and not CODE.fullmatch(piece)
