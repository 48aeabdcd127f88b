"""What comes down a websocket of Socket Mode, and what goes back.

| frame        | fields                                                                       |
|--------------|------------------------------------------------------------------------------|
| `hello`      | `num_connections`: of the whole app, at most 10                              |
| `disconnect` | `reason`: warning, refresh_requested, link_disabled, too_many_websockets     |
| an envelope  | `type` events_api, slash_commands or interactive; `envelope_id`; `payload`,  |
|              | `accepts_response_payload`; `retry_attempt`, 0 the first time                |
| (our ack)    | `envelope_id`; `payload`, if there is an answer and it is accepted           |

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

from typing import Any

import msgspec
import orjson

from gateway.json_body import read_json
from shared.errors import BadRequest


class Frame(msgspec.Struct):
    """A frame, as far as anything here depends on it; the payload is kept as it came."""

    type: str = ""
    envelope_id: str = ""
    payload: msgspec.Raw = msgspec.Raw(b"")
    accepts_response_payload: bool | None = False
    retry_attempt: int | None = 0
    reason: str = ""
    num_connections: int = 0


DECODER = msgspec.json.Decoder(Frame)


def read_frame(text: str) -> Frame:
    """Read a frame.

    Raises:
        BadRequest: not JSON, or a field of the wrong type.
    """
    return read_json(DECODER, text.encode())


def fields_of(payload: bytes) -> dict[str, str]:
    """Return a slash command's fields as a form would have them; what is null is left out.

    Raises:
        BadRequest: no object of plain values.
    """
    try:
        fields: Any = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"payload is not JSON: {error.msg}") from None
    if not isinstance(fields, dict):
        raise BadRequest("payload is not an object")
    return {name: as_text(name, value) for name, value in fields.items() if value is not None}


def as_text(name: str, value: object) -> str:
    """Return a field's value as a form has it: `false`, not False."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return orjson.dumps(value).decode()
    raise BadRequest(f"payload.{name[:100]} is not a text")


def ack(frame: Frame, answer: bytes) -> str:
    """Return the acknowledgement of an envelope.

    Args:
        answer: JSON to send along, or nothing.
    """
    said: dict[str, Any] = {"envelope_id": frame.envelope_id}
    if answer and frame.accepts_response_payload:
        said["payload"] = msgspec.Raw(answer)
    return msgspec.json.encode(said).decode()
