"""What a person's deed brings at once: one request that the app answers within 3 s, or a failure.

| `Answered`   | type      | note                                                                  |
|--------------|-----------|-----------------------------------------------------------------------|
| `status`     | int, None | None: no answer in time, or nothing was asked                         |
| `body`       | dict      | the answer's JSON; a plain text as `{"text": …}`; {} for an empty one |
| `duration_s` | float     |                                                                       |
| `error`      | str       | what the person saw of a failure, "" if all went well                 |

| error                | when                                                              |
|----------------------|-------------------------------------------------------------------|
| `operation_timeout`  | no answer in time                                                 |
| `dispatch_failed`    | no address, no connection, another status than 200                |
| `trouble connecting` | of a form: any of these, or an answer that Slack cannot carry out |
| `not sent`           | of a form: a field is empty or wrong, Slack's client says so      |

Source: https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/interactivity/handling-user-interaction
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

# As Socket Mode names the two in its envelopes.
Kind = Literal["slash_commands", "interactive"]

FORM = "application/x-www-form-urlencoded"
TIMED_OUT = "operation_timeout"
FAILED = "dispatch_failed"
TROUBLE = "trouble connecting"
NOT_SENT = "not sent"


@dataclass
class Answered:
    """How the app answered."""

    status: int | None = None
    body: dict[str, Any] = field(default_factory=dict)
    duration_s: float = 0.0
    error: str = ""


def form_of(kind: Kind, payload: Mapping[str, Any]) -> bytes:
    """Return the body of the request: a command's fields, or the one field `payload`."""
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode()


async def post_form(
    http: aiohttp.ClientSession, url: str, body: bytes, headers: Mapping[str, str], limit_s: float
) -> Answered:
    """POST a signed form and return what came of it; it is never sent again."""
    answered, started = Answered(), time.monotonic()
    timeout = aiohttp.ClientTimeout(total=limit_s)
    try:
        async with http.post(
            url, data=body, headers=headers, timeout=timeout, allow_redirects=False
        ) as response:
            answered.body = body_of(await response.read())
            answered.status = response.status
            answered.error = "" if response.status == 200 else FAILED
    except TimeoutError:
        answered.error = TIMED_OUT
    except aiohttp.ClientError:
        answered.error = FAILED
    answered.duration_s = time.monotonic() - started
    return answered


def body_of(content: bytes) -> dict[str, Any]:
    """Return an answer's body as the table above has it."""
    text = content.decode(errors="replace").strip()
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, dict):
        return value
    return {"text": text} if text else {}


def name_of(kind: Kind, payload: Mapping[str, Any]) -> str:
    """Return what the exchange is called: the command, or the interaction's type."""
    return str(payload["command"] if kind == "slash_commands" else payload["type"])


def attempt_of(url: str, headers: Mapping[str, str], answered: Answered) -> dict[str, Any]:
    """Return the try as the traffic shows it."""
    return {
        "url": url,
        "headers": dict(headers),
        "status": answered.status,
        "reason": answered.error or None,
        "duration_ms": round(answered.duration_s * 1000, 1),
    }
