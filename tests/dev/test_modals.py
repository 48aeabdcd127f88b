"""Modals: filled in, submitted, stacked and closed."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from dev.slack.acts import NotAllowed
from dev.slack.control import Slack
from tests.dev.blocks_of import (
    actions,
    button,
    input_of,
    modal,
    options,
    plain,
    select,
    text_input,
)
from tests.dev.conftest import ALICE
from tests.dev.opening import on_top, opened, refusal_of
from tests.dev.receiver import Receiver

OWN = {"notify_on_close": True, "callback_id": "form", "private_metadata": "12"}


def test_view_is_shown_with_the_fields_that_slack_documents(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    view_id = opened(slack, app, bot, **OWN)
    view = on_top(slack)
    assert view.pop("hash")
    assert view == {
        **modal(text_input("name"), **OWN),
        "id": view_id,
        "team_id": "T0BURROW001",
        "app_id": "A0BURROW001",
        "app_installed_team_id": "T0BURROW001",
        "bot_id": "B0BURROW001",
        "clear_on_close": False,
        "close": None,
        "external_id": "",
        "root_view_id": view_id,
        "previous_view_id": None,
        "state": {"values": {"name": {"typed": {"type": "plain_text_input", "value": None}}}},
        "errors": {},
        "trouble": "",
    }


def test_submission_has_what_was_filled_in(slack: Slack, app: Receiver, bot: WebClient) -> None:
    color = input_of("color", select("pick", "red", "blue"))
    view_id = opened(slack, app, bot, text_input("name"), color, **OWN)
    answered = slack.submit("alice", {"name": "Ada", "color": "blue"})
    assert (answered.status, answered.error, slack.view("alice")) == (200, "", None)
    sent = app.last
    assert (sent["type"], sent["user"]["id"], sent["response_urls"]) == (
        "view_submission", ALICE, [],
    )  # fmt: skip
    assert {"channel", "response_url"}.isdisjoint(sent)
    assert len(sent["trigger_id"].split(".")) == 3
    view = sent["view"]
    assert {"errors", "trouble"}.isdisjoint(view)
    assert (view["id"], view["callback_id"], view["private_metadata"]) == (view_id, "form", "12")
    assert view["state"]["values"] == {
        "name": {"typed": {"type": "plain_text_input", "value": "Ada"}},
        "color": {"pick": {"type": "static_select", "selected_option": options("blue")[0]}},
    }


ANSWERS: list[tuple[Any, list[str], dict[str, str], str]] = [
    ("", [], {}, ""),
    ({}, [], {}, ""),
    ({"response_action": "clear"}, [], {}, ""),
    ({"response_action": "errors", "errors": {"name": "No."}}, ["Title"], {"name": "No."}, ""),
    ({"response_action": "errors", "errors": {"nome": "No."}}, ["Title"], {}, "trouble"),
    ({"response_action": "errors", "errors": {}}, ["Title"], {}, "trouble"),
    ({"response_action": "errors", "errors": {"name": 5}}, ["Title"], {}, "trouble"),
    ({"response_action": "update", "view": modal(title=plain("New"))}, ["New"], {}, ""),
    ({"response_action": "update", "view": modal(title=plain("x" * 25))}, ["Title"], {}, "trouble"),
    ({"response_action": "push", "view": modal(title=plain("New"))}, ["Title", "New"], {}, ""),
    ({"response_action": "push"}, ["Title"], {}, "trouble"),
    ({"response_action": "dance"}, ["Title"], {}, "trouble"),
    ("ok", ["Title"], {}, "trouble"),
]


@pytest.mark.parametrize(("said", "titles", "errors", "trouble"), ANSWERS)
def test_answer_to_a_submission_is_carried_out(
    slack: Slack,
    app: Receiver,
    bot: WebClient,
    said: Any,
    titles: list[str],
    errors: dict[str, str],
    trouble: str,
) -> None:
    opened(slack, app, bot)
    app.says = [said]
    answered = slack.submit("alice", {"name": "Ada"})
    stack = [one.shown() for one in slack.workspace.modals.of(ALICE)]
    assert [view["title"]["text"] for view in stack] == titles
    assert [view["errors"] for view in stack[:1]] == [errors for _ in titles[:1]]
    assert answered.error.startswith(trouble)
    assert bool(answered.error) is bool(trouble)


@pytest.mark.parametrize(("status", "late"), [(500, False), (200, True)])
def test_modal_stays_with_what_is_in_it_if_the_app_fails(
    slack: Slack, app: Receiver, bot: WebClient, status: int, late: bool
) -> None:
    opened(slack, app, bot)
    app.answers, app.hold = [(status, {})], late
    answered = slack.submit("alice", {"name": "Ada"})
    app.hold = False
    app.holding.set()
    assert answered.status == (None if late else status)
    assert on_top(slack)["trouble"] == "trouble connecting"
    assert on_top(slack)["state"]["values"]["name"]["typed"]["value"] == "Ada"
    slack.submit("alice", {})
    assert slack.view("alice") is None


def test_update_keeps_what_is_in_fields_that_stay(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    view_id = opened(slack, app, bot, text_input("name"), text_input("gone"))
    before = on_top(slack)["hash"]
    app.says = [{"response_action": "errors", "errors": {"name": "No."}}]
    slack.submit("alice", {"name": "Ada", "gone": "x"})
    new = modal(text_input("name"), text_input("new", initial_value="here"))
    bot.views_update(view_id=view_id, hash=before, view=new)
    view = on_top(slack)
    values = {block: held["typed"]["value"] for block, held in view["state"]["values"].items()}
    assert values == {"name": "Ada", "new": "here"}
    assert (view["errors"], view["id"]) == ({}, view_id)
    assert view["hash"] != before
    assert refusal_of(bot.views_update, view_id=view_id, hash=before, view=new) == (
        "hash_conflict", [],
    )  # fmt: skip


def test_views_stack_three_deep_and_close_one_by_one(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    root = opened(slack, app, bot, actions(button("more")), title=plain("1"), **OWN)
    for number in "23":
        slack.press("alice", "more")
        view = modal(actions(button("more")), title=plain(number))
        bot.views_push(trigger_id=app.last["trigger_id"], view=view)
    assert on_top(slack)["root_view_id"] == root
    slack.press("alice", "more")
    pushed = {"trigger_id": app.last["trigger_id"], "view": modal()}
    assert refusal_of(bot.views_push, **pushed) == ("push_limit_reached", [])
    below = on_top(slack)["previous_view_id"]
    slack.close_view("alice")
    assert on_top(slack)["id"] == below
    slack.close_view("alice", all_of_them=True)
    assert slack.view("alice") is None
    assert (app.last["type"], app.last["is_cleared"], app.last["view"]["id"]) == (
        "view_closed", True, root,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "types"), [(True, ["shortcut", "view_closed"]), (False, ["shortcut"])]
)
def test_closing_is_told_if_the_view_wants_it(
    slack: Slack, app: Receiver, bot: WebClient, wanted: bool, types: list[str]
) -> None:
    opened(slack, app, bot, notify_on_close=wanted)
    slack.close_view("alice")
    assert [received.envelope["type"] for received in app.received] == types


def test_element_of_a_modal_is_sent_with_the_view_as_it_is(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    view_id = opened(slack, app, bot, text_input("name"), actions(select("pick", "red")))
    slack.press("alice", "pick", "red", {"name": "Ada"})
    sent = app.last
    assert sent["container"] == {"type": "view", "view_id": view_id}
    assert {"channel", "message", "response_url", "state"}.isdisjoint(sent)
    values = sent["view"]["state"]["values"]
    assert values["name"]["typed"]["value"] == "Ada"
    assert values["row"]["pick"]["selected_option"]["value"] == "red"


def test_input_is_sent_at_once_only_if_it_says_so(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    opened(
        slack, app, bot, text_input("now", dispatch_action=True, action_id="go"), text_input("x")
    )
    slack.press("alice", "go", "Ada")
    assert app.last["actions"][0]["value"] == "Ada"
    with pytest.raises(NotAllowed, match="sent with the form only"):
        slack.press("alice", "typed", "Ada")


def test_channel_that_was_chosen_gets_a_response_url_if_the_app_asks(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    element = {"type": "conversations_select", "action_id": "c", "response_url_enabled": True}
    opened(slack, app, bot, input_of("where", element))
    slack.submit("alice", {"where": "#random"})
    [given] = app.last["response_urls"]
    assert given.pop("response_url").startswith(f"{slack.url}app/")
    assert given == {"block_id": "where", "action_id": "c", "channel_id": "C0RANDOM001"}


def test_person_cannot_use_what_is_not_open(slack: Slack, app: Receiver, bot: WebClient) -> None:
    with pytest.raises(NotAllowed, match="alice has no modal open"):
        slack.submit("alice", {})
    with pytest.raises(NotAllowed, match="no modal open, and an empty home tab"):
        slack.press("alice", "go")
    opened(slack, app, bot)
    with pytest.raises(NotAllowed, match="no input 'nome'; there are name"):
        slack.submit("alice", {"nome": "Ada"})
