"""What Slack's client says of a form before it sends it."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from dev.slack.control import Slack
from tests.dev.blocks_of import input_of, select, text_input
from tests.dev.opening import on_top, opened
from tests.dev.receiver import Receiver

TYPED = "Please complete this required field."
CLIENT: list[tuple[dict[str, Any], object, str]] = [
    (text_input("b"), "", TYPED),
    (text_input("b", min_length=3), "ab", "Please use at least 3 characters."),
    (text_input("b", max_length=3), "abcd", "Please use at most 3 characters."),
    (input_of("b", select("pick", "red")), None, TYPED),
    (input_of("b", {"type": "email_text_input"}), "ada", "Please enter a valid email address."),
    (input_of("b", {"type": "url_text_input"}), "ada", "Please enter a valid URL."),
    (input_of("b", {"type": "number_input"}), "1.5", "Please enter a whole number."),
    (
        input_of("b", {"type": "number_input", "is_decimal_allowed": True}), "a",
        "Please enter a number.",
    ),
    (
        input_of("b", {"type": "number_input", "min_value": "2"}), "1",
        "Please enter a number of at least 2.",
    ),
    (
        input_of("b", {"type": "number_input", "max_value": "2"}), "3",
        "Please enter a number of at most 2.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("block", "value", "said"), CLIENT)
def test_field_that_is_empty_or_wrong_is_not_sent(
    slack: Slack, app: Receiver, bot: WebClient, block: dict[str, Any], value: object, said: str
) -> None:
    opened(slack, app, bot, block)
    answered = slack.submit("alice", {"b": value})
    assert (answered.status, answered.error) == (None, "not sent")
    assert on_top(slack)["errors"] == {"b": said}
    assert app.last["type"] == "shortcut"


def test_optional_field_may_be_empty(slack: Slack, app: Receiver, bot: WebClient) -> None:
    opened(slack, app, bot, text_input("name", optional=True))
    assert slack.submit("alice").status == 200
