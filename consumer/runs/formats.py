"""From what a job printed to what is posted.

| output                          | text                       | code              | file |
|---------------------------------|----------------------------|-------------------|------|
| short                           | as it is, alerts defused   | one block of code | file |
| over 3,990 characters           | several posts              | file              | file |
| more than five posts, not UTF-8 | file                       | file              | file |

What job authors format as blocks is in blocks.py. Escape sequences of terminals, lines that were
overwritten (progress bars) and control characters are left out of all but files.

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from shared.text import FENCE, POST_CHARS, escape, split
from shared.uploads import Upload

CODE_CHARS = 3_990  # of output; with its fences that is what Slack takes as one message
MESSAGE_CHARS = 4_000
MOST_POSTS = 5  # a channel's burst; whoever prints more means a file
TEXT_BYTES = 4 * MOST_POSTS * POST_CHARS  # no character takes more than four
TAIL_LINES, TAIL_CHARS = 10, 1_000
STREAM_CHARS = 3_000  # of one that is edited; with its head that stays below Slack's 4,000

ALERT = re.compile(r"<!(?!date\^)")
TERMINAL = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])"
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
INNER_FENCE = re.compile("`(?=``)")
LONGEST_ESCAPE = len("&amp;")
UNSEEN = "\u200b"  # between backticks, which then end no block


@dataclass(frozen=True, slots=True)
class Post:
    """A message.

    Args:
        blocks: shown instead of the text, which then is for notifications.
        last_resort: there is nothing simpler to say if Slack refuses it.
    """

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    last_resort: bool = False


Piece = Post | Upload


def as_text(output: bytes, name: str) -> list[Piece]:
    """Return output as messages, in which links and mentions of people work."""
    text = decoded(output) if len(output) <= TEXT_BYTES else None
    posts = split(defused(text)) if text else []
    if not posts or len(posts) > MOST_POSTS:
        return [Upload(name, output)]
    return [Post(post) for post in posts]


def as_code(output: bytes, name: str) -> list[Piece]:
    """Return output as a block of code, or as a file if it is too long for one."""
    text = decoded(output) if len(output) <= TEXT_BYTES else None
    block = code_block(text or "")
    if not text or len(whole(output)) > CODE_CHARS or len(block) > MESSAGE_CHARS:
        return [Upload(name, output)]
    return [Post(block)]


def whole(output: bytes) -> str:
    """Return output as text, whatever it is."""
    return output.decode(errors="replace")


def is_blank(output: bytes) -> bool:
    """Return whether nobody would see anything of an output."""
    text = decoded(output[:TEXT_BYTES])
    return not output.strip() or (text is not None and not text.strip())


def decoded(output: bytes) -> str | None:
    """Return output as people would see it on a terminal, None if it is no text."""
    try:
        return legible(output.decode())
    except UnicodeDecodeError:
        return None


def legible(text: str) -> str:
    """Return text without what is for terminals."""
    plain = TERMINAL.sub("", text) if "\x1b" in text else text
    if "\r" in plain:
        plain = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in plain.split("\n"))
    return CONTROL.sub("", plain)


def defused(text: str) -> str:
    """Return Slack's markup so that it alerts no channel and no group; dates stay."""
    return ALERT.sub("&lt;!", text)


def code_block(text: str) -> str:
    """Return text as a block of code that shows it as it is."""
    inner = escape(INNER_FENCE.sub("`" + UNSEEN, text.strip("\n")))
    return f"{FENCE}\n{inner}\n{FENCE}"


def head(text: str, chars: int) -> str:
    """Return the beginning of a text."""
    return text if len(text) <= chars else text[:chars] + "…"


def tail(text: str, chars: int = TAIL_CHARS, lines: int | None = TAIL_LINES) -> str:
    """Return the end of a text, cut where a line begins if there is such a place.

    Args:
        chars: as they are once escaped, which may be more.
    """
    kept = legible(text[-8 * chars :]).rstrip()
    if lines is not None:
        kept = "\n".join(kept.splitlines()[-lines:])
    cut = kept
    while (over := len(escape(cut)) - chars) > 0:
        cut = cut[max(1, over // LONGEST_ESCAPE) :]
    begins = cut.find("\n") + 1
    return cut[begins:] if cut != kept and 0 < begins < len(cut) // 2 else cut
