"""Whom and what a text mentions: the one reader of Slack's mention markup.

| in the text                         | kind            | id  | canonical       |
|-------------------------------------|-----------------|-----|-----------------|
| `<@U1>`, `<@W1>`, `<@U1|bob>`       | user            | U1  | `<@U1>`         |
| `<!subteam^S1>`, `<!subteam^S1|@g>` | group           | S1  | `<!subteam^S1>` |
| `<#C1>`, `<#C1|general>`            | channel         | C1  | `<#C1>`         |
| `<!here>`                           | here            |     | `<!here>`       |
| `<!channel>`                        | channel_members |     | `<!channel>`    |
| `<!everyone>`                       | everyone        |     | `<!everyone>`   |

What counts is what counts for gopherbot, the odd included: `U` and `W` before the sign, and `#`
behind it, are skipped (`<W!here>`, `<@#U1>`); an id is not looked at closely (`<#zz>`), but has at
most 64 bytes, of which the last letter may stand over, as has a channel's label, which holds none
of `@!^|`. Bots (`<@B1>`), `<!here|here>`, dates and links are no mentions.

Ours differs where gopherbot misses what people see: users and groups with a label count, a
channel's label keeps its `U` and `W`, and a stray `<` does not hide the mention behind it. What
comes after a thousand markups is left as it is.

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Literal

from msgspec import Struct

from shared.text import escape

Kind = Literal["user", "group", "channel", "here", "channel_members", "everyone"]

# A user as Slack writes it now (twice as fast), else `<`, sign, word, `^` word, `|` label, `>`. No
# part runs over a `<` and none gives back what it took: linear, whatever the text.
MARKUP = re.compile(
    r"<(?:@([UW][A-Z0-9]{1,30}+)>"
    r"|[UW]*+([@!#])([^<>@!^|]*+)(?:\^([^<>@!^|]*+))?+(?:\|([^<>]*+))?+>)"
)
ALERTS: dict[str, Kind] = {
    "here": "here",
    "channel": "channel_members",
    "everyone": "everyone",
}
CANONICAL: dict[Kind, str] = {
    "user": "<@{}>",
    "group": "<!subteam^{}>",
    "channel": "<#{}>",
    "here": "<!here>",
    "channel_members": "<!channel>",
    "everyone": "<!everyone>",
}
NOT_IN_CHANNEL_LABEL = re.compile(r"[@!^|]")
MOST_MARKUPS = 1_000  # looked at in one text; 8,000, as many as there can be, would take 4 ms
PART_BYTES = 64  # of an id or a channel's label; Slack's ids have about 11


class Mention(Struct, frozen=True, gc=False):
    """One mention, and where in the text it stands."""

    kind: Kind
    id: str
    label: str
    start: int
    end: int

    def __str__(self) -> str:
        return CANONICAL[self.kind].format(self.id)


def find(text: str) -> list[Mention]:
    """Return all mentions in order, repeats included."""
    if "<" not in text:
        return []
    markups = islice(MARKUP.finditer(text), MOST_MARKUPS)
    return [mention for markup in markups if (mention := read(markup))]


def cut(text: str, mentions: Iterable[Mention] | None = None) -> str:
    """Return the text without these mentions; blanks around them stay.

    Args:
        mentions: some of those that `find` returned for this text, in order; all if not given.
    """
    return rewritten(text, mentions, lambda _: "")


def canonical(text: str, mentions: Iterable[Mention] | None = None) -> str:
    """Return the text with these mentions, as for `cut`, without label: each is one word."""
    return rewritten(text, mentions, str)


def escaped(text: str) -> str:
    """Make somebody's text safe to repeat: people and channels in it stay mentioned, no more.

    Args:
        text: as the value of a command's parameter: plain, with mentions as `<@U7>`.
    """
    harmless = [one for one in find(text) if one.kind in {"user", "channel"}]
    pieces: list[str] = []
    at = 0
    for mention in harmless:
        pieces += escape(text[at : mention.start]), str(mention)
        at = mention.end
    return "".join((*pieces, escape(text[at:])))


def without_user(text: str, user_id: str, mentions: Iterable[Mention] | None = None) -> str:
    """Return the text with the mentions of one user cut and all others canonical."""

    def kept(mention: Mention) -> str:
        return "" if mention.kind == "user" and mention.id == user_id else str(mention)

    return rewritten(text, mentions, kept)


def rewritten(text: str, mentions: Iterable[Mention] | None, form: Callable[[Mention], str]) -> str:
    """Return the text with these mentions in another form."""
    pieces: list[str] = []
    at = 0
    for mention in find(text) if mentions is None else mentions:
        pieces += text[at : mention.start], form(mention)
        at = mention.end
    return "".join((*pieces, text[at:]))


def read(markup: re.Match[str]) -> Mention | None:
    """Return the mention that this markup is, or None if it is another thing."""
    usual, sign, word, behind, label = markup.groups()
    if usual:
        return Mention("user", usual, "", *markup.span())
    word = word.replace("#", "")
    if sign == "@":
        return user(markup, word, label) if behind is None else None
    if sign == "#":
        return channel(markup, word, label or "") if behind is None else None
    if behind is not None:
        return group(markup, behind.replace("#", ""), label) if word == "subteam" else None
    kind = ALERTS.get(word) if label is None else None
    return Mention(kind, "", "", *markup.span()) if kind else None


def user(markup: re.Match[str], user_id: str, label: str | None) -> Mention | None:
    """Return the mention of a user or None."""
    if user_id[:1] not in {"U", "W"} or not fits(user_id, 2):
        return None
    return Mention("user", user_id, label or "", *markup.span())


def group(markup: re.Match[str], group_id: str, label: str | None) -> Mention | None:
    """Return the mention of a user group or None."""
    if not fits(group_id, 1):
        return None
    return Mention("group", group_id, label or "", *markup.span())


def channel(markup: re.Match[str], channel_id: str, label: str) -> Mention | None:
    """Return the mention of a channel or None."""
    label = label.replace("#", "")
    if not fits(channel_id, 2) or not fits(label, 0) or NOT_IN_CHANNEL_LABEL.search(label):
        return None
    return Mention("channel", channel_id, label, *markup.span())


def fits(part: str, least_bytes: int) -> bool:
    """Return whether a part is long enough, and has room for its last letter, however long."""
    return size(part) >= least_bytes and size(part[:-1]) < PART_BYTES


def size(part: str) -> int:
    """Return the length in bytes."""
    return len(part) if part.isascii() else len(part.encode(errors="surrogatepass"))
