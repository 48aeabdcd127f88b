"""Bodies of requests in Slack's documented shapes, one file each, written for these tests.

`app_mention_odd_values` holds what Slack's own examples hold: an event_time of 16 digits, an
event_ts without a dot, an authorization without a team, unknown fields; `star_added` is of a type
for which Burrow has no stream.

Source: https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))

# Which stream the event of a body belongs to; those left out have none.
STREAMS = [
    ("message_public", "slack_message_public"),
    ("message_changed", "slack_message_public"),
    ("message_bot", "slack_message_public"),
    ("message_own", "slack_message_public"),
    ("file_share", "slack_message_public"),
    ("thread_broadcast", "slack_message_public"),
    ("thread_reply", "slack_message_public"),
    ("message_private", "slack_message_private"),
    ("message_im", "slack_message_private"),
    ("app_mention", "slack_app_mention"),
    ("app_mention_odd_values", "slack_app_mention"),
    ("team_join", "slack_team_join"),
    ("member_joined_channel", "slack_channel_join"),
    ("reaction_added", "slack_reaction_added"),
    ("channel_created", "slack_channel_created"),
]
# The same for a message, by its channel_type.
CHANNEL_TYPES: list[tuple[Any, str]] = [
    ("channel", "slack_message_public"),
    ("group", "slack_message_private"),
    ("im", "slack_message_private"),
    ("mpim", "slack_message_private"),
    ("app_home", "slack_message_private"),
    ("", "slack_message_public"),
    ("a_new_one", "slack_message_public"),
    (None, "slack_message_public"),
    (["im"], "slack_message_public"),
    ({"im": 1}, "slack_message_public"),
    (7, "slack_message_public"),
]


def load(name: str, **changes: Any) -> dict[str, Any]:
    """Return a body, with some of the envelope's fields changed."""
    body: dict[str, Any] = orjson.loads((FOLDER / f"{name}.json").read_bytes())
    return body | changes


def raw(name: str, **changes: Any) -> bytes:
    """Return a body as it is sent."""
    return orjson.dumps(load(name, **changes))
