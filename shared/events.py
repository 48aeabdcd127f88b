"""The one thing that travels: an event, as an entry of the stream of its type.

| field       | type  | unit | written by                                                      |
|-------------|-------|------|-----------------------------------------------------------------|
| request_id  | text  |      | gateway: the request's X-Request-ID, or empty                   |
| gateway_ts  | int   | ms   | gateway: when it was received                                   |
| event_ts    | int   | s    | Slack: the envelope's event_time                                |
| event_id    | text  |      | Slack: the same on each retry                                   |
| json        | JSON  |      | Slack: the inner event, byte for byte                           |
| team_id     | text  |      | Slack; absent from a Go gateway                                 |
| app_id      | text  |      | Slack; absent from a Go gateway                                 |
| retry       | text  |      | consumer: number and reason, on an entry that was parked        |
| traceparent | text  |      | gateway: the request's W3C trace context, if it had one         |

The first five are gobridge/gopherbot's; a reader ignores what it does not know and does without
the rest.

Source: https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from msgspec import Struct

from shared.errors import Reject

PUBLIC = "slack_message_public"
PRIVATE = "slack_message_private"
PRIVATE_CHANNEL_TYPES = frozenset({"group", "im", "mpim", "app_home"})

# What people write; the others are edits, deletions, and what Slack says by itself.
HEARD_SUBTYPES = frozenset({"", "file_share", "thread_broadcast"})
REMINDERS = "USLACKBOT"  # posts what /remind was told to say; not a bot to Slack

# gopherbot's names for two types; every other type in the table is slack_<type>.
# Deliberately absent: function_executed, whose event carries a bot token.
NAMED_STREAMS = {"member_joined_channel": "slack_channel_join", "team_join": "slack_team_join"}
OTHER_TYPES = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_created",
    "channel_deleted",
    "channel_rename",
    "channel_unarchive",
    "emoji_changed",
    "link_shared",
    "member_left_channel",
    "reaction_added",
    "reaction_removed",
    "subteam_created",
    "subteam_members_changed",
    "subteam_updated",
    "tokens_revoked",
    "user_change",
)
ROUTES: Mapping[str, str] = NAMED_STREAMS | {kind: f"slack_{kind}" for kind in OTHER_TYPES}
EVENT_STREAMS = (PUBLIC, PRIVATE, *ROUTES.values())

# What does not come from Slack; its `json` begins with a type too, by which handlers are found.
REQUESTS = "requests"  # commands asked for by a schedule or a program; see shared/requests.py
GITHUB = "webhook_github"
RUN_REPORTS = "webhook_run"  # what a job on another machine reports back
WEBHOOK_STREAMS = (GITHUB, RUN_REPORTS)  # as EVENT_STREAMS, written by gateways
OTHER_STREAMS: Mapping[str, str] = {
    "request": REQUESTS,
    "webhook_github": GITHUB,
    "webhook_run": RUN_REPORTS,
}
COMMANDS = "slack_command"  # slash commands; see gateway/bodies.py for their `json`
INTERACTIONS = "slack_interaction"  # clicks, shortcuts, forms
DOOR_STREAMS = (COMMANDS, INTERACTIONS)  # somebody waits: read by a worker with room of its own
JOBS = "jobs"  # runs that may begin; read by a pool of its own
HANDLED_STREAMS = (*EVENT_STREAMS, *OTHER_STREAMS.values())
ALL_STREAMS = (*HANDLED_STREAMS, *DOOR_STREAMS, JOBS)

# Trimmed by time, since what is older would be dropped anyhow. Every other stream keeps an entry
# until it is acknowledged, and then deletes it.
TRIMMED_STREAMS = frozenset(EVENT_STREAMS)


def stream_of(event_type: str, channel_type: str | None) -> str | None:
    """Return the stream for an event, or None if Burrow has no use for its type."""
    if event_type == "message":
        return PRIVATE if channel_type in PRIVATE_CHANNEL_TYPES else PUBLIC
    return ROUTES.get(event_type)


class Event(Struct, frozen=True):
    """An entry as a consumer reads it."""

    stream: str
    entry_id: str
    event_id: str
    gateway_ts_ms: int
    event_ts_s: int
    body: dict[str, Any]
    type: str
    team_id: str = ""
    app_id: str = ""
    retries: int = 0
    fields: dict[bytes, bytes] = {}


def parse(stream: str, entry_id: str, fields: dict[bytes, bytes]) -> Event:
    """Read an entry.

    Raises:
        Reject: a field that every entry has is missing, or one is malformed; the message names it.
    """
    try:
        body = inner_event(fields[b"json"])
        return Event(
            stream,
            entry_id,
            fields[b"event_id"].decode(),
            int(fields[b"gateway_ts"]),
            int(fields[b"event_ts"]),
            body,
            str(body.get("type", "")),
            fields.get(b"team_id", b"").decode(),
            fields.get(b"app_id", b"").decode(),
            retry_number(fields[b"retry"]) if b"retry" in fields else 0,
            fields,
        )
    except (KeyError, ValueError):
        raise culprit(fields) from None


def culprit(fields: dict[bytes, bytes]) -> Reject:
    """Say which field of an entry cannot be read."""
    for name, read in READERS.items():
        if name not in fields and name in NEEDED:
            return Reject(f"field {name.decode()} is missing")
        try:
            read(fields.get(name, b"0"))
        except ValueError as error:
            return Reject(f"field {name.decode()} is malformed: {error}")
    return Reject("a field is malformed")


def inner_event(text: bytes) -> dict[str, Any]:
    """Read an inner event."""
    body = orjson.loads(text)
    if not isinstance(body, dict):
        raise ValueError(f"a {type(body).__name__}, expected an object")
    return body


def retry_number(retry: bytes) -> int:
    """Return how often an entry was parked: the number that the retry field begins with."""
    return int(retry.split(b" ", 1)[0])


# In the order in which a consumer reads them.
READERS: Mapping[bytes, Callable[[bytes], Any]] = {
    b"event_id": bytes.decode,
    b"gateway_ts": int,
    b"event_ts": int,
    b"json": inner_event,
    b"team_id": bytes.decode,
    b"app_id": bytes.decode,
    b"retry": retry_number,
}
NEEDED = frozenset({b"event_id", b"gateway_ts", b"event_ts", b"json"})
