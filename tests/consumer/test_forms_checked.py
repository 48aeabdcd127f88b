"""Forms, while whoever sent one waits: what fits, what does not, what there is to choose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.consumer.bot import ALICE, TEAM, Bot
from tests.consumer.conftest import OpenBot
from tests.consumer.forms import (
    DEFINE,
    GONE,
    GONE_ONE,
    OPEN,
    PAINT,
    SHADE,
    SHADES,
    registry_with_forms,
    view_of,
)


@pytest.fixture
async def painter(open_bot: OpenBot, tmp_path: Path) -> Bot:
    """A bot with jobs and many shades, which carries out no run."""
    return await open_bot(registry_with_forms(tmp_path), JOBS_CONCURRENCY="0")


CHECKED = [
    (DEFINE, {"term": "goroutine"}, True, {}),
    (DEFINE, {"term": "  "}, False, {"term": "The term is missing"}),
    (GONE_ONE, {"term": "x"}, False, {"term": GONE}),
    ("not ours", {"term": "x"}, False, {"term": GONE}),
    ('{"x":' + "[" * 1500 + "]" * 1500 + "}", {"term": "x"}, False, {"term": GONE}),
    (PAINT, {"what": "a", "colour": "Very Dark Blue", "times": "2"}, True, {}),
    (
        PAINT,
        {"what": "-a <b>", "colour": "dark blue", "times": "x"},
        False,
        {
            "colour": '"dark blue" is not one of "red", "very dark blue"',
            "what": '"-a <b>" begins with a dash, and would be taken for an option',
            "times": '"x" is not a whole number',
        },
    ),
]


async def test_what_does_not_fit_stands_beside_its_field(painter: Bot) -> None:
    answers = [
        await painter.check("form", {}, view=view_of(values, private_metadata))
        for private_metadata, values, _, _ in CHECKED
    ]
    found = [(accepted, body.get("errors", {})) for accepted, body in answers]
    assert found == [(accepted, errors) for _, _, accepted, errors in CHECKED]
    assert painter.writes() == []


async def test_guest_who_has_the_form_is_refused_beside_its_first_field(painter: Bot) -> None:
    gwen = {"id": painter.slack.workspace.user("gwen").id, "team_id": TEAM}
    view = view_of({"door": "front"}, OPEN)
    _, body = await painter.check("form", {}, view=view, user=gwen)
    assert body["errors"] == {"door": 'Sorry, only members of this workspace may use "sec".'}


async def test_form_of_an_older_release_becomes_the_new_one_with_what_was_said(bot: Bot) -> None:
    view = view_of({"word": "x", "term": "goroutine"}, DEFINE)
    accepted, body = await bot.check("form", {}, view=view)
    assert (accepted, body["response_action"]) == (False, "update")
    _, note, term = body["view"]["blocks"]
    assert note["elements"][0]["text"].startswith("This command takes something else")
    assert (term["block_id"], term["element"]["initial_value"]) == ("term", "goroutine")


SUGGESTED = [
    (
        "1",
        [
            "1%",
            *SHADES[10:20],
            *SHADES[100:],
            "21%",
            "31%",
            "41%",
            "51%",
            "61%",
            "71%",
            "81%",
            "91%",
        ],
    ),
    ("19", ["19%", "119%"]),
    ("", SHADES[:100]),
    ("nothing", []),
]


async def test_many_choices_are_found_by_typing(painter: Bot) -> None:
    replies = [await painter.ask(suggestion(typed)) for typed, _ in SUGGESTED]
    found = [[one["value"] for one in reply.body["options"]] for reply in replies if reply]
    assert found == [choices for _, choices in SUGGESTED]


def suggestion(typed: str) -> dict[str, Any]:
    """Return the `json` of what alice types into the menu of shades."""
    return {
        "type": "block_suggestion",
        "user": {"id": ALICE, "team_id": TEAM},
        "team": {"id": TEAM},
        "action_id": "form:which",
        "block_id": "which",
        "value": typed,
        "view": view_of({"which": ""}, SHADE),
    }
