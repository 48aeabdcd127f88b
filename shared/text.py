"""Text as Slack sends and takes it.

Source: https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
import unicodedata

POST_CHARS = 3_900  # Slack advises under 4,000; a chat.update refuses more
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "})
LINK = re.compile(r"<((?:https?|mailto):[^|>]*)(?:\|([^>]*))?>")
SPACES = re.compile(r"\s+")
# Where a text is best cut, best first; never inside `<…>` or an entity.
SEAMS = ("\n\n", "\n", ". ", " ")


def escape(text: str) -> str:
    """Make text from people safe to repeat: no mention in it alerts anybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Decode the three entities that Slack encodes, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str) -> str:
    """Return text as the person typed it: links unwrapped, entities decoded, quotes straight."""
    unwrapped = LINK.sub(lambda link: link[2] or link[1], text) if "<" in text else text
    decoded = unescape(unwrapped) if "&" in unwrapped else unwrapped
    if decoded.isascii():
        return decoded  # most messages, and a quarter of the time
    return unicodedata.normalize("NFC", decoded.translate(QUOTES).translate(ZERO_WIDTH))


def one_line(text: str) -> str:
    """Return text with each run of white space as one blank, and none at the ends."""
    return SPACES.sub(" ", text).strip()


def split(text: str, limit: int = POST_CHARS) -> list[str]:
    """Cut a text into posts of at most `limit` characters, at the best seam of each."""
    posts = []
    while len(text) > limit:
        at = seam(text, limit)
        posts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*posts, text] if text or not posts else posts


def seam(text: str, limit: int) -> int:
    """Return where to cut: at a seam in the second half, else before markup, else hard."""
    for mark in SEAMS:
        at = text.rfind(mark, limit // 2, limit)
        if at > 0 and not inside_markup(text, at):
            return at + len(mark.rstrip("\n ")) if mark == ". " else at
    opened = max(text.rfind("<", 0, limit), text.rfind("&", 0, limit))
    return opened if opened > 0 and inside_markup(text, limit) else limit


def inside_markup(text: str, at: int) -> bool:
    """Return whether a cut here would tear `<…>` or `&…;` apart."""
    opened = text.rfind("<", 0, at)
    if opened >= 0 and ">" not in text[opened:at]:
        return ">" in text[at:]
    entity = text.rfind("&", max(0, at - 5), at)
    return entity >= 0 and ";" not in text[entity:at] and ";" in text[at : at + 5]
