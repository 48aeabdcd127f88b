"""What Slack sends when somebody uses a slash command, a button or a form, as bytes of a body."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson

from tests.gateway.conftest import APP, TEAM, TOKEN

FORM = "application/x-www-form-urlencoded"
ALICE = "U0ALICE0001"
GENERAL = "C0GENERAL01"
RESPONSE_URL = "https://hooks.slack.com/commands/T0RABBIT01/1/only-for-this-answer"
KEY = "a-key-of-more-than-thirty-two-letters"
NEWER_KEY = "the-key-that-follows-with-enough-letters"

SLASH = {
    "token": TOKEN,
    "team_id": TEAM,
    "team_domain": "rabbits",
    "channel_id": GENERAL,
    "channel_name": "general",
    "user_id": ALICE,
    "user_name": "alice",
    "command": "/burrow",
    "text": "flip a coin",
    "api_app_id": APP,
    "is_enterprise_install": "false",
    "response_url": RESPONSE_URL,
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}

PERSON = {"id": ALICE, "username": "alice", "team_id": TEAM}
COMING: dict[str, Any] = {
    "token": TOKEN,
    "api_app_id": APP,
    "team": {"id": TEAM, "domain": "rabbits"},
    "user": PERSON,
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}
CLICK = COMING | {
    "type": "block_actions",
    "container": {"type": "message", "message_ts": "1700000000.000100", "channel_id": GENERAL},
    "channel": {"id": GENERAL, "name": "general"},
    "message": {"ts": "1700000000.000100", "text": "Really?"},
    "response_url": RESPONSE_URL,
    "actions": [{"type": "button", "action_id": "say:1", "block_id": "b", "value": "help"}],
}
SHORTCUT = COMING | {"type": "shortcut", "callback_id": "ask"}
ON_MESSAGE = COMING | {
    "type": "message_action",
    "callback_id": "support",
    "channel": {"id": GENERAL, "name": "general"},
    "message": {"ts": "1700000000.000100", "text": "It broke", "user": ALICE},
    "response_url": RESPONSE_URL,
}
VIEW: dict[str, Any] = {
    "id": "V0FORM00001",
    "type": "modal",
    "hash": "1700000000.abc",
    "callback_id": "form",
    "private_metadata": "{}",
    "blocks": [{"type": "section", "block_id": "s"}, {"type": "input", "block_id": "term"}],
    "state": {"values": {"term": {"field": {"type": "plain_text_input", "value": "monad"}}}},
}
SUBMIT = COMING | {"type": "view_submission", "view": VIEW, "response_urls": []}
CLOSED = COMING | {"type": "view_closed", "view": VIEW, "is_cleared": False}
SUGGEST = COMING | {"type": "block_suggestion", "action_id": "terms", "value": "mo"}


def slash(**changes: Any) -> bytes:
    """Return the body of a slash command, changed; None takes a field out."""
    fields = {name: value for name, value in (SLASH | changes).items() if value is not None}
    return urlencode(fields).encode()


def interaction(given: dict[str, Any], **changes: Any) -> bytes:
    """Return the body of an interaction, changed."""
    return payload(orjson.dumps(given | changes))


def payload(raw: bytes) -> bytes:
    """Return the body of an interaction whose payload is these bytes."""
    return urlencode({"payload": raw}).encode()
