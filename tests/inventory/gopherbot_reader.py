"""Reads an entry as gobridge/gopherbot's consumer does: what it refuses is acknowledged and lost.

| step | what is looked at                                | refused                            |
|------|--------------------------------------------------|------------------------------------|
| 1    | event_ts, gateway_ts, event_id, json are there   | if one is missing                  |
| 2    | event_ts (s), gateway_ts (ms)                    | if no decimal int64                |
| 3    | json, as the Go type of the stream               | if a known field has another type  |

Go's encoding/json takes names in any case and the last of two equal ones, leaves a field alone for
null, and ignores fields that the type does not have.

Source: gobridge/gopherbot `workqueue/`, slack-go/slack v0.6.4 `slackevents`, golang encoding/json
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

NEEDED = ("event_ts", "gateway_ts", "event_id", "json")
INT64 = re.compile(r"[+-]?[0-9]+")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")

# Types as this reader has them: str, int, bool, "number" (json.Number, also in quotes), a list of
# one type, or the fields of a struct.
FILE: dict[str, Any] = {
    **dict.fromkeys(
        ("id", "name", "title", "mimetype", "filetype", "pretty_type", "user", "mode"), str
    ),
    **dict.fromkeys(("url_private", "url_private_download", "permalink", "preview"), str),
    **dict.fromkeys(("created", "timestamp", "size", "lines", "lines_more"), int),
    **dict.fromkeys(("editable", "is_external", "is_public"), bool),
}
EDITED = {"user": str, "ts": str}
MESSAGE: dict[str, Any] = {
    **dict.fromkeys(("client_msg_id", "type", "user", "text", "thread_ts", "ts", "channel"), str),
    **dict.fromkeys(("channel_type", "user_team", "source_team", "subtype", "bot_id"), str),
    "username": str,
    "event_ts": "number",
    "upload": bool,
    "files": [FILE],
    "edited": EDITED,
}
MESSAGE |= {"message": MESSAGE, "previous_message": MESSAGE}
USER: dict[str, Any] = {
    **dict.fromkeys(("id", "team_id", "name", "color", "real_name", "tz", "tz_label"), str),
    **dict.fromkeys(("deleted", "is_bot", "is_admin", "is_owner", "is_restricted"), bool),
    **dict.fromkeys(("is_ultra_restricted", "is_app_user", "has_2fa"), bool),
    **dict.fromkeys(("tz_offset", "updated"), int),
    "profile": dict.fromkeys(("real_name", "display_name", "email", "avatar_hash", "team"), str),
}
JOIN = dict.fromkeys(("type", "user", "channel", "channel_type", "team", "inviter"), str)
TYPES: Mapping[str, dict[str, Any]] = {
    "slack_message_public": MESSAGE,
    "slack_message_private": MESSAGE,
    "slack_team_join": {"type": str, "user": USER},
    "slack_channel_join": JOIN,
}


class Lost(Exception):
    """gopherbot would log an error, acknowledge the entry and forget it."""


def read(stream: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the event of an entry.

    Raises:
        Lost: gopherbot cannot read it.
    """
    if missing := [name for name in NEEDED if name not in fields]:
        raise Lost(f"{missing[0]} is missing")
    for name in ("event_ts", "gateway_ts"):
        if not is_int64(fields[name]):
            raise Lost(f"{name} is {fields[name]!r}")
    try:
        event = json.loads(fields["json"], object_pairs_hook=go_names)
    except ValueError as error:
        raise Lost(f"json: {error}") from None
    check(TYPES[stream], event, "json")
    return dict(event)


def go_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object as Go finds its fields: in any case, the last one wins."""
    return {name.lower(): value for name, value in pairs}


def is_int64(text: str) -> bool:
    """Return whether strconv.ParseInt takes a text."""
    return bool(INT64.fullmatch(text)) and -(2**63) <= int(text) < 2**63


def check(kind: Any, value: Any, path: str) -> None:
    """Refuse a value that does not decode into a type.

    Raises:
        Lost: it does not.
    """
    if value is None:
        return
    if isinstance(kind, dict) and isinstance(value, dict):
        for name in kind.keys() & value.keys():
            check(kind[name], value[name], f"{path}.{name}")
    elif isinstance(kind, list) and isinstance(value, list):
        for one in value:
            check(kind[0], one, path)
    elif not is_plain(kind, value):
        raise Lost(f"{path} is a {type(value).__name__}")


def is_plain(kind: Any, value: Any) -> bool:
    """Return whether a value is of one of the simple types."""
    if kind == "number":
        return NUMBER.fullmatch(str(value)) is not None
    return type(value) is kind
