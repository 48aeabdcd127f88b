"""The `json` of slash commands, clicks and forms, as the gateway writes it."""

from __future__ import annotations

from itertools import count
from typing import Any

ALICE = "U0ALICE0001"
GENERAL = "C0GENERAL01"
TEAM = "T0BURROW001"

serial = count(1)


def slash_body(text: str, command: str = "/burrow") -> dict[str, Any]:
    """Return the `json` of a slash command."""
    return {
        "type": "slash_command",
        "command": command,
        "text": text,
        "user_id": ALICE,
        "channel_id": GENERAL,
        "team_id": TEAM,
        "trigger_id": f"trigger.{next(serial)}",
        "sealed_response_url": "",
    }


def click_body(action_id: str, value: str = "") -> dict[str, Any]:
    """Return the `json` of a click on a button of a message in #general."""
    return {
        "type": "block_actions",
        "user": {"id": ALICE, "team_id": TEAM},
        "team": {"id": TEAM},
        "channel": {"id": GENERAL},
        "container": {"type": "message", "message_ts": "1700000000.000100", "channel_id": GENERAL},
        "message": {"ts": "1700000000.000100", "text": "a question"},
        "actions": [{"type": "button", "action_id": action_id, "value": value}],
        "trigger_id": f"trigger.{next(serial)}",
        "sealed_response_url": "",
    }


def submit_body(
    callback_id: str, values: dict[str, str], private_metadata: str = ""
) -> dict[str, Any]:
    """Return the `json` of a form that alice sent: block_id to what stands there."""
    return {
        "type": "view_submission",
        "user": {"id": ALICE, "team_id": TEAM},
        "team": {"id": TEAM},
        "trigger_id": f"trigger.{next(serial)}",
        "view": {
            "id": f"V{next(serial)}",
            "hash": "1.a",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": private_metadata,
            "blocks": [{"type": "input", "block_id": name} for name in values],
            "state": {"values": {name: {"field": {"value": v}} for name, v in values.items()}},
        },
    }
