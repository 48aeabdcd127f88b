"""Slack's limits on blocks, with its sentences that point at the place.

Source: https://docs.slack.dev/reference/block-kit/blocks; the wording as seen in
grafana/oncall#5121, the ceiling of a whole message in slackapi/bolt-js#2509
"""

import json
from collections.abc import Iterator
from typing import Any

from dev.slack.refusals import Refused, explained

BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100
SECTION_TEXT_CHARS = 3000
FIELD_TEXT_CHARS = 2000
FIELDS_PER_SECTION = 10
HEADER_TEXT_CHARS = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
BUTTON_TEXT_CHARS = 75
BLOCK_ID_CHARS = 255
MARKDOWN_CHARS = 12_000  # summed over the message's markdown blocks
MESSAGE_BLOCKS_CHARS = (
    13_200  # nobody at Slack documents it; above it `msg_blocks_too_long` was seen
)

TYPES = frozenset({
    "actions", "alert", "call", "card", "carousel", "container", "context", "context_actions",
    "divider", "file", "header", "image", "input", "markdown", "plan", "rich_text", "section",
    "table", "task_card", "video",
})  # fmt: skip

Block = dict[str, Any]


def check_blocks(blocks: object, limit: int = BLOCKS_PER_MESSAGE) -> list[Block]:
    """Return the blocks if Slack would take them.

    Raises:
        Refused: `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`.
    """
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refused("invalid_blocks_format")
    problems = list(_problems(blocks, limit))
    if problems:
        answer = explained("invalid_blocks", problems)
        answer.fields["errors"] = problems
        raise answer
    if len(json.dumps(blocks, ensure_ascii=False)) > MESSAGE_BLOCKS_CHARS:
        raise Refused("msg_blocks_too_long")
    return blocks


def _problems(blocks: list[Block], limit: int) -> Iterator[str]:
    if len(blocks) > limit:
        yield f"no more than {limit} items allowed [json-pointer:/blocks]"
    markdown = sum(len(str(b.get("text", ""))) for b in blocks if b.get("type") == "markdown")
    if markdown > MARKDOWN_CHARS:
        yield f"must be less than {MARKDOWN_CHARS + 1} characters [json-pointer:/blocks]"
    for index, block in enumerate(blocks):
        yield from _block_problems(block, f"/blocks/{index}")


def _block_problems(block: Block, at: str) -> Iterator[str]:
    kind = block.get("type")
    if kind not in TYPES:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if len(str(block.get("block_id", ""))) > BLOCK_ID_CHARS:
        yield f"must be less than {BLOCK_ID_CHARS + 1} characters [json-pointer:{at}/block_id]"
    if kind == "section":
        yield from _section_problems(block, at)
    elif kind == "header":
        yield from _text_problems(block.get("text"), f"{at}/text", HEADER_TEXT_CHARS, "plain_text")
    elif kind in ("context", "actions"):
        yield from _elements_problems(block, at)


def _section_problems(block: Block, at: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"missing required field: text [json-pointer:{at}]"
    if "text" in block:
        yield from _text_problems(block["text"], f"{at}/text", SECTION_TEXT_CHARS)
    fields = block.get("fields", [])
    if len(fields) > FIELDS_PER_SECTION:
        yield f"no more than {FIELDS_PER_SECTION} items allowed [json-pointer:{at}/fields]"
    for index, text in enumerate(fields):
        yield from _text_problems(text, f"{at}/fields/{index}", FIELD_TEXT_CHARS)


def _elements_problems(block: Block, at: str) -> Iterator[str]:
    limit = CONTEXT_ELEMENTS if block["type"] == "context" else ACTIONS_ELEMENTS
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield f"missing required field: elements [json-pointer:{at}]"
        return
    if len(elements) > limit:
        yield f"no more than {limit} items allowed [json-pointer:{at}/elements]"
    for index, element in enumerate(elements):
        if isinstance(element, dict) and element.get("type") == "button":
            place = f"{at}/elements/{index}/text"
            yield from _text_problems(element.get("text"), place, BUTTON_TEXT_CHARS, "plain_text")


def _text_problems(text: object, at: str, limit: int, only: str | None = None) -> Iterator[str]:
    allowed = (only,) if only else ("mrkdwn", "plain_text")
    if not isinstance(text, dict) or text.get("type") not in allowed:
        yield f"failed to match all allowed schemas [json-pointer:{at}]"
        return
    chars = len(str(text.get("text", "")))
    if chars == 0:
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    if chars > limit:
        yield f"must be less than {limit + 1} characters [json-pointer:{at}/text]"
