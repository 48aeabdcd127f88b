"""Turns a message into Go source: what stands in code blocks is code, all else is a comment.

| in the message              | outside of code blocks | in code blocks                            |
|-----------------------------|------------------------|-------------------------------------------|
| a line                      | `// ` before it        | as it is                                  |
| blanks at its outer ends    | nothing                | as they are                               |
| `<https://x.org|x.org>`     | `x.org`                | `x.org`                                   |
| `&lt;` `&gt;` `&amp;`       | `<` `>` `&`            | `<` `>` `&`                               |
| `<@U1>`, `<@U1|ann>`        | nothing                | `@U1`, `@ann`                             |
| `<#C1|dev>`, `<!here>`      | nothing                | `#dev`, `@here`                           |
| ```` ```go ```` and no more |                        | the fence; the name of the language goes  |

Only names that Slack sent with a mention are known here. Quotes, blanks and accents stay what they
were: in a string of Go they matter.
"""

from __future__ import annotations

import re

from shared import mentions
from shared.mentions import Kind, Mention
from shared.text import FENCE, LINK, unescape

COMMENT = "// "
LANGUAGE = re.compile(r"\A[ \t]*(?:go|golang)[ \t\r]*\n", re.IGNORECASE)
SIGNS: dict[Kind, str] = {"user": "@", "group": "@", "channel": "#"}
ALERTS: dict[Kind, str] = {
    "here": "@here",
    "channel_members": "@channel",
    "everyone": "@everyone",
}


def go_source(raw: str) -> str:
    """Return a message, as Slack sent it, as Go source; empty if it says nothing."""
    parts = raw.split(FENCE)
    prose = [decoded(mentions.cut(part)) for part in parts[::2]]
    # Blanks at the outer ends are what a mention left there.
    prose[0] = prose[0].lstrip()
    if len(parts) % 2:  # it does not end with code
        prose[-1] = prose[-1].rstrip()
    parts[::2] = map(comment, prose)
    parts[1::2] = map(code, parts[1::2])
    return "".join(parts)


def comment(prose: str) -> str:
    """Return text as a comment between blank lines."""
    if not prose.strip():
        return ""
    lines = prose.strip("\n").split("\n")
    return "\n" + "\n".join(COMMENT + line for line in lines) + "\n\n"


def code(block: str) -> str:
    """Return what stands between two fences."""
    written = decoded(mentions.rewritten(LANGUAGE.sub("", block), None, readable))
    text = written.strip("\n")
    return text + "\n" if text else ""


def decoded(text: str) -> str:
    """Return text with its links and entities as they were typed."""
    return unescape(LINK.sub(lambda link: link[2] or link[1], text))


def readable(mention: Mention) -> str:
    """Return a mention as one reads it."""
    if mention.kind in ALERTS:
        return ALERTS[mention.kind]
    sign = SIGNS[mention.kind]
    return sign + (mention.label or mention.id).removeprefix(sign)
