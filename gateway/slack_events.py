"""POST /slack/events: from a signed body to one entry of the right stream, and only then 200.

The order of the checks is part of the contract: method, size, content type, signature, shape,
origin, Redis. Nothing else happens before the answer.

Source: https://docs.slack.dev/apis/events-api, https://docs.slack.dev/apis/events-api/using-http-request-urls
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from starlette.types import Receive, Scope

from gateway.commands import Entry
from gateway.counts import Counts
from gateway.endpoint import OK, Endpoint
from gateway.envelope import Envelope, InnerEvent, read_envelope, read_event
from gateway.http import Answer, Headers, is_ssl_check, json_answer, read_body, traceparent
from gateway.origin import Origin
from gateway.publisher import Publisher
from gateway.signature import SigningKey, verify
from shared.errors import BadRequest
from shared.events import stream_of
from shared.metrics import APP_RATE_LIMITED

PATHS = frozenset({"/slack/events", "/slack/event"})  # the second is gopherbot's

log = structlog.get_logger()


class SlackEvents(Endpoint):
    """The endpoint.

    Args:
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        keys: Sequence[SigningKey],
        origin: Origin,
        publisher: Publisher,
        counts: Counts,
        clock: Callable[[], float],
    ) -> None:
        super().__init__(counts)
        self.keys, self.origin, self.publisher, self.clock = keys, origin, publisher, clock

    async def answer(
        self, scope: Scope, headers: Headers, asked_as: bytes, receive: Receive
    ) -> Answer:
        """Verify and publish one event, or answer what Slack asks."""
        body = await read_body(headers, receive)
        if is_ssl_check(headers, body):
            return OK
        now_s = self.clock()
        timestamp = headers.get(b"x-slack-request-timestamp")
        verify(self.keys, timestamp, headers.get(b"x-slack-signature"), body, now_s)
        envelope = read_envelope(body)
        if envelope.type == "url_verification":
            return self._prove(envelope)
        if envelope.type == "app_rate_limited":
            return self._note_rate_limited(envelope)
        await self._publish(envelope, headers, asked_as, now_s)
        return OK

    def _prove(self, envelope: Envelope) -> Answer:
        """Answer the question that Slack asks when a request URL is set."""
        if envelope.challenge is None:
            raise BadRequest("challenge is missing")
        self.origin.check(envelope)
        return json_answer(200, {"challenge": envelope.challenge})

    def _note_rate_limited(self, envelope: Envelope) -> Answer:
        """Note that Slack withheld events in this minute."""
        self.origin.check(envelope)
        APP_RATE_LIMITED.inc()
        log.warning("slack.app_rate_limited", reason="over 30,000 events in an hour")
        return OK

    async def _publish(
        self, envelope: Envelope, headers: Headers, asked_as: bytes, now_s: float
    ) -> None:
        event = read_event(envelope)
        self.origin.check(envelope)
        stream = stream_of(event.kind, event.channel_type)
        if stream is None:
            self.counts.note_unrouted(event.kind)
            return
        entry = entry_of(envelope, event, now_s)
        entry.request_id, entry.traceparent = asked_as, traceparent(headers)
        added = await self.publisher.publish(stream, entry)
        self.counts.note_published(stream, added=added)


def entry_of(envelope: Envelope, event: InnerEvent, now_s: float) -> Entry:
    """Return the entry of an event received now."""
    event_time = envelope.event_time
    return Entry(
        event_id=str(envelope.event_id).encode(),
        gateway_ts_ms=int(now_s * 1000),
        event_ts_s=event_time if isinstance(event_time, int) else int(now_s),
        json=event.json,
        team_id=(envelope.team_id or "").encode(),
        app_id=(envelope.api_app_id or "").encode(),
    )
