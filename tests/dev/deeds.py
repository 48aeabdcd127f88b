"""What the tests of the page do over and over with the bot's controls."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from dev.slack.control import Slack
from tests.dev.blocks_of import actions, plain
from tests.dev.conftest import ALICE
from tests.dev.receiver import Receiver

EXTERNAL = {
    "type": "external_select",
    "action_id": "term",
    "placeholder": plain("A term"),
    "min_query_length": 1,
}


def ask(bot: WebClient, room: str, *elements: dict[str, Any]) -> str:
    """Post a message with these controls and return its `ts`."""
    blocks = [actions(*elements)]
    return str(bot.chat_postMessage(channel=room, text="asked", blocks=blocks)["ts"])


def opened_form(
    page: Page, slack: Slack, app: Receiver, bot: WebClient, view: dict[str, Any]
) -> Locator:
    """Use a shortcut, open this view with its trigger, and return the modal."""
    slack.shortcut("alice", "ask_burrow")
    bot.views_open(trigger_id=app.last["trigger_id"], view=view)
    form = page.get_by_role("dialog", name="Title")
    expect(form).to_be_visible()
    return form


def heard(slack: Slack, app: Receiver, kind: str) -> dict[str, Any]:
    """The payload of this type that the app got last, as soon as it has one."""
    payloads = slack.wait_for(
        lambda: [r.envelope for r in app.received if kind in r.envelope.values()]
    )
    return payloads[-1]


def pressed(slack: Slack, app: Receiver, action_id: str) -> dict[str, Any]:
    """What the app was told of the use of this control, with the `trigger_id` of it."""

    def used() -> list[dict[str, Any]]:
        payloads = [r.envelope for r in app.received if "actions" in r.envelope]
        told = [
            action | {"trigger_id": p["trigger_id"]} for p in payloads for action in p["actions"]
        ]
        return [action for action in told if action["action_id"] == action_id]

    return slack.wait_for(used)[-1]


def said(slack: Slack, room: str) -> list[str]:
    """What Alice posted there."""
    return [m["text"] for m in slack.messages(room) if m.get("user") == ALICE]
