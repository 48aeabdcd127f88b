"""Bad slash commands and interactions: each with its status and reason, and nothing is stored."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from redis.asyncio import Redis

from gateway.http import BODY_MAX_BYTES
from tests.gateway.conftest import Slack, signed
from tests.gateway.doors import (
    CLICK,
    CLOSED,
    FORM,
    ON_MESSAGE,
    SHORTCUT,
    SUBMIT,
    SUGGEST,
    interaction,
    payload,
    slash,
)

FORGED = "not-the-signing-secret"
MULTIPART = "multipart/form-data; boundary=x"
ELSEWHERE = {"id": "T0ELSEWHERE"}
NO_FORM = "body is no form, or has over 100 fields"
NOT_UTF8 = "body is not UTF-8, or not encoded as a form"
NOT_JSON = "payload is not JSON: "


def nested(depth: int) -> bytes:
    """Return a payload with lists in lists."""
    return b'{"type":"shortcut","user":{"id":"U1"},"a":%b%b}' % (b"[" * depth, b"]" * depth)


# What makes a body of Slack's a bad one.
BODIES = {
    "empty": (400, "command is missing", b""),
    "no command": (400, "command is missing", slash(command=None)),
    "empty command": (400, "command is missing", slash(command="")),
    "blank command": (400, "command is missing", slash(command="  ")),
    "no slash": (400, "command does not begin with a slash", slash(command="burrow")),
    "no user": (400, "user_id is missing", slash(user_id=None)),
    "blank user": (400, "user_id is missing", slash(user_id=" ")),
    "no channel": (400, "channel_id is missing", slash(channel_id=None)),
    "last of a repeated field": (400, "command is missing", slash() + b"&command="),
    "over 100 fields": (400, NO_FORM, slash() + b"&a=1" * 100),
    "junk": (400, NO_FORM, b"&" * 999 + b"=%"),
    "JSON in a form's clothes": (400, NO_FORM, b'{"command":"/burrow"}'),
    "a field without =": (400, NO_FORM, slash() + b"&response_url"),
    "raw bytes": (400, NOT_UTF8, slash() + b"&a=\xff"),
    "raw UTF-8": (400, NOT_UTF8, slash() + "&a=é".encode()),
    "encoded bytes": (400, NOT_UTF8, slash() + b"&a=%FF%FE"),
    "encoded surrogate": (400, NOT_UTF8, slash() + b"&a=%ED%A0%80"),
    "another team": (403, "team_id is T2, expected", slash(team_id="T2")),
    "another app": (403, "api_app_id is A2, expected", slash(api_app_id="A2")),
    "another token": (403, "token is not SLACK_VERIFICATION_TOKEN", slash(token="other")),
    "shape before origin": (400, "user_id is missing", slash(user_id=None, team_id="T2")),
    "empty payload": (400, NOT_JSON, b"payload="),
    "not JSON": (400, NOT_JSON, payload(b"{")),
    "NaN": (400, NOT_JSON, payload(b'{"type":"shortcut","user":{"id":"U1"},"a":NaN}')),
    "infinite": (400, NOT_JSON, payload(b'{"type":"shortcut","user":{"id":"U1"},"a":1e999}')),
    "endless integer": (400, NOT_JSON, payload(b'{"a":%b}' % (b"1" * 5000))),
    "surrogate": (400, NOT_JSON, payload(b'{"type":"shortcut","user":{"id":"\\ud800"}}')),
    "null": (400, "payload is not an object", payload(b"null")),
    "text": (400, "payload is not an object", payload(b'"shortcut"')),
    "array": (400, "payload is not an object", payload(b'[{"type":"shortcut"}]')),
    "no type": (400, "payload.type is missing or not a string", interaction({})),
    "type is a number": (400, "payload.type is missing", interaction(SHORTCUT, type=1)),
    "nobody": (400, "payload.user.id is missing", interaction(SHORTCUT, user=None)),
    "user is a text": (400, "payload.user.id is missing", interaction(SHORTCUT, user="U1")),
    "user without id": (400, "payload.user.id is missing", interaction(SHORTCUT, user={})),
    "blank user's id": (400, "payload.user.id is missing", interaction(CLICK, user={"id": " "})),
    "token is a number": (400, "payload.token is not a string", interaction(CLICK, token=5)),
    "app is a list": (400, "payload.api_app_id is not a", interaction(CLICK, api_app_id=["A2"])),
    "300 deep": (400, "payload is nested too deeply", payload(nested(300))),
    "5,000 deep": (400, NOT_JSON, payload(nested(5000))),
    "click of another team": (403, "team_id is T0E", interaction(CLICK, team=ELSEWHERE)),
    "shortcut of another app": (403, "api_app_id is A2", interaction(SHORTCUT, api_app_id="A2")),
    "close of another token": (403, "token is not SLACK_V", interaction(CLOSED, token="other")),
    "form of another team": (403, "team_id is T0E", interaction(SUBMIT, team=ELSEWHERE)),
    "menu of another team": (403, "team_id is T0E", interaction(SUGGEST, team=ELSEWHERE)),
    "unknown type of another team": (403, "team_id", interaction(CLICK, type="x", team=ELSEWHERE)),
    "another team by its user": (
        403,
        "team_id is T2, expected",
        interaction(ON_MESSAGE, team=None, user={"id": "U1", "team_id": "T2"}),
    ),
}
# What makes any request a bad one, whatever it holds.
REQUESTS: dict[str, tuple[int, str, bytes, dict[str, Any]]] = {
    "too large": (413, "body is ", b"a" * (BODY_MAX_BYTES + 1), {}),
    "multipart": (415, "content type is multipart/form-data", slash(), {"declared": MULTIPART}),
    "plain text": (415, "content type is text/plain", slash(), {"declared": "text/plain"}),
    "a form as JSON": (400, "body is not JSON", slash(), {"declared": "application/json"}),
    "forged command": (401, "X-Slack-Signature does not", slash(), {"secret": FORGED}),
    "forged click": (401, "X-Slack-Signature does not", interaction(CLICK), {"secret": FORGED}),
    "signature before shape": (401, "X-Slack-Signature does", b"%FF", {"secret": FORGED}),
    "stale": (401, "request is 30", slash(), {"age_s": 302}),
    "from the future": (401, "request is 30", slash(), {"age_s": -302}),
    "ssl_check in a text": (
        401,
        "X-Slack-Signature does not match",
        slash(text="ssl_check=1"),
        {"secret": FORGED},
    ),
    "ssl_check in a raw text": (
        401,
        "X-Slack-Signature does not match",
        slash() + b"&a=ssl_check=1",
        {"secret": FORGED},
    ),
    "ssl_check in a name": (401, "X-Slack-S", slash() + b"&no_ssl_check=1", {"secret": FORGED}),
    "ssl_check=10": (401, "X-Slack-Signature", slash(ssl_check="10"), {"secret": FORGED}),
    "ssl_check=0": (401, "X-Slack-Signature does not", b"ssl_check=0", {"secret": FORGED}),
    "ssl_check among too many": (401, "X-", b"ssl_check=1" + b"&a=1" * 100, {"secret": FORGED}),
}


def rows() -> list[Any]:
    """Return both tables as one."""
    bodies = [pytest.param(*row, {}, id=name) for name, row in BODIES.items()]
    return bodies + [pytest.param(*row, id=name) for name, row in REQUESTS.items()]


@pytest.mark.parametrize(("status", "reason", "body", "how"), rows())
async def test_a_bad_form_is_refused_with_its_reason_and_not_stored(
    slack: Slack, redis: Redis, status: int, reason: str, body: bytes, how: dict[str, Any]
) -> None:
    request_id = str(uuid.uuid4())
    signature = signed(body, **{key: how[key] for key in how.keys() - {"declared"}})
    headers = {"Content-Type": how.get("declared", FORM), "X-Request-ID": request_id}
    answer = await slack.http.post("/slack/events", content=body, headers=signature | headers)
    assert answer.status_code == status
    assert answer.json()["error"].startswith(reason)
    assert await redis.dbsize() == 0
    (line,) = [one for one in slack.process.lines() if one.get("request_id") == request_id]
    assert (line["event"], line["reason"]) == ("request.refused", answer.json()["error"])


@pytest.mark.parametrize("body", [slash(), interaction(CLICK), interaction(SUBMIT)])
async def test_an_unsigned_form_is_refused(slack: Slack, redis: Redis, body: bytes) -> None:
    answer = await slack.http.post("/slack/events", content=body, headers={"Content-Type": FORM})
    assert (answer.status_code, await redis.dbsize()) == (401, 0)


async def test_a_refusal_repeats_nothing_of_a_form_that_cannot_be_read(slack: Slack) -> None:
    body = slash() + b"&https://hooks.slack.com.example/secret-place"
    answer = await slack.send(body, Content_Type=FORM)
    assert answer.json() == {"error": NO_FORM}
    assert "secret-place" not in slack.process.text()
