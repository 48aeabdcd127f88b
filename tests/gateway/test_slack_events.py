"""The endpoint by itself, for what a process cannot be made to do: wait, and break."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
import structlog

from gateway import http
from gateway.commands import Entry
from gateway.counts import KINDS_MAX, Counts
from gateway.http import ClientGone, read_body
from gateway.intake import Intake
from gateway.origin import Origin
from gateway.signature import SigningKey
from gateway.slack_events import SlackEvents
from shared.errors import BadRequest
from shared.metrics import EVENTS_UNROUTED
from shared.sealing import Sealer
from tests import payloads

NOW_S = 1767225600.0
KEY = SigningKey("secret")


class BrokenPublisher:
    """A publisher with a defect."""

    async def publish(self, stream: str, entry: Entry) -> bool:
        """Fail as no publisher should."""
        raise ZeroDivisionError


class Pieces:
    """What an ASGI server receives, piece by piece; then nothing more comes."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.messages = list(messages)

    async def __call__(self) -> dict[str, Any]:
        """Return the next piece."""
        if not self.messages:
            await asyncio.sleep(60)
        return self.messages.pop(0)


def piece(body: bytes, *, more: bool) -> dict[str, Any]:
    """Return a piece of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


async def test_a_body_in_pieces_is_put_together() -> None:
    receive = Pieces(piece(b"a", more=True), piece(b"", more=True), piece(b"b", more=False))
    assert await read_body({}, receive) == b"ab"


@pytest.mark.parametrize("messages", [[GONE], [piece(b"a", more=True), GONE]])
async def test_a_client_that_leaves_is_told_nothing(messages: list[dict[str, Any]]) -> None:
    with pytest.raises(ClientGone):
        await read_body({}, Pieces(*messages))


async def test_a_body_that_comes_too_slowly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "BODY_S", 0.02)
    with pytest.raises(BadRequest, match=r"3 bytes of the body came in 0\.02 s"):
        await read_body({}, Pieces(piece(b"abc", more=True)))


async def test_a_defect_of_ours_is_a_500_that_is_logged_and_counted() -> None:
    counts = Counts(lambda: 0)
    publisher: Any = BrokenPublisher()
    asker: Any = None
    intake = Intake(Origin(), publisher, asker, Sealer(()), counts, lambda: NOW_S)
    events = SlackEvents([KEY], intake, counts)
    body, timestamp = payloads.raw("message_public"), b"%d" % NOW_S
    headers = [
        (b"content-type", b"application/json"),
        (b"x-slack-request-timestamp", timestamp),
        (b"x-slack-signature", KEY.sign(timestamp, body)),
    ]
    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": headers}
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    with structlog.testing.capture_logs() as lines:
        await events(scope, Pieces(piece(body, more=False)), send)
    assert sent[0]["status"] == 500
    assert orjson.loads(sent[1]["body"]) == {"error": "internal error"}
    assert [line["event"] for line in lines] == ["request.failed"]
    assert counts.refused == {("500", "ZeroDivisionError"): 1}


def test_types_beyond_a_hundred_are_counted_together() -> None:
    counts = Counts(lambda: 0)
    with structlog.testing.capture_logs() as lines:
        for number in range(KINDS_MAX + 50):
            counts.note_unrouted(f"invented_{number}")
            counts.note_unrouted(f"invented_{number}")
    assert len(counts.unrouted) == KINDS_MAX + 1
    assert counts.unrouted["other"] == 100
    assert len(lines) == KINDS_MAX + 1
    counts.flush()
    assert EVENTS_UNROUTED.labels("other")._value.get() == 100
