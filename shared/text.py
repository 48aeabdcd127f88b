"""Text as Slack sends and takes it.

What `plain` makes of an incoming text, in this order:

| incoming                                              | becomes                          |
|-------------------------------------------------------|----------------------------------|
| `<https://x.org|x.org>`, `<mailto:…|…>`, any link     | its label, without one the URL   |
| `<!date^…|fallback>`                                  | the fallback                     |
| `&amp;` `&lt;` `&gt;`                                 | `&` `<` `>`, once                |
| ‘ ’ ‚ ‛ ′ ʼ ´                                         | `'`                              |
| “ ” „ ‟ ″                                             | `"`                              |
| no-break spaces (U+00A0, U+2007, U+202F)              | a blank                          |
| zero-width spaces, soft hyphens, marks of direction   | nothing                          |
| joiners, variation selectors behind ASCII             | nothing; elsewhere they shape    |
|                                                       | emoji and letters and stay       |
| letters followed by their accents                     | one character (NFC)              |
| mentions, code, emoji names, dashes, « »              | what they were                   |

All of it takes time in proportion to the text, whoever wrote it: one slow message would hold up
every other of the process.

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
import unicodedata

SHOWN_CHARS = 40  # of what somebody said, when it is repeated to them
POST_CHARS = 3_900  # Slack advises under 4,000; a chat.update refuses more
FENCE = "```"
CLOSING, REOPENING = "\n" + FENCE, FENCE + "\n"

# No part runs over a `<` and none gives back what it took: linear for `<http:<http:<http:…` too.
LINK = re.compile(
    r"<(!date\^[^<>|]*+(?=\|[^<>])|[A-Za-z][A-Za-z0-9+.-]*+:[^<>|]*+)(?:\|([^<>]*+))?+>"
)
UNWRITTEN = re.compile(r"^(?:mailto|tel):", re.IGNORECASE)  # Slack's, not the person's
STRAIGHT = (
    *((quote, "'") for quote in "‘’‚‛′ʼ´"),
    *((quote, '"') for quote in "“”„‟″"),
    *((space, " ") for space in "\u00a0\u2007\u202f"),
)
UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
JOINING = "\u200c\u200d\ufe0e\ufe0f"
INVISIBLE = re.compile(f"[{UNSEEN}]+")
# Behind ASCII they shape nothing, but for 1️⃣, whose enclosing key follows.
IDLE_JOINERS = re.compile(rf"(?<![^\x00-\x7f])[{JOINING}]++(?!\u20e3)")
ODD = re.compile(f"[{''.join(quote for quote, _ in STRAIGHT)}{UNSEEN}{JOINING}]")
# More marks on one letter are no writing in any language (Unicode's stream-safe format), but take
# NFC a time that grows with their square: 40,000 of them 1.2 s.
MARKS_ON_A_LETTER = 30
SHORT_CHARS = (
    1_000  # that many marks take NFC under 1 ms; looking for a storm, 2 of 50 µs a message
)
MAYBE_STORM = re.compile(rf"[^\x00-\u02ff]{{{MARKS_ON_A_LETTER + 1}}}")
IS_MARK = bytes([0, *[1] * 255])  # by combining class

MARKUP = re.compile(r"<[^<>\n`]*>|&(?:amp|lt|gt);|```")
# Where a text is best cut, best first; never inside `<…>`, an entity or a fence.
SEAMS = ("\n\n", "\n", ". ", " ")


def escape(text: str) -> str:
    """Make text from people safe to repeat: no mention in it alerts anybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Decode the three entities that Slack encodes, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str) -> str:
    """Return text as the person typed it, with plain quotes and blanks (see the table above)."""
    return decoded(LINK.sub(lambda link: link[2] or link[1], text) if "<" in text else text)


def with_addresses(text: str) -> str:
    """Return text as `plain` does, but links as what they lead to: that is what programs want."""
    return decoded(LINK.sub(address, text) if "<" in text else text)


def address(link: re.Match[str]) -> str:
    """Return what a link leads to; a date is what people see."""
    if link[1].startswith("!date"):
        return link[2]
    return UNWRITTEN.sub("", link[1])


def decoded(text: str) -> str:
    """Return text without Slack's entities, with plain quotes and blanks."""
    unescaped = unescape(text) if "&" in text else text
    return unescaped if unescaped.isascii() else composed(tidy(unescaped))


