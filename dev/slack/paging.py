"""Cursor paging as Slack does it: a page is cut first and filtered after, so it may come out short.

Source: https://docs.slack.dev/apis/web-api/pagination
"""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from dev.slack.arguments import Arguments
from dev.slack.refusals import Refused

T = TypeVar("T")

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000


def limit_of(arguments: Arguments, default: int = DEFAULT_LIMIT) -> int:
    """Return how many entries a page has.

    Raises:
        Refused: `invalid_limit` outside 1 to 1000.
    """
    limit = int(arguments.get("limit", default))
    if not 1 <= limit <= MAX_LIMIT:
        raise Refused("invalid_limit")
    return limit


def page(entries: Sequence[T], arguments: Arguments) -> tuple[list[T], dict[str, str]]:
    """Return one page and the `response_metadata` with the cursor of the next ("" at the end)."""
    limit, start = limit_of(arguments), read_cursor(arguments)
    end = start + limit
    cursor = write_cursor(end) if end < len(entries) else ""
    return list(entries[start:end]), {"next_cursor": cursor}


def write_cursor(position: int) -> str:
    """Return an opaque cursor for a position."""
    return base64.b64encode(f"next:{position}".encode()).decode()


def read_cursor(arguments: Arguments) -> int:
    """Return the position that a cursor stands for, 0 without one.

    Raises:
        Refused: `invalid_cursor`.
    """
    cursor = arguments.get("cursor")
    if not cursor:
        return 0
    try:
        word, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if word != "next" or not position.isdigit():
        raise Refused("invalid_cursor")
    return int(position)
