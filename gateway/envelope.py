"""From a verified body to an envelope, and from the envelope to its inner event.

| Envelope field | JSON    | note                                                                |
|----------------|---------|---------------------------------------------------------------------|
| type           | string  | `url_verification` and `app_rate_limited` carry no event            |
| event          | object  | kept as the bytes that came; Slack asks to expect unknown fields    |
| event_id       | string  | the same on each retry; 1 to 255 characters                         |
| event_time     | integer | s, though one of Slack's own examples has 16 digits; may be absent  |
| team_id        | string  | may be absent or null, as may api_app_id and token                  |

Two parsers, because neither does all: msgspec types the envelope and keeps the event's bytes, but
skips over broken UTF-8 and infinite numbers in what it keeps. So UTF-8 is checked for the whole,
and the event goes once through the parser that consumers use: what they could not read is refused
while Slack still listens. That costs 1.5 of about 40 µs a request.

Source: https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import orjson

from gateway.json_body import read_json
from shared.errors import BadRequest

ABSENT = msgspec.Raw(b"")

EventId = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]  # it becomes part of a key
Seconds = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]  # what other readers can hold


class Envelope(msgspec.Struct):
    """The outer event, as far as anything here depends on it."""

    type: str = ""
    challenge: str | None = None
    token: str | None = None
    team_id: str | None = None
    api_app_id: str | None = None
    event: msgspec.Raw = ABSENT
    event_id: EventId | msgspec.UnsetType = msgspec.UNSET
    event_time: Seconds | msgspec.UnsetType = msgspec.UNSET


class InnerEvent(msgspec.Struct):
    """What happened: its type, what classifies a message, and the JSON to forward."""

    kind: str
    channel_type: str | None
    json: bytes


DECODER = msgspec.json.Decoder(Envelope)


def read_envelope(body: bytes) -> Envelope:
    """Read the outer event.

    Raises:
        BadRequest: not UTF-8, not JSON, or a field of the wrong type.
    """
    return read_json(DECODER, body)


def read_event(envelope: Envelope) -> InnerEvent:
    """Read the inner event of an envelope.

    A channel_type that is no string counts as absent, as gopherbot has it.

    Raises:
        BadRequest: no event_id, no event, or an event without a type.
    """
    if envelope.event_id is msgspec.UNSET:
        raise BadRequest("event_id is missing")
    raw = bytes(envelope.event)
    event = load(raw)
    kind, channel_type = event.get("type"), event.get("channel_type")
    if not isinstance(kind, str):
        raise BadRequest("event.type is missing or not a string")
    if not isinstance(channel_type, str):
        channel_type = None
    return InnerEvent(kind, channel_type, without_token(event, raw))


def load(raw: bytes) -> dict[str, Any]:
    """Parse the inner event as a consumer will."""
    if not raw:
        raise BadRequest("event is missing")
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"event is not JSON: {error.msg}") from None
    if not isinstance(event, dict):
        raise BadRequest("event is not an object")
    return event


def without_token(event: dict[str, Any], raw: bytes) -> bytes:
    """Return the event's bytes as they came, or a copy without its token if it carries one."""
    if "token" not in event:
        return raw
    return orjson.dumps({key: value for key, value in event.items() if key != "token"})
