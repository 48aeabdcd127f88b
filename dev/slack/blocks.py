"""Slack's limits on blocks, with its sentences that point at the place.

Source: https://docs.slack.dev/reference/block-kit/blocks; the wording as seen in
grafana/oncall#5121, the ceiling of a whole message in slackapi/bolt-js#2509
"""

import json
from collections.abc import Iterator

from dev.slack.element_checks import element_problems, repeated_ids
from dev.slack.elements import Block
from dev.slack.refusals import Refused, explained
from dev.slack.text_checks import missing, text_problems, too_long, too_many

BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100
SECTION_TEXT_CHARS = 3000
FIELD_TEXT_CHARS = 2000
FIELDS_PER_SECTION = 10
HEADER_TEXT_CHARS = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
INPUT_TEXT_CHARS = 2000
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


def check_blocks(blocks: object, limit: int = BLOCKS_PER_MESSAGE) -> list[Block]:
    """Return the blocks if Slack would take them.

    Raises:
        Refused: `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`.
    """
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refused("invalid_blocks_format")
    problems = list(blocks_problems(blocks, limit))
    if problems:
        answer = explained("invalid_blocks", problems)
        answer.fields["errors"] = problems
        raise answer
    if len(json.dumps(blocks, ensure_ascii=False)) > MESSAGE_BLOCKS_CHARS:
        raise Refused("msg_blocks_too_long")
    return blocks


def blocks_problems(blocks: list[Block], limit: int, at: str = "") -> Iterator[str]:
    """Yield what is wrong with the blocks of a message, or of the view that is at `at`."""
    if len(blocks) > limit:
        yield too_many(limit, f"{at}/blocks")
    markdown = sum(len(str(b.get("text", ""))) for b in blocks if b.get("type") == "markdown")
    if markdown > MARKDOWN_CHARS:
        yield too_long(MARKDOWN_CHARS, f"{at}/blocks")
    seen = set()
    for index, block in enumerate(blocks):
        place, block_id = f"{at}/blocks/{index}", block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            yield f"`block_id` already exists [json-pointer:{place}/block_id]"
        seen.add(str(block_id))
        yield from _block_problems(block, place)


def _block_problems(block: Block, at: str) -> Iterator[str]:
    kind = block.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if len(str(block.get("block_id", ""))) > BLOCK_ID_CHARS:
        yield too_long(BLOCK_ID_CHARS, f"{at}/block_id")
    if kind == "section":
        yield from _section_problems(block, at)
    elif kind == "header":
        yield from text_problems(block.get("text"), f"{at}/text", HEADER_TEXT_CHARS, "plain_text")
    elif kind == "input":
        yield from _input_problems(block, at)
    elif kind in ("context", "actions"):
        yield from _elements_problems(block, at)


def _section_problems(block: Block, at: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield missing("text", at)
    if "text" in block:
        yield from text_problems(block["text"], f"{at}/text", SECTION_TEXT_CHARS)
    fields = block.get("fields", [])
    if len(fields) > FIELDS_PER_SECTION:
        yield too_many(FIELDS_PER_SECTION, f"{at}/fields")
    for index, text in enumerate(fields):
        yield from text_problems(text, f"{at}/fields/{index}", FIELD_TEXT_CHARS)
    if "accessory" in block:
        yield from element_problems(block["accessory"], f"{at}/accessory", "section")


def _input_problems(block: Block, at: str) -> Iterator[str]:
    yield from text_problems(block.get("label"), f"{at}/label", INPUT_TEXT_CHARS, "plain_text")
    if "hint" in block:
        yield from text_problems(block["hint"], f"{at}/hint", INPUT_TEXT_CHARS, "plain_text")
    yield from element_problems(block.get("element"), f"{at}/element", "input")


def _elements_problems(block: Block, at: str) -> Iterator[str]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield missing("elements", at)
        return
    limit = CONTEXT_ELEMENTS if block["type"] == "context" else ACTIONS_ELEMENTS
    if len(elements) > limit:
        yield too_many(limit, f"{at}/elements")
    if block["type"] == "actions":
        yield from repeated_ids(elements, f"{at}/elements")
        for index, element in enumerate(elements):
            yield from element_problems(element, f"{at}/elements/{index}", "actions")
