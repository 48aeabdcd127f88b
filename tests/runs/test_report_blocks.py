"""The blocks that a job printed: taken, made harmless, or refused with words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consumer.runs.blocks import NotBlocks, read
from dev.slack.blocks import check_blocks


def text(chars: int | str = "x", kind: str = "mrkdwn") -> dict[str, str]:
    """A text object."""
    return {"type": kind, "text": chars if isinstance(chars, str) else "x" * chars}


def section(chars: int | str = "x") -> dict[str, Any]:
    """A section block."""
    return {"type": "section", "text": text(chars)}


def header(chars: int) -> dict[str, Any]:
    """A header block."""
    return {"type": "header", "text": text(chars, "plain_text")}


def elements(kind: str, *given: Any) -> dict[str, Any]:
    """A context or actions block."""
    return {"type": kind, "elements": list(given)}


def button(chars: int) -> dict[str, Any]:
    """A button."""
    return {"type": "button", "text": text(chars, "plain_text")}


WHOLE = [
    header(150),
    section(3_000),
    {"type": "section", "fields": [text(2_000)] * 2},
    {"type": "divider"},
    elements("context", text("small"), {"type": "image", "image_url": "x", "alt_text": "y"}),
    elements("actions", button(75)),
    {"type": "image", "image_url": "https://x.org/x.png", "alt_text": "x"},
]


def test_printed_blocks_are_taken_as_they_are_and_slack_takes_them() -> None:
    blocks, _ = read(json.dumps(WHOLE).encode())
    assert list(blocks) == WHOLE
    assert check_blocks(list(blocks)) == WHOLE


NOTICES: list[tuple[Any, str]] = [
    ([header(3), section("one"), {"type": "divider"}, section("two")], "xxx\none\ntwo"),
    ({"blocks": [section("one")], "text": "in short <!here>"}, "in short &lt;!here>"),
    ([section("<!channel> all")], "&lt;!channel> all"),
    ([{"type": "header", "text": text("<!here> up", "plain_text")}], "&lt;!here> up"),
    ([section(2_000)], "x" * 1_000 + "…"),
    ([{"type": "divider"}], ""),
    (
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "to "},
                            {"type": "broadcast", "range": "here"},
                            {"type": "usergroup", "usergroup_id": "S1"},
                        ],
                    }
                ],
            }
        ],
        "to \n@here\n@group",
    ),
]


@pytest.mark.parametrize(("printed", "notice"), NOTICES)
def test_text_for_notifications_is_what_the_blocks_say_without_alerts(
    printed: Any, notice: str
) -> None:
    assert read(json.dumps(printed).encode())[1] == notice


def test_blocks_alert_no_channel_and_no_group() -> None:
    printed = [section("<!channel> <@U1>"), elements("context", text("<!subteam^S1>"))]
    blocks, _ = read(json.dumps(printed).encode())
    assert blocks[0]["text"]["text"] == "&lt;!channel> <@U1>"
    assert blocks[1]["elements"][0]["text"] == "&lt;!subteam^S1>"


REFUSED: list[tuple[Any, str]] = [
    ("no json", "it is not JSON"),
    (b"\xff", "it is not JSON"),
    (3, "neither a list of blocks"),
    ({"text": "x"}, "neither a list of blocks"),
    ({"blocks": [], "text": 3}, "neither a list of blocks"),
    ([section()] * 51, "it has 51 blocks, and Slack takes 50"),
    (["x"], "block 1 is not an object with a type"),
    ([{"kind": "section"}], "block 1 is not an object with a type"),
    ([section(), section(3_001)], "block 2 (section): its text has 3,001 characters"),
    ([header(151)], "block 1 (header): its text has 151 characters, and Slack takes 150"),
    ([{"type": "header", "text": text()}], "its text is not an object of type plain_text"),
    ([{"type": "section", "text": "x"}], "its text is not an object of type mrkdwn or plain_text"),
    ([{"type": "section"}], "block 1 (section): it needs text or fields"),
    ([{"type": "header"}], "block 1 (header): it needs text"),
    ([section("")], "its text is empty"),
    ([{"type": "section", "fields": [text()] * 11}], "it has 11 fields, and Slack takes 10"),
    ([{"type": "section", "fields": [text(2_001)]}], "a field has 2,001 characters"),
    ([elements("context")], "it needs elements"),
    ([elements("context", *[text()] * 11)], "it has 11 elements, and Slack takes 10"),
    ([elements("actions", button(76))], "a button has 76 characters, and Slack takes 75"),
    ([section("")] * 3, "block 1 (section): its text is empty, and 2 more like this"),
    (b'[{"type": "divider", "x": ' + b"[" * 300 + b"]" * 300 + b"}]", "it is nested too deep"),
    (b'[{"type": "divider", "x": ' + b"[" * 900 + b"]" * 900 + b"}]", "it is nested too deep"),
]


@pytest.mark.parametrize(("printed", "problem"), REFUSED)
def test_what_slack_would_refuse_is_refused_with_place_and_limit(
    printed: Any, problem: str
) -> None:
    raw = printed if isinstance(printed, bytes) else json.dumps(printed).encode()
    with pytest.raises(NotBlocks) as caught:
        read(b"no json" if printed == "no json" else raw)
    assert problem in str(caught.value)
