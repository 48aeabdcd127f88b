"""Slack's interactions, read."""

from __future__ import annotations

from typing import Any

import pytest

from consumer.interaction import Interaction, chosen, opened_ms, read_interaction
from consumer.message import Place
from shared.events import INTERACTIONS, Event
from shared.slack import Identity
from tests.consumer.bot import ALICE, BOT, GENERAL, TEAM
from tests.consumer.door_bodies import click_body, submit_body

ME = Identity(BOT, "B0BURROW001", TEAM)
OPTION = {"text": {"type": "plain_text", "text": "One"}, "value": "one"}


def read(body: dict[str, Any]) -> list[Interaction]:
    event = Event(INTERACTIONS, "1-1", "Ev1", 1_000, 1, body, str(body.get("type")), TEAM)
    return read_interaction(event, ME)


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "button", "value": "cancel 12"}, "cancel 12"),
        ({"type": "button"}, ""),
        ({"type": "static_select", "selected_option": OPTION}, "one"),
        ({"type": "static_select", "selected_option": None}, ""),
        ({"type": "checkboxes", "selected_options": [OPTION, OPTION]}, "one,one"),
        ({"type": "checkboxes", "selected_options": []}, ""),
        ({"type": "users_select", "selected_user": "U7"}, "U7"),
        ({"type": "users_select", "selected_user": None}, ""),
        ({"type": "channels_select", "selected_channel": "C7"}, "C7"),
        ({"type": "conversations_select", "selected_conversation": "G7"}, "G7"),
        ({"type": "multi_users_select", "selected_users": ["U7", "U8"]}, "U7,U8"),
        ({"type": "datepicker", "selected_date": "2026-11-22"}, "2026-11-22"),
        ({"type": "timepicker", "selected_time": "09:30"}, "09:30"),
        ({"type": "datetimepicker", "selected_date_time": 1_700_000_000}, "1700000000"),
        ({"type": "plain_text_input", "value": "words"}, "words"),
        ({"type": "plain_text_input", "value": None}, ""),
        ("nonsense", ""),
    ],
)
def test_what_somebody_chose_or_typed_is_the_value(element: Any, value: str) -> None:
    assert chosen(element) == value


def test_an_id_ends_at_its_first_colon() -> None:
    (one,) = read(click_body("say:3:x", "help"))
    assert (one.id, one.tail, one.value) == ("say", "3:x", "help")


def test_a_click_happened_where_its_message_stands() -> None:
    container = {"channel_id": GENERAL, "message_ts": "2.1", "thread_ts": "1.1"}
    (one,) = read(click_body("say") | {"container": container})
    assert one.place == Place(GENERAL, ALICE, "2.1", "1.1")


def test_a_form_is_answered_in_the_direct_messages_of_its_author() -> None:
    (one,) = read(submit_body("form", {"name": "Alice"}, "ticket"))
    assert one.place == Place(ALICE, ALICE, is_dm=True)
    assert one.view is not None
    assert (one.id, one.view.values, one.view.private_metadata) == (
        "form",
        {"name": "Alice"},
        "ticket",
    )


def test_several_actions_are_several_interactions() -> None:
    actions = [{"action_id": "one", "value": "1"}, {"action_id": "two", "value": "2"}, "nonsense"]
    assert [one.id for one in read(click_body("") | {"actions": actions})] == ["one", "two"]


def test_whoever_is_of_elsewhere_is_known_as_such() -> None:
    (one,) = read(click_body("say") | {"user": {"id": "U7", "team_id": "T0ELSEWHERE"}})
    assert (one.team_id, one.home_id) == (TEAM, "T0ELSEWHERE")


@pytest.mark.parametrize(
    ("element", "view", "expected"),
    [
        ({"type": "button"}, None, True),
        ({"type": "button"}, {"type": "home"}, True),
        ({"type": "button"}, {"type": "modal"}, False),
        ({"type": "button", "url": "https://example.com"}, None, False),
        ({"type": "static_select"}, None, False),
    ],
)
def test_a_button_waits_for_an_answer_unless_it_only_opens_a_link(
    element: dict[str, Any], view: object, expected: bool
) -> None:
    (one,) = read(click_body("") | {"actions": [{"action_id": "x", **element}], "view": view})
    assert one.is_button is expected


@pytest.mark.parametrize(("entry_id", "retries", "expected"), [("77-1", 0, 77), ("77-1", 1, 0)])
def test_a_trigger_is_as_old_as_its_entry_and_older_if_that_was_parked(
    entry_id: str, retries: int, expected: int
) -> None:
    event = Event(INTERACTIONS, entry_id, "Ev1", 1, 1, {}, "block_actions", TEAM, "", retries)
    assert opened_ms(event) == expected


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "button"),
        ({"view": {"type": "home"}}, "home"),
        ({"view": {"type": "modal"}}, "button"),
        ({"type": "shortcut"}, "shortcut"),
        ({"type": "message_action"}, "shortcut"),
        ({"type": "view_submission", "view": {"type": "modal"}}, "form"),
        ({"type": "view_closed", "view": {"type": "modal"}}, "form"),
    ],
)
def test_the_door_is_how_somebody_came_in(more: dict[str, Any], kind: str) -> None:
    assert read(click_body("say") | more)[0].door.kind == kind


@pytest.mark.parametrize("body", [{"type": "message"}, {"type": "nonsense"}, {}])
def test_what_is_no_interaction_is_none(body: dict[str, Any]) -> None:
    assert read(body) == []


@pytest.mark.parametrize("junk", [None, 7, "text", [], [1], {"a": None}])
@pytest.mark.parametrize(
    "field", ["user", "channel", "container", "message", "view", "actions", "team", "trigger_id"]
)
def test_fields_of_another_shape_count_as_absent(field: str, junk: object) -> None:
    assert all(isinstance(one, Interaction) for one in read(click_body("say") | {field: junk}))
