"""Slack's limits on interactive elements.

| element                         | limit                                                         |
|---------------------------------|---------------------------------------------------------------|
| all                             | `action_id` 255 characters, once in a block                   |
| button                          | text 75, value 2,000, url 3,000 characters; two styles        |
| selects                         | 100 options, or 100 groups of 100                             |
| radio buttons, checkboxes       | 10 options                                                    |
| overflow                        | 5 options                                                     |
| an option                       | text 75, value 150, description 75 characters                 |
| a confirmation                  | title 100, text 300, both buttons 30 characters               |

Source: https://docs.slack.dev/reference/block-kit/block-elements,
https://docs.slack.dev/reference/block-kit/composition-objects
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dev.slack.filled import FIELDS
from dev.slack.text_checks import missing, text_problems, too_long, too_many, unmatched

ACTION_ID_CHARS = 255
BUTTON_TEXT_CHARS = 75
BUTTON_VALUE_CHARS = 2000
URL_CHARS = 3000
STYLES = ("primary", "danger")
OPTIONS = 100
FEW_OPTIONS = {"radio_buttons": 10, "checkboxes": 10, "overflow": 5}
OPTION_TEXT_CHARS = 75
OPTION_VALUE_CHARS = 150
PLACEHOLDER_CHARS = 150
CONFIRM_CHARS = {"title": 100, "text": 300, "confirm": 30, "deny": 30}

SINGLE = frozenset(kind for kind in FIELDS if kind.endswith("_select") and "multi" not in kind)
MULTI = frozenset(kind for kind in FIELDS if kind.startswith("multi_"))
PICKED = frozenset({"checkboxes", "datepicker", "radio_buttons", "timepicker"})
WRITTEN = frozenset({
    "email_text_input", "number_input", "plain_text_input", "rich_text_input", "url_text_input",
})  # fmt: skip
# What each block takes.
ALLOWED = {
    "actions": SINGLE | PICKED | {"button", "datetimepicker", "overflow", "workflow_button"},
    "section": SINGLE | MULTI | PICKED | {"button", "image", "overflow", "workflow_button"},
    "input": SINGLE | MULTI | PICKED | WRITTEN | {"datetimepicker", "file_input"},
}
NAMED = frozenset({"static_select", "multi_static_select", *FEW_OPTIONS})


def element_problems(element: object, at: str, block: str) -> Iterator[str]:
    """Yield what is wrong with an element of a block of this type."""
    kind = element.get("type") if isinstance(element, dict) else None
    if not isinstance(element, dict) or not isinstance(kind, str) or kind not in ALLOWED[block]:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if len(str(element.get("action_id", ""))) > ACTION_ID_CHARS:
        yield too_long(ACTION_ID_CHARS, f"{at}/action_id")
    if kind == "button":
        yield from _button_problems(element, at)
    if kind in NAMED:
        yield from _choice_problems(element, at)
    if "placeholder" in element:
        place = f"{at}/placeholder"
        yield from text_problems(element["placeholder"], place, PLACEHOLDER_CHARS, "plain_text")
    if "confirm" in element:
        yield from _confirm_problems(element["confirm"], f"{at}/confirm")


def repeated_ids(elements: Sequence[object], at: str) -> Iterator[str]:
    """Yield the action ids that a block has twice."""
    seen = set()
    for index, element in enumerate(elements):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str) and action_id in seen:
            yield f"`action_id` already exists [json-pointer:{at}/{index}/action_id]"
        seen.add(str(action_id))


def _button_problems(element: Mapping[str, Any], at: str) -> Iterator[str]:
    yield from text_problems(element.get("text"), f"{at}/text", BUTTON_TEXT_CHARS, "plain_text")
    if len(str(element.get("value", ""))) > BUTTON_VALUE_CHARS:
        yield too_long(BUTTON_VALUE_CHARS, f"{at}/value")
    if len(str(element.get("url", ""))) > URL_CHARS:
        yield too_long(URL_CHARS, f"{at}/url")
    if "style" in element and element["style"] not in STYLES:
        yield f"must be a valid enum value [json-pointer:{at}/style]"


def _choice_problems(element: Mapping[str, Any], at: str) -> Iterator[str]:
    groups = element.get("option_groups")
    if groups is None or element["type"] in FEW_OPTIONS:
        limit = FEW_OPTIONS.get(element["type"], OPTIONS)
        yield from options_problems(element.get("options"), f"{at}/options", limit)
    else:
        yield from groups_problems(groups, f"{at}/option_groups")


def groups_problems(groups: object, at: str) -> Iterator[str]:
    """Yield what is wrong with groups of options."""
    if not isinstance(groups, list) or not groups:
        yield missing("option_groups", at)
        return
    if len(groups) > OPTIONS:
        yield too_many(OPTIONS, at)
    for index, group in enumerate(groups):
        place, given = f"{at}/{index}", group if isinstance(group, dict) else {}
        yield from text_problems(
            given.get("label"), f"{place}/label", OPTION_TEXT_CHARS, "plain_text"
        )
        yield from options_problems(given.get("options"), f"{place}/options", OPTIONS)


def options_problems(options: object, at: str, limit: int) -> Iterator[str]:
    """Yield what is wrong with a list of options."""
    if not isinstance(options, list) or not options:
        yield missing("options", at)
        return
    if len(options) > limit:
        yield too_many(limit, at)
    for index, option in enumerate(options):
        yield from _option_problems(option, f"{at}/{index}")


def _option_problems(option: object, at: str) -> Iterator[str]:
    if not isinstance(option, dict):
        yield unmatched(at)
        return
    yield from text_problems(option.get("text"), f"{at}/text", OPTION_TEXT_CHARS)
    if not isinstance(option.get("value"), str):
        yield missing("value", at)
    elif len(option["value"]) > OPTION_VALUE_CHARS:
        yield too_long(OPTION_VALUE_CHARS, f"{at}/value")
    if "description" in option:
        yield from text_problems(option["description"], f"{at}/description", OPTION_TEXT_CHARS)


def _confirm_problems(confirm: object, at: str) -> Iterator[str]:
    if not isinstance(confirm, dict):
        yield unmatched(at)
        return
    for name, limit in CONFIRM_CHARS.items():
        # The text may be of either kind; Slack fills in buttons that are absent.
        only = None if name == "text" else "plain_text"
        if name in confirm or name in ("title", "text"):
            yield from text_problems(confirm.get(name), f"{at}/{name}", limit, only)


def option_list(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the options of an answer to a suggestion, those of groups too; none if any is bad."""
    if "option_groups" in answer:
        groups = answer["option_groups"]
        bad = any(groups_problems(groups, ""))
        return [] if bad else [option for group in groups for option in group["options"]]
    options = answer.get("options")
    return [] if any(options_problems(options, "", OPTIONS)) else list(options or [])
