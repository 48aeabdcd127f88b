"""Lines as one text that a section takes; those that are left out are counted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from consumer.blocks import SECTION_CHARS

MORE_CHARS = 100  # kept free for the line that counts the others


def fitting(lines: Sequence[str], most: int, command: str) -> str:
    """Return at most so many lines, and which command shows the others.

    Args:
        command: in plain words, such as `help`.
    """
    room = SECTION_CHARS - MORE_CHARS
    ends = accumulate(len(line) + 1 for line in lines[:most])
    count = sum(end <= room for end in ends)
    more = len(lines) - count
    return "\n".join([*lines[:count], *([f"… and {more} more: `{command}`"] if more else [])])
