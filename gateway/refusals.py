"""One table from what failed to what is answered, so that the paths are the happy path only.

Every refusal is one log line and one count. The line has the reason; never a body or a signature,
since whoever sent them may not be Slack.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from gateway.counts import Counts
from gateway.http import Answer, json_answer
from shared.errors import BodyTooLarge, RequestRefused, UnknownPath, WrongMethod

PATH_CHARS = 200

# `close`: what is left of the body is not read, so nothing can follow it on the connection.
HEADERS: Mapping[type[RequestRefused], tuple[tuple[bytes, bytes], ...]] = {
    WrongMethod: ((b"allow", b"POST"),),
    BodyTooLarge: ((b"connection", b"close"),),
}
BY_STATUS: Mapping[int, type[RequestRefused]] = {404: UnknownPath, 405: WrongMethod}

log = structlog.get_logger()


def refuse(refusal: RequestRefused, path: str, request_id: bytes, counts: Counts) -> Answer:
    """Log and count a refusal, and return its answer."""
    counts.note_refused(refusal)
    log.warning(
        "request.refused",
        status=refusal.status,
        reason=str(refusal),
        path=path[:PATH_CHARS],
        request_id=request_id.decode(),
    )
    headers = HEADERS.get(type(refusal), ())
    return json_answer(refusal.status, {"error": str(refusal)}, *headers)
