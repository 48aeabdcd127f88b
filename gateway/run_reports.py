"""POST /hooks/run: from a job on another machine to one entry of webhook_run.

A job gets the whole address in BURROW_CALLBACK_URL; its token says which run it is of, and where
that is told. Whoever has it can say something there, and nowhere else.

| sent            | as                                                                   |
|-----------------|----------------------------------------------------------------------|
| token           | in the query                                                         |
| message         | `{"message": "…"}` or plain text, 1 to 40,000 characters             |
| Idempotency-Key | if it is there, a report that is sent again within 15 min is the same |
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

import msgspec
from starlette.types import Receive, Scope

from gateway.commands import Entry
from gateway.counts import Counts
from gateway.endpoint import OK, Endpoint
from gateway.http import Answer, Headers, form, media_type, read_body, traceparent, wrong_type
from gateway.json_body import read_json
from gateway.publisher import Publisher
from shared.callbacks import Callback, read_token
from shared.errors import BadCallbackToken, BadRequest
from shared.events import RUN_REPORTS
from shared.webhooks import RunReport

MESSAGE_CHARS = 40_000  # what Slack takes in one message, and eleven posts of ours
TYPES = "application/json or text/plain"


class Sent(msgspec.Struct):
    """What a job sends as JSON."""

    message: str = ""


SENT = msgspec.json.Decoder(Sent)


class RunReports(Endpoint):
    """The endpoint.

    Args:
        secret: empty if no callback is taken.
        clock: seconds since the epoch.
    """

    def __init__(
        self, secret: str, publisher: Publisher, counts: Counts, clock: Callable[[], float]
    ) -> None:
        super().__init__(counts)
        self.secret, self.publisher, self.clock = secret, publisher, clock

    async def answer(
        self, scope: Scope, headers: Headers, asked_as: bytes, receive: Receive
    ) -> Answer:
        """Verify a report and publish it."""
        body = await read_body(headers, receive)
        if (declared := media_type(headers)) not in {b"application/json", b"text/plain"}:
            raise wrong_type(declared, TYPES)
        now_s = self.clock()
        callback = self._callback(scope["query_string"], now_s)
        message = read_message(body, is_json=declared == b"application/json")
        entry = entry_of(callback, message, headers, now_s)
        entry.request_id, entry.traceparent = asked_as, traceparent(headers)
        added = await self.publisher.publish(RUN_REPORTS, entry)
        self.counts.note_published(RUN_REPORTS, added=added)
        return OK

    def _callback(self, query: bytes, now_s: float) -> Callback:
        """Return what the token stands for."""
        token = form(query).get("token")
        if not token:
            raise BadRequest("token is missing: use the whole address in BURROW_CALLBACK_URL")
        if not self.secret:
            raise BadCallbackToken("HOOKS_SECRET is not set, so that no callback is taken")
        return read_token(self.secret, token, now_s)


def read_message(body: bytes, *, is_json: bool) -> str:
    """Return what a body says.

    Raises:
        BadRequest: it cannot be read, says nothing, or too much.
    """
    message = read_json(SENT, body).message if is_json else read_text(body)
    if not message.strip():
        raise BadRequest("message is missing or empty")
    if len(message) > MESSAGE_CHARS:
        raise BadRequest(f"message has {len(message)} characters, limit {MESSAGE_CHARS}")
    return message


def read_text(body: bytes) -> str:
    """Return a body of plain text."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"body is not UTF-8: {error.reason} at byte {error.start}") from None


def entry_of(callback: Callback, message: str, headers: Headers, now_s: float) -> Entry:
    """Return the entry of a report received now."""
    report = RunReport(callback.run_id, callback.channel, callback.thread_ts, message)
    return Entry(
        event_id=f"run:{callback.run_id}:{report_id(headers)}".encode(),
        gateway_ts_ms=int(now_s * 1000),
        event_ts_s=int(now_s),
        json=msgspec.json.encode(report),
    )


def report_id(headers: Headers) -> str:
    """Return what tells the reports of a run apart: whatever their sender says, or chance."""
    given = headers.get(b"idempotency-key", b"")
    return hashlib.sha256(given).hexdigest()[:32] if given else secrets.token_hex(16)
