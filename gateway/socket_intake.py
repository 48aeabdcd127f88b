"""An envelope of Socket Mode into its stream, and only then its acknowledgement.

| what came of it                               | acknowledged                              |
|-----------------------------------------------|-------------------------------------------|
| Redis has it, or had it before                | yes, with the answer if there is one      |
| refused as it would be each time (400, 403)   | yes: sent again it would be refused again |
| a form that is refused so                     | yes, with an error beside its first field |
|                                               | or, if it has none, no: either way it     |
|                                               | stays open, with all that was typed       |
| Redis did not take it (503), a defect of ours | no: Slack sends it again                  |

Nothing is signed here: whoever could open the websocket has the app's token.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import structlog

from gateway.http import request_id
from gateway.intake import MARK_CHARS, Intake, beside_first_field
from gateway.refusals import refuse
from gateway.socket_frames import Frame, ack, fields_of
from shared.errors import Replayed, RequestRefused, StoreUnavailable
from shared.metrics import ENVELOPES_REDELIVERED

NO_TRACE = b""
REFUSED = "I cannot take this form, and nothing was done. Please tell the person who runs me."

log = structlog.get_logger()


class SocketIntake:
    """Takes envelopes as gateway/slack_events.py takes requests."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake

    async def settle(self, frame: Frame) -> str | None:
        """Publish what an envelope holds; return the acknowledgement, or None for no such."""
        if frame.retry_attempt:
            ENVELOPES_REDELIVERED.inc()
        asked_as = request_id({b"x-request-id": frame.envelope_id.encode()})
        try:
            return ack(frame, await self._take(frame, asked_as))
        except Replayed:
            return ack(frame, b"")  # it came twice, and that is Slack's right
        except RequestRefused as refusal:
            refuse(refusal, f"socket:{frame.type}", asked_as, self.intake.counts)
            return None if isinstance(refusal, StoreUnavailable) else refused(frame)
        except Exception as error:
            self.intake.counts.note_broken(error)
            log.exception("request.failed", status=500, path=f"socket:{frame.type[:100]}")
            return None

    async def _take(self, frame: Frame, asked_as: bytes) -> bytes:
        payload = bytes(frame.payload)
        mark = f"Sm{hashlib.sha256(payload).hexdigest()[:MARK_CHARS]}"
        match frame.type:
            case "events_api":
                await self.intake.event(payload, asked_as, NO_TRACE)
            case "slash_commands":
                await self.intake.slash(fields_of(payload), mark, asked_as, NO_TRACE)
            case "interactive":
                return await self.intake.interactive(payload, mark, asked_as, NO_TRACE)
            case _:
                self.intake.counts.note_unrouted(frame.type)
        return b""


def refused(frame: Frame) -> str | None:
    """Return the acknowledgement of what was refused, or None for no such."""
    form = form_in(frame)
    if form is None:
        return ack(frame, b"")
    # With nothing in it, it would say that all is well: Slack would close the form.
    answer = beside_first_field(form, REFUSED) if frame.accepts_response_payload else b""
    return ack(frame, answer) if answer else None


def form_in(frame: Frame) -> dict[str, Any] | None:
    """Return the payload if it is of a form that was sent."""
    if frame.type != "interactive":
        return None
    try:
        payload = orjson.loads(bytes(frame.payload))
    except orjson.JSONDecodeError:
        return None
    is_form = isinstance(payload, dict) and payload.get("type") == "view_submission"
    return payload if is_form else None
