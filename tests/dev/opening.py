"""Opening modals as Alice, and what comes of calls that are refused."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from dev.slack.control import Slack
from tests.dev.blocks_of import modal, text_input
from tests.dev.receiver import Receiver


def trigger(slack: Slack, app: Receiver) -> str:
    """Use the shortcut and return the trigger that comes with it."""
    slack.shortcut("alice", "ask_burrow")
    return str(app.last["trigger_id"])


def opened(slack: Slack, app: Receiver, bot: WebClient, *blocks: Any, **more: Any) -> str:
    """Open a modal for Alice and return its id."""
    view = modal(*(blocks or (text_input("name"),)), **more)
    return str(bot.views_open(trigger_id=trigger(slack, app), view=view)["view"]["id"])


def on_top(slack: Slack) -> dict[str, Any]:
    """What Alice sees."""
    view = slack.view("alice")
    assert view is not None
    return view


def refusal_of(call: Any, **arguments: Any) -> tuple[str, list[str]]:
    """Return the error of a refused call, and where it points."""
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    answer = caught.value.response.data
    assert isinstance(answer, dict)
    return answer["error"], answer.get("response_metadata", {}).get("messages", [])
