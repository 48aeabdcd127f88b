"""Slack's limits on what people can use in messages."""

from __future__ import annotations

from typing import Any

import pytest

from dev.slack.blocks import blocks_problems
from tests.dev.blocks_of import actions, button, input_of, options, plain, select, text_input


def section(accessory: dict[str, Any]) -> dict[str, Any]:
    """A section with an element."""
    return {"type": "section", "text": plain("x"), "accessory": accessory}


def confirm(**change: Any) -> dict[str, Any]:
    """A button that asks first."""
    asked = {"title": plain("Sure?"), "text": plain("It goes away."), "confirm": plain("Yes")}
    return button("go") | {"confirm": asked | change}


MANY = [str(number) for number in range(101)]

TAKEN = [
    actions(*(button(f"b{number}") for number in range(25))),
    actions(button("go", "v" * 2000, "t" * 75)),
    actions(button("go") | {"style": "danger", "url": "https://slack.dev"}),
    actions(confirm(deny=plain("No"))),
    actions(select("pick", *MANY[:100], placeholder=plain("p" * 150))),
    actions({"type": "radio_buttons", "options": options(*MANY[:10])}),
    actions({"type": "users_select"}, {"type": "datepicker"}, {"type": "external_select"}),
    section({"type": "multi_static_select", "options": options("a")}),
    section({"type": "image", "image_url": "https://slack.dev/x.png", "alt_text": "x"}),
    input_of("a", select("pick", "red")),
    text_input("a"),
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]},
]


@pytest.mark.parametrize("block", TAKEN)
def test_block_within_the_limits_is_taken(block: dict[str, Any]) -> None:
    assert list(blocks_problems([block], 50)) == []


OVER = "/blocks/0/elements"
LONG = [{"text": plain("t" * 76), "value": "v"}]
VALUE = [{"text": plain("t"), "value": "v" * 151}]

REFUSED: list[tuple[dict[str, Any], str]] = [
    (actions(), "missing required field: elements [json-pointer:/blocks/0]"),
    (actions(*(button(f"b{number}") for number in range(26))), "no more than 25 items allowed"),
    (actions(button("go"), button("go")), f"`action_id` already exists [json-pointer:{OVER}/1"),
    (actions(button("a" * 256)), f"less than 256 characters [json-pointer:{OVER}/0/action_id]"),
    (actions(button("go", "v" * 2001)), f"less than 2001 characters [json-pointer:{OVER}/0/value]"),
    (actions(button("go", "v", "t" * 76)), f"{OVER}/0/text/text]"),
    (actions(button("go") | {"text": {"type": "mrkdwn", "text": "x"}}), f"{OVER}/0/text]"),
    (actions(button("go") | {"style": "purple"}), f"valid enum value [json-pointer:{OVER}/0/"),
    (actions(button("go") | {"url": "h" * 3001}), f"{OVER}/0/url]"),
    (actions(confirm(title=plain("t" * 101))), f"{OVER}/0/confirm/title/text]"),
    (actions(confirm(text=plain("t" * 301))), f"{OVER}/0/confirm/text/text]"),
    (actions(confirm(confirm=plain("t" * 31))), f"{OVER}/0/confirm/confirm/text]"),
    (actions(button("go") | {"confirm": "sure?"}), f"{OVER}/0/confirm]"),
    (actions(select("pick", *MANY)), f"no more than 100 items allowed [json-pointer:{OVER}/0/opt"),
    (actions(select("pick")), f"missing required field: options [json-pointer:{OVER}/0/options]"),
    (actions(select("pick", options=LONG)), f"{OVER}/0/options/0/text/text]"),
    (actions(select("pick", options=VALUE)), f"{OVER}/0/options/0/value]"),
    (actions(select("pick", options=[{"text": plain("t")}])), "missing required field: value"),
    (actions(select("pick", options=["red"])), f"{OVER}/0/options/0]"),
    (actions(select("pick", "red", placeholder=plain("p" * 151))), f"{OVER}/0/placeholder/text]"),
    (
        actions({"type": "static_select", "option_groups": [{"options": options("a")}]}),
        f"{OVER}/0/option_groups/0/label]",
    ),
    (actions({"type": "radio_buttons", "options": options(*MANY[:11])}), "no more than 10 items"),
    (actions({"type": "overflow", "options": options(*MANY[:6])}), "no more than 5 items"),
    (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    (actions({"type": "multi_users_select"}), "unsupported type: multi_users_select"),
    (section(button("go", text="")), "more than 0 characters [json-pointer:/blocks/0/acc"),
    (section({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    (input_of("a", button("b")), "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    (text_input("a") | {"label": plain("l" * 2001)}, "/blocks/0/label/text]"),
    (text_input("a") | {"hint": plain("")}, "/blocks/0/hint/text]"),
    ({"type": ["actions"]}, "unsupported type"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "reason"), REFUSED)
def test_block_over_a_limit_is_refused_with_the_place(block: dict[str, Any], reason: str) -> None:
    assert reason in " ".join(blocks_problems([block], 50))


def test_block_ids_are_there_once() -> None:
    twice = [actions(button("a")), actions(button("b"))]
    [problem] = blocks_problems(twice, 50)
    assert problem == "`block_id` already exists [json-pointer:/blocks/1/block_id]"
