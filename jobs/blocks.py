"""Blocks for scripts with `report_format = "blocks"`: built, held against Slack's limits, printed.

| function            | gives                                                               |
|---------------------|---------------------------------------------------------------------|
| `header(text)`      | a heading in plain text, cut at its limit                           |
| `section(text)`     | a paragraph in Slack's markup                                       |
| `fields(…)`         | pairs side by side                                                  |
| `context(text)`     | a small grey line                                                   |
| `listing(lines, …)` | any number of lines in as few sections as hold them; what does not  |
|                     | fit a message is counted                                            |
| `show(blocks)`      | prints them, which is what Burrow then posts                        |

What comes from elsewhere (names, titles, whatever people wrote) goes through `escaped`, or
`<!channel>` in it would alert a channel.

Source: https://docs.slack.dev/reference/block-kit/blocks; the ceiling of a whole message, which
nobody documents, as seen in slackapi/bolt-js#2509
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

MOST_BLOCKS = 50
HEADER_CHARS = 150
SECTION_CHARS = 3_000
MOST_FIELDS = 10
FIELD_CHARS = 2_000
# Slack refused messages from about 13,200 on; a header and a context stand beside a listing.
MESSAGE_CHARS = 13_000
LISTING_CHARS = 11_000

Block = dict[str, Any]


class TooLong(ValueError):
    """Slack would refuse it; says what, how long it is and how long it may be."""


def escaped(text: str) -> str:
    """Return a text as Slack shows it literally: no mention and no link comes to life."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, label: str) -> str:
    """Return a link in Slack's markup; neither part can end it early."""
    address = url.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C")
    return f"<{address}|{escaped(label).replace('|', '¦')}>"


def header(text: str) -> Block:
    """Return a heading; a long one is cut, since it is only a name."""
    cut = text if len(text) <= HEADER_CHARS else text[: HEADER_CHARS - 1] + "…"
    return {"type": "header", "text": {"type": "plain_text", "text": cut}}


def section(text: str) -> Block:
    """Return a paragraph.

    Raises:
        TooLong: use `listing`, which begins another one.
    """
    return {"type": "section", "text": marked("a section", text, SECTION_CHARS)}


def fields(pairs: Sequence[tuple[str, str]]) -> Block:
    """Return names and values side by side.

    Raises:
        TooLong: there are too many, or one is too long.
    """
    if len(pairs) > MOST_FIELDS:
        raise TooLong(f"a section has {len(pairs)} fields, Slack takes {MOST_FIELDS}")
    texts = [marked("a field", f"*{name}*\n{value}", FIELD_CHARS) for name, value in pairs]
    return {"type": "section", "fields": texts}


def context(text: str) -> Block:
    """Return a small line; raises TooLong as `section` does."""
    return {"type": "context", "elements": [marked("a context", text, SECTION_CHARS)]}


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def marked(what: str, text: str, most_chars: int) -> Block:
    """Return a text in Slack's markup.

    Raises:
        TooLong: it has more characters than Slack takes there.
    """
    if len(text) > most_chars:
        raise TooLong(f"{what} has {len(text)} characters, Slack takes {most_chars}")
    return {"type": "mrkdwn", "text": text}


def listing(lines: Sequence[str], most_chars: int = LISTING_CHARS) -> list[Block]:
    """Return lines in as few sections as hold them; those over the limit are only counted.

    Args:
        most_chars: for all of them; less if other long blocks stand beside them.
    """
    fitting = list(within(lines, most_chars))
    if len(fitting) < len(lines):
        fitting.append(f"_and {len(lines) - len(fitting)} more_")
    return [section(text) for text in joined(fitting)]


def within(lines: Sequence[str], most_chars: int) -> Iterator[str]:
    """Yield lines, each cut to what one section takes, while they fit together."""
    left = most_chars
    for line in lines:
        cut = line if len(line) <= SECTION_CHARS else line[: SECTION_CHARS - 1] + "…"
        left -= size(cut)
        if left < 0:
            return
        yield cut


def joined(lines: Sequence[str]) -> Iterator[str]:
    """Yield texts of whole lines, each as long as a section may be."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > SECTION_CHARS:
            yield text
            text = line
        else:
            text = f"{text}\n{line}" if text else line
    if text:
        yield text


def size(value: object) -> int:
    """Return the characters that something takes in the message."""
    return len(json.dumps(value, ensure_ascii=False))


def show(blocks: Sequence[Block]) -> None:
    """Print blocks as the job's output.

    Raises:
        TooLong: they are too many, or too long together.
    """
    if len(blocks) > MOST_BLOCKS:
        raise TooLong(f"the message has {len(blocks)} blocks, Slack takes {MOST_BLOCKS}")
    if (chars := size(list(blocks))) > MESSAGE_CHARS:
        raise TooLong(f"the message has {chars} characters of blocks, Slack takes {MESSAGE_CHARS}")
    sys.stdout.write(json.dumps(list(blocks)) + "\n")
