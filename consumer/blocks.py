"""Builds Slack's blocks; texts are cut to what Slack takes, since one too long refuses them all.

Source: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Block = dict[str, Any]
Element = dict[str, Any]

SAY = "say"  # action_id of buttons whose value is a command: `say:<name>`
SECTION_CHARS = 3_000
CONTEXT_CHARS = 2_000
HEADER_CHARS = 150
BUTTON_CHARS = 75
OPTION_CHARS = 75
CONFIRM_TITLE_CHARS, QUESTION_CHARS, CONFIRM_CHARS = 100, 300, 30
VALUE_CHARS = 2_000
ID_CHARS = 255
MOST_ELEMENTS = 25  # of one actions block
MOST_OPTIONS = 100


def cut(text: str, most: int) -> str:
    """Return a text that is not too long, and shows that it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain(text: str, most: int) -> dict[str, Any]:
    """Return a text without markup."""
    return {"type": "plain_text", "text": cut(text, most) or " ", "emoji": True}


def mrkdwn(text: str, most: int = SECTION_CHARS) -> dict[str, Any]:
    """Return a text with markup; what people wrote in it is escaped by the caller."""
    return {"type": "mrkdwn", "text": cut(text, most) or " "}


def section(text: str, accessory: Element | None = None, block_id: str = "") -> Block:
    """Return a paragraph, with a button or menu beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    block |= {"accessory": accessory} if accessory else {}
    return block | ({"block_id": block_id} if block_id else {})


def context(text: str) -> Block:
    """Return a line in small letters."""
    return {"type": "context", "elements": [mrkdwn(text, CONTEXT_CHARS)]}


def header(text: str) -> Block:
    """Return a headline."""
    return {"type": "header", "text": plain(text, HEADER_CHARS)}


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def actions(*elements: Element, block_id: str = "") -> Block:
    """Return a row of buttons and menus."""
    block: Block = {"type": "actions", "elements": list(elements[:MOST_ELEMENTS])}
    return block | ({"block_id": block_id} if block_id else {})


def button(text: str, action_id: str, value: str = "", style: str = "") -> Element:
    """Return a button.

    Args:
        style: primary, danger or nothing.
    """
    made: Element = {"type": "button", "text": plain(text, BUTTON_CHARS), "action_id": action_id}
    made |= {"value": value[:VALUE_CHARS]} if value else {}
    return made | ({"style": style} if style else {})


def say(
    text: str, command: str, name: str = "0", *, style: str = "", question: str = ""
) -> Element:
    """Return a button that says a command for whoever clicks it.

    Args:
        name: tells it from the other buttons of a block.
        question: is asked before, if it is not empty; it is shown as it is, without markup.
    """
    made = button(text, f"{SAY}:{name}", command, style)
    return made | ({"confirm": confirmation(question)} if question else {})


def confirmation(question: str) -> dict[str, Any]:
    """Return what Slack asks before it lets a button be pressed.

    Source: https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
    """
    return {
        "title": plain("Are you sure?", CONFIRM_TITLE_CHARS),
        "text": plain(question, QUESTION_CHARS),
        "confirm": plain("Yes", CONFIRM_CHARS),
        "deny": plain("No", CONFIRM_CHARS),
    }


def option(text: str, value: str) -> dict[str, Any]:
    """Return something to choose."""
    return {"text": plain(text, OPTION_CHARS), "value": value}


def select(action_id: str, placeholder: str, options: Iterable[dict[str, Any]]) -> Element:
    """Return a menu."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, HEADER_CHARS),
        "options": list(options)[:MOST_OPTIONS],
    }


def modal(
    callback_id: str,
    title: str,
    blocks: Iterable[Block],
    *,
    submit: str = "",
    close: str = "Cancel",
    private_metadata: str = "",
) -> dict[str, Any]:
    """Return a view for a form; `submit` is needed as soon as it has a field."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain(close, 24),
        "private_metadata": private_metadata,
        "blocks": list(blocks),
    }
    return view | ({"submit": plain(submit, 24)} if submit else {})
