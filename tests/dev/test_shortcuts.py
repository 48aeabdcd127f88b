"""Shortcuts of the whole workspace and of messages."""

from __future__ import annotations

import pytest

from dev.slack.acts import NotAllowed
from dev.slack.control import Slack
from tests.dev.conftest import ALICE, GENERAL
from tests.dev.receiver import Receiver

COMMON = {
    "token": "local-verification-token",
    "api_app_id": "A0BURROW001",
    "team": {"id": "T0BURROW001", "domain": "burrow-local"},
    "enterprise": None,
    "is_enterprise_install": False,
    "user": {"id": ALICE, "username": "alice", "name": "alice", "team_id": "T0BURROW001"},
}


def test_global_shortcut_has_no_place(slack: Slack, app: Receiver) -> None:
    assert slack.shortcut("alice", "ask_burrow").status == 200
    sent = app.last
    assert sent.pop("trigger_id")
    assert float(sent.pop("action_ts")) > 0
    assert sent == COMMON | {"type": "shortcut", "callback_id": "ask_burrow"}


def test_message_shortcut_has_the_message_and_a_response_url(slack: Slack, app: Receiver) -> None:
    ts = slack.say("bob", "general", "my screen is blue")
    assert slack.message_shortcut("alice", "general", ts, "call_support").status == 200
    sent = app.last
    assert sent.pop("trigger_id")
    assert float(sent.pop("action_ts")) > float(ts)
    assert sent.pop("response_url").startswith(f"{slack.url}app/")
    assert sent.pop("message")["text"] == "my screen is blue"
    assert sent == COMMON | {
        "type": "message_action",
        "callback_id": "call_support",
        "channel": {"id": GENERAL, "name": "general"},
        "message_ts": ts,
    }


def test_only_shortcuts_of_the_manifest_are_there(slack: Slack, app: Receiver) -> None:
    ts = slack.say("bob", "general", "hi")
    with pytest.raises(NotAllowed, match="no shortcut 'call_support' here; there are ask_burrow"):
        slack.shortcut("alice", "call_support")
    with pytest.raises(NotAllowed, match="no shortcut 'ask_burrow' here; there are call_support"):
        slack.message_shortcut("alice", "general", ts, "ask_burrow")
    assert app.received == []


def test_message_that_nobody_sees_has_no_shortcuts(slack: Slack, app: Receiver) -> None:
    ts = slack.say("alice", "organisers", "secret")
    with pytest.raises(NotAllowed, match="bob sees no message"):
        slack.message_shortcut("bob", "organisers", ts, "call_support")
