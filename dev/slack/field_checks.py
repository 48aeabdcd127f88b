"""What Slack's client says of a form before it sends it.

| field               | must                                                                |
|---------------------|---------------------------------------------------------------------|
| one not `optional`  | hold something                                                      |
| plain_text_input    | have `min_length` to `max_length` characters, 3,000 at most         |
| number_input        | be a number, a whole one unless `is_decimal_allowed`, within bounds |
| email_, url_text    | look like one                                                       |

Source: https://docs.slack.dev/reference/block-kit/blocks/input-block,
https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from typing import Any

from dev.slack.elements import Element
from dev.slack.filled import FIELDS
from dev.slack.stacks import Modal

REQUIRED = "Please complete this required field."
TEXT_CHARS = 3000
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")
WHOLE = re.compile(r"-?\d+")
DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def problems_of(modal: Modal) -> dict[str, str]:
    """Return what is said beside each field that is empty or wrong, by block id."""
    problems = {}
    for block in modal.view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        held = modal.filled.of(block, element).get(FIELDS[element["type"]])
        problem = _problem(element, held, bool(block.get("optional")))
        if problem:
            problems[block["block_id"]] = problem
    return problems


def _problem(element: Element, held: Any, optional: bool) -> str:
    if held in (None, "", []):
        return "" if optional else REQUIRED
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_problem(element, len(held))
    if kind == "number_input":
        return _number_problem(element, held)
    if kind == "email_text_input" and not EMAIL.fullmatch(held):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not URL.fullmatch(held):
        return "Please enter a valid URL."
    return ""


def _length_problem(element: Element, chars: int) -> str:
    low, high = element.get("min_length", 0), element.get("max_length", TEXT_CHARS)
    if chars < low:
        return f"Please use at least {low} characters."
    return f"Please use at most {high} characters." if chars > high else ""


def _number_problem(element: Element, held: str) -> str:
    decimal = element.get("is_decimal_allowed", False)
    if not (DECIMAL if decimal else WHOLE).fullmatch(held):
        return "Please enter a number." if decimal else "Please enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(held) < float(low):
        return f"Please enter a number of at least {low}."
    if high is not None and float(held) > float(high):
        return f"Please enter a number of at most {high}."
    return ""
