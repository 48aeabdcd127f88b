"""Blocks and views that the tests of interactivity send, as short as Slack takes them."""

from __future__ import annotations

from typing import Any

Blocks = list[dict[str, Any]]


def plain(text: str) -> dict[str, Any]:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str = "", text: str = "Go") -> dict[str, Any]:
    """A button."""
    made = {"type": "button", "action_id": action_id, "text": plain(text)}
    return made | ({"value": value} if value else {})


def options(*values: str) -> Blocks:
    """Options whose texts are their values in capitals."""
    return [{"text": plain(value.upper()), "value": value} for value in values]


def select(action_id: str, *values: str, **more: Any) -> dict[str, Any]:
    """A select with these options."""
    made = {"type": "static_select", "action_id": action_id, "options": options(*values)}
    return made | more


def actions(*elements: dict[str, Any], block_id: str = "row") -> dict[str, Any]:
    """An actions block."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def text_input(block_id: str, **more: Any) -> dict[str, Any]:
    """An input for text; `more` goes to the element, `optional` and so on to the block."""
    of_block = {name: more.pop(name) for name in ("optional", "dispatch_action") if name in more}
    element = {"type": "plain_text_input", "action_id": "typed"} | more
    return input_of(block_id, element) | of_block


def input_of(block_id: str, element: dict[str, Any]) -> dict[str, Any]:
    """An input with any element."""
    return {"type": "input", "block_id": block_id, "label": plain("Label"), "element": element}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal with a submit button."""
    view = {"type": "modal", "title": plain("Title"), "submit": plain("Go"), "blocks": list(blocks)}
    return view | more


def home(*blocks: dict[str, Any]) -> dict[str, Any]:
    """A home tab."""
    return {"type": "home", "blocks": list(blocks)}
