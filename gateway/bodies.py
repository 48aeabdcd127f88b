"""Slash commands and interactions: from a form's fields to the `json` of an entry.

| stream            | `json`                                                                      |
|-------------------|-----------------------------------------------------------------------------|
| slack_command     | Slack's fields without `token` and `response_url`; `type` is                |
|                   | `slash_command`; `sealed_response_url`                                      |
| slack_interaction | Slack's payload without what is secret; `sealed_response_url`, and one in   |
|                   | each of `response_urls`                                                     |

`sealed_response_url` is encrypted (shared/sealing.py), and empty without SECRETS_KEY.

Source: https://docs.slack.dev/interactivity/implementing-slash-commands, https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from gateway.http import FORM_FIELDS_MAX
from shared.errors import BadRequest

SLASH_COMMAND = "slash_command"
# What Burrow has a use for. Deliberately absent: legacy dialogs, messages and workflow steps.
QUEUED = frozenset({"block_actions", "shortcut", "message_action", "view_closed"})
ASKED = frozenset({"view_submission", "block_suggestion"})
# Passwords, all of them; `interactivity` holds one, and nothing that Burrow uses.
SECRET = frozenset({"token", "response_url", "bot_access_token", "interactivity"})
NEEDED = ("command", "user_id", "channel_id")

Seal = Callable[[str], str]
Json = dict[str, Any]


def read_form(body: bytes) -> dict[str, str]:
    """Return the fields of a form; of a repeated one the last.

    Raises:
        BadRequest: not UTF-8, no form, or too many fields.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=FORM_FIELDS_MAX,
        )
    except UnicodeDecodeError:
        raise BadRequest("body is not UTF-8, or not encoded as a form") from None
    except ValueError:  # whose text repeats a field, which may hold a password
        raise BadRequest(f"body is no form, or has over {FORM_FIELDS_MAX} fields") from None
    return dict(pairs)


def slash_command(fields: Mapping[str, str], seal: Seal) -> Json:
    """Return a slash command as it is stored.

    Raises:
        BadRequest: a field that it needs is missing.
    """
    for name in NEEDED:
        if not fields.get(name, "").strip():
            raise BadRequest(f"{name} is missing")
    if not fields["command"].startswith("/"):
        raise BadRequest("command does not begin with a slash")
    kept = {name: value for name, value in fields.items() if name not in SECRET}
    sealed = seal(fields.get("response_url", ""))
    return kept | {"type": SLASH_COMMAND, "sealed_response_url": sealed}


def read_interaction(payload: bytes) -> Json:
    """Return an interaction as Slack sent it.

    Raises:
        BadRequest: not JSON, or without a type or a user.
    """
    try:
        body = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"payload is not JSON: {error.msg}") from None
    if not isinstance(body, dict):
        raise BadRequest("payload is not an object")
    if not isinstance(body.get("type"), str):
        raise BadRequest("payload.type is missing or not a string")
    if not text(part(body, "user"), "id").strip():
        raise BadRequest("payload.user.id is missing or not a string")
    for name in ("token", "api_app_id"):
        if not isinstance(body.get(name), str | None):
            raise BadRequest(f"payload.{name} is not a string")
    try:
        orjson.dumps(body)  # it reads deeper than it writes
    except orjson.JSONEncodeError:
        raise BadRequest("payload is nested too deeply") from None
    return body


def interaction(body: Json, seal: Seal) -> Json:
    """Return an interaction as it is stored."""
    kept = {name: value for name, value in body.items() if name not in SECRET}
    kept["sealed_response_url"] = seal(text(body, "response_url"))
    if (urls := kept.pop("response_urls", None)) and isinstance(urls, list):
        kept["response_urls"] = [sealed(one, seal) for one in urls if isinstance(one, dict)]
    return kept


def sealed(place: Json, seal: Seal) -> Json:
    """Return where a form may be answered, its address encrypted."""
    kept = {name: value for name, value in place.items() if name not in SECRET}
    return kept | {"sealed_response_url": seal(text(place, "response_url"))}


def team_of(body: Json) -> str:
    """Return the workspace of an interaction.

    A form says where the app is installed: its sender may be of elsewhere in a shared channel. What
    is done in an organisation has no team but its user's.
    """
    installed = text(part(body, "view"), "app_installed_team_id")
    return installed or text(part(body, "team"), "id") or text(part(body, "user"), "team_id")


def part(body: Json, name: str) -> Json:
    """Return an object in an object; whatever else stands there counts as empty."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def text(body: Json, name: str) -> str:
    """Return a text in an object; whatever else stands there counts as empty."""
    value = body.get(name)
    return value if isinstance(value, str) else ""
