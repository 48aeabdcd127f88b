"""The blocks that a job printed, checked as Slack will check them, with words for who wrote them.

| printed                                | is                                            |
|----------------------------------------|-----------------------------------------------|
| `[{"type": "section", …}, …]`          | the blocks                                    |
| `{"blocks": [...], "text": "…"}`       | the blocks, and the text for notifications    |

What is not looked at here (rare types, the size of the whole) Slack refuses itself.

Source: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from consumer.runs.formats import defused, head

MOST_BLOCKS = 50
TEXT_CHARS, HEADER_CHARS, FIELD_CHARS, BUTTON_CHARS = 3_000, 150, 2_000, 75
MOST = {("section", "fields"): 10, ("context", "elements"): 10, ("actions", "elements"): 25}
NEEDED = {
    "section": ("text", "fields"),
    "header": ("text",),
    "context": ("elements",),
    "actions": ("elements",),
}
NOTICE_CHARS = 1_000  # of the text for notifications, which show less of it
MOST_NESTING = 32  # rich text has 10; from 254 on nothing would write it down as JSON again
MARKED_UP = frozenset({"mrkdwn", "markdown"})
WRITTEN = MARKED_UP | {"plain_text", "text"}

Block = dict[str, Any]


class NotBlocks(ValueError):
    """An output is not what the format `blocks` takes; the message says why."""


def read(output: bytes) -> tuple[tuple[Block, ...], str]:
    """Return blocks and the text for notifications.

    Raises:
        NotBlocks: Slack would refuse them, or they are none.
    """
    try:
        printed = orjson.loads(output)
    except ValueError as error:
        raise NotBlocks(f"it is not JSON ({error})") from None
    text = printed.get("text", "") if isinstance(printed, dict) else ""
    blocks = printed.get("blocks") if isinstance(printed, dict) else printed
    if not isinstance(blocks, list) or not isinstance(text, str):
        raise NotBlocks('it is neither a list of blocks nor {"blocks": [...], "text": "..."}')
    if is_deep(blocks):
        raise NotBlocks("it is nested too deep")
    if faults := list(faults_of(blocks)):
        further = f", and {len(faults) - 1} more like this" if len(faults) > 1 else ""
        raise NotBlocks(faults[0] + further)
    safe = tuple(harmless(block) for block in blocks)
    # Also what plain_text says: as a text of its own, Slack would read markup in it.
    return safe, head(defused(text or notice(safe)), NOTICE_CHARS)


def are_none(output: bytes) -> bool:
    """Return whether an output is an empty list of blocks."""
    try:
        printed = orjson.loads(output)
    except ValueError:
        return False
    return (printed.get("blocks") if isinstance(printed, dict) else printed) == []


def printed(blocks: tuple[Block, ...]) -> bytes:
    """Return blocks for people to read."""
    return orjson.dumps(blocks, option=orjson.OPT_INDENT_2)


def is_deep(blocks: list[Any]) -> bool:
    """Return whether blocks are nested deeper than any that Slack knows."""
    level: list[Any] = blocks
    for _ in range(MOST_NESTING):
        inner = (one.values() if isinstance(one, dict) else listed(one) for one in level)
        level = [part for parts in inner for part in parts]
    return bool(level)


def faults_of(blocks: list[Any]) -> Iterator[str]:
    """Yield what is wrong with blocks."""
    if len(blocks) > MOST_BLOCKS:
        yield f"it has {len(blocks)} blocks, and Slack takes {MOST_BLOCKS}"
    for number, block in enumerate(blocks, start=1):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            yield f"block {number} is not an object with a type"
            continue
        for fault in faults_of_one(block):
            yield f"block {number} ({head(block['type'], 30)}): {fault}"


def faults_of_one(block: Block) -> Iterator[str]:
    """Yield what is wrong with one block."""
    kind = block["type"]
    if kind in NEEDED and not any(block.get(key) for key in NEEDED[kind]):
        yield f"it needs {' or '.join(NEEDED[kind])}"
    for (of, key), most in MOST.items():
        if of == kind and len(listed(block.get(key))) > most:
            yield f"it has {len(block[key])} {key}, and Slack takes {most}"
    for text, what, limit, only in texts_of(block):
        yield from faults_of_text(text, what, limit, only)


def texts_of(block: Block) -> Iterator[tuple[object, str, int, str]]:
    """Yield the text objects of a block: each, what it is, its limit, and its type if only one."""
    kind = block["type"]
    if kind == "section" and block.get("text"):
        yield block["text"], "its text", TEXT_CHARS, ""
    if kind == "header" and block.get("text"):
        yield block["text"], "its text", HEADER_CHARS, "plain_text"
    for field in listed(block.get("fields")) if kind == "section" else []:
        yield field, "a field", FIELD_CHARS, ""
    for element in listed(block.get("elements")) if kind in {"context", "actions"} else []:
        if isinstance(element, dict) and element.get("type") == "button":
            yield element.get("text"), "a button", BUTTON_CHARS, "plain_text"
        elif isinstance(element, dict) and element.get("type") in {"mrkdwn", "plain_text"}:
            yield element, "an element", TEXT_CHARS, ""


def faults_of_text(text: object, what: str, limit: int, only: str = "") -> Iterator[str]:
    """Yield what is wrong with a text object."""
    kinds = {only} if only else {"mrkdwn", "plain_text"}
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"{what} is not an object of type {' or '.join(sorted(kinds))}"
        return
    written = text.get("text")
    if not isinstance(written, str) or not written:
        yield f"{what} is empty"
    elif len(written) > limit:
        yield f"{what} has {len(written):,} characters, and Slack takes {limit:,}"


def harmless(part: Any) -> Any:
    """Return a part of a block so that it alerts no channel and no group."""
    if isinstance(part, list):
        return [harmless(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "broadcast":
        return {"type": "text", "text": f"@{part.get('range', 'channel')}"}
    if part.get("type") == "usergroup":
        return {"type": "text", "text": "@group"}
    safe = {key: harmless(value) for key, value in part.items()}
    if part.get("type") in MARKED_UP and isinstance(part.get("text"), str):
        safe["text"] = defused(part["text"])
    return safe


def notice(blocks: tuple[Block, ...]) -> str:
    """Return what blocks say, for notifications and screen readers."""
    return "\n".join(text for text in texts_in(list(blocks)) if text.strip())


def texts_in(part: Any) -> Iterator[str]:
    """Yield the texts of blocks in order."""
    if isinstance(part, list):
        for one in part:
            yield from texts_in(one)
    elif isinstance(part, dict):
        text = part.get("text")
        if part.get("type") in WRITTEN and isinstance(text, str):
            yield text
        else:
            for value in part.values():
                yield from texts_in(value)


def listed(value: object) -> list[Any]:
    """Return a list, empty if it is none."""
    return value if isinstance(value, list) else []
