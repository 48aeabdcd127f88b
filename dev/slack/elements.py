"""The interactive elements of blocks: where they are, and the ids that Slack gives those without.

| block              | where its elements are |
|--------------------|------------------------|
| `actions`          | `elements`             |
| `context_actions`  | `elements`             |
| `section`          | `accessory`            |
| `input`            | `element`              |

Source: https://docs.slack.dev/reference/block-kit/block-elements
"""

import copy
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

Block = dict[str, Any]
Element = dict[str, Any]

PLACES = {
    "actions": "elements", "context_actions": "elements", "input": "element",
    "section": "accessory",
}  # fmt: skip


def each_element(blocks: Sequence[Block]) -> Iterator[tuple[Block, Element]]:
    """Yield each element that a person can use, with its block."""
    for block in blocks:
        held = block.get(PLACES.get(block.get("type", ""), ""))
        for element in held if isinstance(held, list) else [held]:
            if isinstance(element, dict) and element.get("type") != "image":
                yield block, element


def with_ids(blocks: Sequence[Block], *, every: bool = False) -> list[Block]:
    """Return a copy in which what can be used has ids.

    Args:
        every: give each block one, as in views.
    """
    given = copy.deepcopy(list(blocks))
    for block in given:
        if every:
            block.setdefault("block_id", _fresh())
    for block, element in each_element(given):
        block.setdefault("block_id", _fresh())
        element.setdefault("action_id", _fresh())
    return given


def found(blocks: Sequence[Block], action_id: str, value: object) -> tuple[Block, Element] | None:
    """Return the element of this action; of several, the one with the value."""
    all_of_them = [pair for pair in each_element(blocks) if pair[1].get("action_id") == action_id]
    same = [pair for pair in all_of_them if value is not None and pair[1].get("value") == value]
    return next(iter(same or all_of_them), None)


def _fresh() -> str:
    return secrets.token_urlsafe(4)
