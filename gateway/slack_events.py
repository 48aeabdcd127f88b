"""POST /slack/events: from a signed body to one entry of the right stream, and only then 200.

| content type                      | body                                                      |
|-----------------------------------|-----------------------------------------------------------|
| application/json                  | an event                                                  |
| application/x-www-form-urlencoded | a slash command; `payload=`: an interaction;              |
|                                   | `ssl_check=1`: only answered                              |

The order of the checks is part of the contract: method, size, content type, signature, shape,
origin, Redis. Nothing else happens before the answer, but for forms and menus, whose answer a
consumer has to give.

Source: https://docs.slack.dev/apis/events-api, https://docs.slack.dev/apis/events-api/using-http-request-urls
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import Receive, Scope

from gateway import bodies
from gateway.counts import Counts
from gateway.endpoint import OK, Endpoint
from gateway.http import Answer, Headers, is_form, is_ssl_check, read_body, traceparent
from gateway.intake import MARK_CHARS, Intake
from gateway.signature import SigningKey, verify

PATHS = frozenset({"/slack/events", "/slack/event"})  # the second is gopherbot's


class SlackEvents(Endpoint):
    """The endpoint."""

    def __init__(self, keys: Sequence[SigningKey], intake: Intake, counts: Counts) -> None:
        super().__init__(counts)
        self.keys, self.intake = keys, intake

    async def answer(
        self, scope: Scope, headers: Headers, asked_as: bytes, receive: Receive
    ) -> Answer:
        """Verify and take what Slack sent, or answer what it asks."""
        body = await read_body(headers, receive)
        as_form = is_form(headers)
        if as_form and is_ssl_check(body):
            return OK
        timestamp = headers.get(b"x-slack-request-timestamp")
        signature = headers.get(b"x-slack-signature")
        verify(self.keys, timestamp, signature, body, self.intake.clock())
        if not as_form:
            return await self.intake.event(body, asked_as, traceparent(headers))
        mark = f"Sg{(signature or b'')[3:].decode('latin-1')[:MARK_CHARS]}"
        return await self._form(body, mark, asked_as, traceparent(headers))

    async def _form(self, body: bytes, mark: str, asked_as: bytes, trace: bytes) -> Answer:
        fields = bodies.read_form(body)
        if "payload" not in fields:
            await self.intake.slash(fields, mark, asked_as, trace)
            return OK
        payload = fields["payload"].encode()
        said = await self.intake.interactive(payload, mark, asked_as, trace)
        return answer_of(said) if said else OK


def answer_of(body: bytes) -> Answer:
    """Return an answer that is JSON already."""
    headers = ((b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)))
    return 200, headers, body
