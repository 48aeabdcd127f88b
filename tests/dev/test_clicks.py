"""Buttons, selects and other elements of messages."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from dev.slack.acts import NotAllowed
from dev.slack.control import Slack
from tests.dev.blocks_of import actions, button, input_of, options, select
from tests.dev.conftest import ALICE, BOB, GENERAL
from tests.dev.receiver import Receiver


def posted(bot: WebClient, *blocks: dict[str, Any], **more: Any) -> str:
    """Post blocks to #general and return the `ts`."""
    given = {"channel": GENERAL, "text": "choose", "blocks": list(blocks), **more}
    return str(bot.chat_postMessage(**given)["ts"])


def test_click_is_sent_with_the_fields_that_slack_documents(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    ts = posted(bot, actions(button("say:1", "cancel 12")))
    assert slack.click("alice", "general", ts, "say:1").status == 200
    payload = app.last
    assert payload.pop("response_url").startswith(f"{slack.url}actions/T0BURROW001/")
    assert len(payload.pop("trigger_id").split(".")) == 3
    assert payload.pop("message")["ts"] == ts
    [action] = payload.pop("actions")
    assert action.pop("action_ts") > ts
    assert action == {
        "action_id": "say:1",
        "block_id": "row",
        "type": "button",
        "text": {"type": "plain_text", "text": "Go"},
        "value": "cancel 12",
    }
    assert payload == {
        "type": "block_actions",
        "token": "local-verification-token",
        "api_app_id": "A0BURROW001",
        "team": {"id": "T0BURROW001", "domain": "burrow-local"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": ALICE, "username": "alice", "name": "alice", "team_id": "T0BURROW001"},
        "channel": {"id": GENERAL, "name": "general"},
        "container": {
            "type": "message", "message_ts": ts, "channel_id": GENERAL, "is_ephemeral": False,
        },
        "state": {"values": {}},
    }  # fmt: skip


RED = {"text": {"type": "plain_text", "text": "RED"}, "value": "red"}
CHOICES: list[tuple[dict[str, Any], object, dict[str, Any]]] = [
    (select("pick", "red", "blue"), "red", {"selected_option": RED}),
    (select("pick", "red", "blue"), "RED", {"selected_option": RED}),
    (
        {"type": "static_select", "option_groups": [
            {"label": {"type": "plain_text", "text": "Warm"}, "options": options("red")},
        ]},
        "red", {"selected_option": RED},
    ),
    ({"type": "overflow", "options": options("red")}, "red", {"selected_option": RED}),
    ({"type": "radio_buttons", "options": options("red")}, "red", {"selected_option": RED}),
    ({"type": "checkboxes", "options": options("red")}, ["red"], {"selected_options": [RED]}),
    ({"type": "users_select"}, "@bob", {"selected_user": BOB}),
    ({"type": "conversations_select"}, "#general", {"selected_conversation": GENERAL}),
    ({"type": "channels_select"}, "general", {"selected_channel": GENERAL}),
    ({"type": "datepicker"}, "2026-11-22", {"selected_date": "2026-11-22"}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ({"type": "datetimepicker"}, "1795305600", {"selected_date_time": 1795305600}),
]  # fmt: skip


@pytest.mark.parametrize(("element", "value", "fields"), CHOICES)
def test_choice_is_sent_in_the_words_of_its_element(
    slack: Slack,
    app: Receiver,
    bot: WebClient,
    element: dict[str, Any],
    value: object,
    fields: dict[str, Any],
) -> None:
    ts = posted(bot, actions(element | {"action_id": "pick"}))
    slack.click("alice", "general", ts, "pick", value)
    [action] = app.last["actions"]
    assert fields.items() <= action.items()
    held = {} if element["type"] == "overflow" else {"type": element["type"]} | fields
    assert app.last["state"]["values"].get("row", {}).get("pick", {}) == held


def test_several_are_chosen_in_a_section(slack: Slack, app: Receiver, bot: WebClient) -> None:
    accessory = {"type": "multi_users_select", "action_id": "who"}
    section = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Who?"},
        "accessory": accessory,
    }
    ts = posted(bot, section)
    slack.click("alice", "general", ts, "who", ["alice", "bob"])
    assert app.last["actions"][0]["selected_users"] == [ALICE, BOB]


def test_state_has_what_each_person_chose_before(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    ts = posted(bot, actions(select("pick", "red", "blue", initial_option=RED), button("go")))
    slack.click("alice", "general", ts, "pick", "blue")
    slack.click("alice", "general", ts, "go")
    assert app.last["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "blue"
    slack.click("bob", "general", ts, "go")
    assert app.last["state"]["values"]["row"]["pick"]["selected_option"] == RED


def test_of_two_buttons_with_one_action_the_value_decides(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    rows = [actions(button("go", value), block_id=value) for value in ("first", "second")]
    ts = posted(bot, *rows)
    slack.click("alice", "general", ts, "go", "second")
    assert app.last["actions"][0]["block_id"] == "second"


def test_ephemeral_message_is_clicked_by_who_sees_it_and_is_not_in_the_payload(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    shown = bot.chat_postEphemeral(
        channel=GENERAL, user=ALICE, text="choose", blocks=[actions(button("go"))]
    )
    ts = shown["message_ts"]
    slack.click("alice", "general", ts, "go")
    assert app.last["container"]["is_ephemeral"] is True
    assert "message" not in app.last
    with pytest.raises(NotAllowed, match="bob sees no message"):
        slack.click("bob", "general", ts, "go")


def test_click_in_a_thread_names_it(slack: Slack, app: Receiver, bot: WebClient) -> None:
    root = slack.say("alice", "general", "hi")
    ts = posted(bot, actions(button("go")), thread_ts=root)
    slack.click("alice", "general", ts, "go")
    assert app.last["container"]["thread_ts"] == root


def test_changed_message_has_other_buttons(slack: Slack, app: Receiver, bot: WebClient) -> None:
    ts = posted(bot, actions(button("go")))
    bot.chat_update(channel=GENERAL, ts=ts, text="done")
    with pytest.raises(NotAllowed, match="has no element 'go'"):
        slack.click("alice", "general", ts, "go")


def test_element_without_ids_gets_some(slack: Slack, app: Receiver, bot: WebClient) -> None:
    nameless = {"type": "actions", "elements": [{"type": "button", "text": button("x")["text"]}]}
    posted(bot, nameless)
    [block] = slack.messages("general")[0]["blocks"]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]
    assert "block_id" not in slack.calls("chat.postMessage")[0].args["blocks"][0]


def test_options_are_suggested_and_only_those_can_be_chosen(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    ts = posted(bot, actions({"type": "external_select", "action_id": "term"}))
    app.says = [{"options": options("idempotent")}]
    where = {"channel": "general", "ts": ts}
    assert slack.suggest("alice", "term", "ide", **where) == options("idempotent")
    asked = app.last
    assert (asked["type"], asked["action_id"], asked["value"]) == (
        "block_suggestion",
        "term",
        "ide",
    )
    assert {"trigger_id", "response_url"}.isdisjoint(asked)
    slack.click("alice", "general", ts, "term", "idempotent")
    assert app.last["actions"][0]["selected_option"]["value"] == "idempotent"
    with pytest.raises(NotAllowed, match="no option 'other'"):
        slack.click("alice", "general", ts, "term", "other")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"options": options("a")}, options("a")),
        ({"option_groups": [{"label": RED["text"], "options": options("a")}]}, options("a")),
        ({"options": options(*map(str, range(101)))}, []),
        ({"options": [{"value": "a"}]}, []),
        ({"options": "a"}, []),
        ("no JSON", []),
        ("", []),
    ],
)
def test_suggestions_that_slack_cannot_show_are_none(
    slack: Slack, app: Receiver, bot: WebClient, said: Any, shown: list[dict[str, Any]]
) -> None:
    ts = posted(bot, actions({"type": "external_select", "action_id": "term"}))
    app.says = [said]
    assert slack.suggest("alice", "term", "abc", channel="general", ts=ts) == shown


@pytest.mark.parametrize(("least", "asked"), [(None, 0), (1, 1), (0, 1)])
def test_too_few_letters_are_not_sent(
    slack: Slack, app: Receiver, bot: WebClient, least: int | None, asked: int
) -> None:
    element: dict[str, Any] = {"type": "external_select", "action_id": "term"}
    named = {} if least is None else {"min_query_length": least}
    ts = posted(bot, actions(element | named))
    slack.suggest("alice", "term", "ab", channel="general", ts=ts)
    assert len(app.received) == asked


REFUSED: list[tuple[dict[str, Any], str, object, str]] = [
    (select("pick", "red"), "pick", "green", "no option 'green'; there are 'red'"),
    (select("pick", "red"), "pock", None, "has no element 'pock'"),
    ({"type": "datepicker", "action_id": "pick"}, "pick", "tomorrow", "does not look like"),
]


@pytest.mark.parametrize(("element", "action_id", "value", "reason"), REFUSED)
def test_choice_that_is_not_there_is_refused(
    slack: Slack,
    app: Receiver,
    bot: WebClient,
    element: dict[str, Any],
    action_id: str,
    value: object,
    reason: str,
) -> None:
    ts = posted(bot, actions(element))
    with pytest.raises(NotAllowed, match=reason):
        slack.click("alice", "general", ts, action_id, value)
    assert app.received == []


def test_message_of_somebody_else_has_no_buttons(slack: Slack, app: Receiver) -> None:
    ts = slack.say("bob", "general", "hi")
    with pytest.raises(NotAllowed, match="is not the bot's"):
        slack.click("alice", "general", ts, "go")


def test_click_that_fails_says_how(slack: Slack, app: Receiver, bot: WebClient) -> None:
    ts = posted(bot, input_of("name", {"type": "plain_text_input", "action_id": "typed"}))
    app.answers = [(503, {})]
    answered = slack.click("alice", "general", ts, "typed", "Ada")
    assert (answered.status, answered.error) == (503, "dispatch_failed")
    assert app.last["actions"][0]["value"] == "Ada"
