"""One call as it came over HTTP.

| where     | arguments                                     | token                                |
|-----------|-----------------------------------------------|--------------------------------------|
| query     | always read (slack_sdk sends its `params` so) | refused for newer apps               |
| form body | merged over the query                         | `token` field, if there is no header |
| JSON body | merged over the query                         | not taken                            |
| header    |                                               | `Authorization: Bearer …`            |

Source: https://docs.slack.dev/apis/web-api/#basics
"""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers

from dev.slack.refusals import Refused


@dataclass
class ApiRequest:
    """A call, before anything about it was checked but its form; `content` is of a file."""

    method: str
    arguments: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    problem: Refused | None = None
    content: bytes = b""


def parse(method: str, query: bytes, headers: Headers, body: bytes) -> ApiRequest:
    """Return the call; what is wrong with its form is in `problem`, to be answered and recorded."""
    arguments = _pairs(query)
    # Slack refuses a token in the query string: it would end up in logs.
    arguments.pop("token", None)
    request = ApiRequest(method, arguments, bearer(headers))
    try:
        given = _body(headers.get("content-type", ""), body)
    except Refused as problem:
        request.problem = problem
        return request
    form_token = given.pop("token", None)
    request.arguments |= given
    if request.token is None and "json" not in headers.get("content-type", ""):
        request.token = form_token
    return request


def bearer(headers: Headers) -> str | None:
    """Return the token of the Authorization header."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _body(content_type: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return _json(body)
    if kind == "application/x-www-form-urlencoded":
        return _pairs(body)
    raise Refused("invalid_post_type" if kind else "missing_post_type")


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(value, dict):
        raise Refused("json_not_object")
    return value


def _pairs(text: bytes) -> dict[str, Any]:
    return dict(parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True))
