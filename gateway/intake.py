"""What Slack says, verified already, into its stream: the same by HTTP and by Socket Mode.

| what              | becomes                                                                  |
|-------------------|--------------------------------------------------------------------------|
| an event          | an entry of the stream of its type                                       |
| a slash command   | an entry of slack_command                                                |
| a click, shortcut | an entry of slack_interaction                                            |
| a form            | a question to a consumer; if it accepts, an entry of slack_interaction   |
| a menu's search   | a question to a consumer                                                 |
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
import structlog

from gateway import bodies
from gateway.asking import Asker
from gateway.commands import Entry
from gateway.counts import Counts
from gateway.endpoint import OK
from gateway.envelope import Envelope, InnerEvent, read_envelope, read_event
from gateway.http import Answer, json_answer
from gateway.origin import Origin
from gateway.publisher import Publisher
from shared.errors import BadRequest, Replayed, StoreUnavailable
from shared.events import COMMANDS, INTERACTIONS, stream_of
from shared.metrics import APP_RATE_LIMITED
from shared.sealing import Sealer

ANSWER_S = 2.9  # later, and Slack has told the person that nothing came
NO_OPTIONS = b'{"options":[]}'
UNANSWERED = "I do not answer just now, and nothing was done. Please try again in a minute."
MARK_CHARS = 32  # of a hash: nobody finds two alike

log = structlog.get_logger()


class Intake:
    """Takes what is proven to be Slack's.

    Args:
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        origin: Origin,
        publisher: Publisher,
        asker: Asker,
        sealer: Sealer,
        counts: Counts,
        clock: Callable[[], float],
    ) -> None:
        self.origin, self.publisher, self.asker = origin, publisher, asker
        self.sealer, self.counts, self.clock = sealer, counts, clock

    async def event(self, body: bytes, asked_as: bytes, trace: bytes) -> Answer:
        """Publish an event of the Events API, or answer what Slack asks.

        Raises:
            RequestRefused: as shared/errors.py has it.
        """
        envelope = read_envelope(body)
        if envelope.type == "url_verification":
            return self._prove(envelope)
        if envelope.type == "app_rate_limited":
            return self._note_rate_limited(envelope)
        event = read_event(envelope)
        self.origin.check(envelope)
        stream = stream_of(event.kind, event.channel_type)
        if stream is None:
            self.counts.note_unrouted(event.kind)
            return OK
        entry = entry_of(envelope, event, self.clock())
        entry.request_id, entry.traceparent = asked_as, trace
        self.counts.note_published(stream, added=await self.publisher.publish(stream, entry))
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

    async def slash(self, fields: dict[str, str], mark: str, asked_as: bytes, trace: bytes) -> None:
        """Publish a slash command.

        Args:
            mark: becomes the event's id; the same for the same request.

        Raises:
            Replayed: it is in its stream already.
            RequestRefused: as shared/errors.py has it.
        """
        body = bodies.slash_command(fields, self.sealer.seal)
        self._check_origin(fields, fields.get("team_id", ""))
        if not await self._publish(COMMANDS, body, mark, asked_as, trace):
            raise Replayed("this slash command was taken before: each is taken once")

    async def interactive(self, payload: bytes, mark: str, asked_as: bytes, trace: bytes) -> bytes:
        """Publish an interaction, or ask a consumer first; return the body of the answer.

        Raises:
            Replayed, RequestRefused: as for slash().
        """
        given = bodies.read_interaction(payload)
        self._check_origin(given, bodies.team_of(given))
        kind, body = given["type"], bodies.interaction(given, self.sealer.seal)
        if kind in bodies.ASKED:
            return await self._ask(kind, body, mark, asked_as, trace)
        if kind not in bodies.QUEUED:
            self.counts.note_unrouted(kind)
        elif not await self._publish(INTERACTIONS, body, mark, asked_as, trace):
            raise Replayed("this interaction was taken before: each is taken once")
        return b""

    async def _ask(
        self, kind: str, body: dict[str, Any], mark: str, asked_as: bytes, trace: bytes
    ) -> bytes:
        until_s = asyncio.get_running_loop().time() + ANSWER_S
        reply = await self.asker.ask(body)
        if reply is None:
            return NO_OPTIONS if kind == "block_suggestion" else unanswered(body)
        if reply.accepted:
            try:
                async with asyncio.timeout_at(until_s):
                    # Already there is no replay to refuse: who got no answer sends it again.
                    form = form_mark(body) or mark
                    await self._publish(INTERACTIONS, body, form, asked_as, trace)
            except TimeoutError:
                raise StoreUnavailable("Redis did not take the form in time") from None
        return orjson.dumps(reply.body) if reply.body else b""

    def _check_origin(self, body: dict[str, Any], team_id: str) -> None:
        token, app_id = body.get("token"), body.get("api_app_id")
        self.origin.check(
            Envelope(
                token=token if isinstance(token, str) else None,
                team_id=team_id or None,
                api_app_id=app_id if isinstance(app_id, str) else None,
            )
        )

    async def _publish(
        self, stream: str, body: dict[str, Any], mark: str, asked_as: bytes, trace: bytes
    ) -> bool:
        now_s = self.clock()
        team_id = body.get("team_id") if stream == COMMANDS else bodies.team_of(body)
        entry = Entry(
            event_id=mark.encode(),
            gateway_ts_ms=int(now_s * 1000),
            event_ts_s=int(now_s),
            json=orjson.dumps(body),
            team_id=str(team_id or "").encode(),
            app_id=bodies.text(body, "api_app_id").encode(),
            request_id=asked_as,
            traceparent=trace,
        )
        added = await self.publisher.publish(stream, entry)
        self.counts.note_published(stream, added=added)
        return added


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


def unanswered(body: dict[str, Any]) -> bytes:
    """Return the answer to a form that nobody looked at: it stays open, with all that was typed.

    Raises:
        StoreUnavailable: it has no field beside which one could say so.
    """
    if answer := beside_first_field(body, UNANSWERED):
        return answer
    raise StoreUnavailable("no consumer answered")


def beside_first_field(body: dict[str, Any], said: str) -> bytes:
    """Return the answer that says something beside a form's first field, nothing if it has none."""
    blocks = bodies.part(body, "view").get("blocks")
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, dict) and block.get("type") == "input" and block.get("block_id"):
            errors = {str(block["block_id"]): said}
            return orjson.dumps({"response_action": "errors", "errors": errors})
    return b""


def form_mark(body: dict[str, Any]) -> str:
    """Return the event id of a form that was accepted: the same however often it is sent.

    Edited and sent again, since no answer came, it is another one.
    """
    view = bodies.part(body, "view")
    if not (view_id := bodies.text(view, "id")):
        return ""
    state = orjson.dumps(bodies.part(view, "state"), option=orjson.OPT_SORT_KEYS)
    said = f"{bodies.team_of(body)}:{view_id}:{bodies.text(view, 'hash')}:".encode() + state
    return f"Vs{hashlib.sha256(said).hexdigest()[:MARK_CHARS]}"
