"""A mention does not say where it was: code is shared only if Slack says that all can read along.

Source: https://docs.slack.dev/reference/objects/conversation-object (`is_channel` is true for
private channels, too, unless they were made before March 2021)
"""

from __future__ import annotations

from typing import Any

import pytest

from dev.slack import methods_conversations
from tests.consumer.sharing import HINT, POST, Sharer, lines

SHARED = ([POST, HINT], 1)
NOT_SHARED = (["chat.postEphemeral"], 0)  # only the apology: it was no command
ANSWERS: list[tuple[str, dict[str, bool], tuple[list[str], int]]] = [
    ("public", {"is_channel": True, "is_private": False}, SHARED),
    ("private", {"is_channel": True, "is_private": True}, NOT_SHARED),
    ("private before 2021", {"is_group": True, "is_private": True}, NOT_SHARED),
    ("of several people", {"is_channel": False, "is_mpim": True, "is_private": True}, NOT_SHARED),
    ("direct message", {"is_im": True}, NOT_SHARED),
    ("private or not is unsaid", {"is_channel": True}, NOT_SHARED),
    ("what it is is unsaid", {"is_private": False}, NOT_SHARED),
    ("nothing is said", {}, NOT_SHARED),
]


@pytest.mark.parametrize(
    ("said", "expected"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS]
)
async def test_mention_is_shared_only_from_where_slack_says_that_all_can_read_along(
    sharer: Sharer,
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, Any],
    expected: tuple[list[str], int],
) -> None:
    channel = {"name": "general"} | said
    monkeypatch.setattr(methods_conversations, "channel_object", lambda *_: channel)
    sharer.bot.say(f"<@bot> {lines(11)}")
    [mention] = [event for event in sharer.bot.told if event["type"] == "app_mention"]
    assert (await sharer.calls(mention), len(sharer.playground.shared)) == expected