def folded(text: str) -> str:
    """Return plain text as it is compared, never shown: one line, without case or joiners."""
    return one_line(text if text.isascii() else without_joiners(text)).casefold()


def one_line(text: str) -> str:
    """Return text with each run of white space as one blank, and none at the ends."""
    return " ".join(text.split())


def shown(said: str) -> str:
    """Return somebody's words as code, in which Slack makes no links and alerts nobody."""
    line = one_line(said).replace("`", "'")
    return f"`{escape(line if len(line) <= SHOWN_CHARS else line[:SHOWN_CHARS] + '…')}`"


def tidy(text: str) -> str:
    """Return text with plain quotes and blanks, and without what nobody sees."""
    if not ODD.search(text):
        return text
    # Three times as fast as str.translate, which asks a dict about each character.
    for odd, usual in STRAIGHT:
        text = text.replace(odd, usual)
    return IDLE_JOINERS.sub("", INVISIBLE.sub("", text))


def without_joiners(text: str) -> str:
    """Return text without what shapes its neighbours and is not seen itself."""
    for joiner in JOINING:  # four times as fast as a regular expression
        text = text.replace(joiner, "")
    return text


def composed(text: str) -> str:
    """Return text in NFC, unless somebody heaped up marks, which would take long."""
    if len(text) > SHORT_CHARS and is_storm(without_joiners(text)):
        return text
    return unicodedata.normalize("NFC", text)


def is_storm(text: str) -> bool:
    """Return whether there are more marks on one letter than any language has."""
    if not MAYBE_STORM.search(text):
        return False
    marks = bytes(map(unicodedata.combining, text)).translate(IS_MARK)
    return b"\1" * (MARKS_ON_A_LETTER + 1) in marks


def split(text: str, limit: int = POST_CHARS) -> list[str]:
    """Cut a text into posts at the best seam of each.

    A cut in a code block closes its fence, and opens it again in the next post. A last fence
    without partner is none to Slack, nor here.

    Args:
        limit: characters of a post, at least 12: two fences and something between.
    """
    posts: list[str] = []
    rest = text.strip()  # or a post might be blank, which Slack refuses
    while len(rest) > limit:
        post, rest = parted(rest, limit)
        posts += [post] if post else []
    return [*posts, rest] if rest or not posts else posts


def parted(text: str, limit: int) -> tuple[str, str]:
    """Return the first post of a long text, blank if only a fence is left of it, and the rest."""
    at = seam(text, limit)
    if in_code(text, at):
        at = seam(text, limit - len(CLOSING))
    post, rest = text[:at].rstrip(), text[at:]
    return reopened(post, rest) if in_code(text, at) else (post, rest.lstrip())


def reopened(post: str, rest: str) -> tuple[str, str]:
    """Return a post that was cut in a code block and the rest, each with both fences."""
    # A block that begins or ends at the cut leaves no empty one on the other side.
    post = post.removesuffix(FENCE).rstrip() if post.endswith(FENCE) else post + CLOSING
    if rest.lstrip().startswith(FENCE):
        return post, rest.lstrip().removeprefix(FENCE).lstrip()
    return post, REOPENING + rest.lstrip("\n")  # the first line of code keeps its indentation


def in_code(text: str, at: int) -> bool:
    """Return whether a fence is open at this place, and closed behind it."""
    return text.count(FENCE, 0, at) % 2 == 1 and text.find(FENCE, at) >= 0


def seam(text: str, limit: int) -> int:
    """Return where to cut: at a seam in the second half, else before markup, else hard."""
    first = len(REOPENING) + 1 if text.startswith(FENCE) else 1  # a fence alone is no post
    for mark in SEAMS:
        at = text.rfind(mark, max(first, limit // 2), limit)
        if at > 0 and whole_before(text, at) == at:
            return at + len(mark.rstrip())
    at = whole_before(text, limit)
    return at if at >= first else limit  # markup that is longer than a post is torn


def whole_before(text: str, at: int) -> int:
    """Return this place, or where the markup begins that a cut here would tear apart."""
    for markup in MARKUP.finditer(text, 0, at + POST_CHARS):
        if markup.end() > at:
            return min(markup.start(), at)
    return at
