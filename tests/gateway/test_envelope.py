"""Reading bodies: what is taken, what is refused, and that the inner event stays as it came."""

from __future__ import annotations

import orjson
import pytest

from gateway.envelope import read_envelope, read_event
from gateway.origin import Origin
from shared.errors import BadRequest, ForeignEvent
from tests import payloads

EVENT = b'{"type":"message"}'


def body(event: bytes = EVENT, rest: bytes = b'"event_id":"Ev1"') -> bytes:
    """Return an envelope around an event."""
    return b'{"event":%b,%b}' % (event, rest)


@pytest.mark.parametrize(
    "event",
    [
        b'{ "type" : "message",\n "text":"caf\\u00e9 \\/ \xc3\xa9", "n": 1.50 }',
        b'{"type":"message","big":12345678901234567890}',
        b'{"type":"message","type":"message","text":"\\ud83d\\ude00\\u0000"}',
    ],
)
def test_the_inner_event_keeps_its_bytes(event: bytes) -> None:
    assert read_event(read_envelope(body(event))).json == event


def test_a_token_inside_the_event_is_taken_out() -> None:
    event = read_event(read_envelope(body(b'{"type":"message","token":"t0k","text":"token"}')))
    assert event.json == b'{"type":"message","text":"token"}'


@pytest.mark.parametrize(
    ("channel_type", "expected"),
    [(b'"im"', "im"), (b'""', ""), (b"null", None), (b"[]", None), (b"7", None)],
)
def test_a_channel_type_that_is_no_string_counts_as_absent(
    channel_type: bytes, expected: str | None
) -> None:
    event = b'{"type":"message","channel_type":%b}' % channel_type
    assert read_event(read_envelope(body(event))).channel_type == expected


@pytest.mark.parametrize("name", payloads.NAMES)
def test_every_payload_of_slack_is_an_envelope(name: str) -> None:
    assert read_envelope(payloads.raw(name)).token == "legacy-verification-token"


NESTED = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff", "not UTF-8: invalid start byte at byte 0"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"[]", "wrong shape"),
        (b'"text"', "wrong shape"),
        (b"null", "wrong shape"),
        (b"{} {}", "not JSON"),
        (NESTED, "wrong shape"),
        (b'{"anything":' + NESTED + b"}", "nested too deeply"),
        (body(b'{"type":"message","text":"\xff"}'), "not UTF-8"),
        (body(rest=b'"event_id":"Ev1","unknown":"\xff"'), "not UTF-8"),
        (body(b'{"type":"message","n":NaN}'), "not JSON"),
        (body(b'{"type":"message","text":"\\ud800"}'), "not JSON"),
        (body(b'{"type":"message","text":"\\ud800\\u0041"}'), "not JSON"),
        (body(b'{"type":"message","text":"a\nb"}'), "not JSON"),
        (body(b'{"type":"message",}'), "not JSON"),
        (body(NESTED), "nested too deeply"),
        (body(rest=b'"event_id":1'), "wrong shape.*event_id"),
        (body(rest=b'"event_id":null'), "wrong shape.*event_id"),
        (body(rest=b'"event_id":""'), "wrong shape.*event_id"),
        (body(rest=b'"event_id":"%b"' % (b"E" * 256)), "wrong shape.*event_id"),
        (body(rest=b'"event_id":"Ev1","event_time":"1"'), "wrong shape.*event_time"),
        (body(rest=b'"event_id":"Ev1","event_time":1.5'), "wrong shape.*event_time"),
        (body(rest=b'"event_id":"Ev1","event_time":true'), "wrong shape.*event_time"),
        (body(rest=b'"event_id":"Ev1","event_time":null'), "wrong shape.*event_time"),
        (body(rest=b'"event_id":"Ev1","event_time":9223372036854775808'), "wrong shape"),
        (body(rest=b'"event_id":"Ev1","team_id":7'), "wrong shape.*team_id"),
        (body(rest=b'"event_id":"Ev1","type":7'), r"wrong shape.*\$.type"),
    ],
)
def test_a_body_that_is_no_envelope_is_refused(sent: bytes, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        read_envelope(sent)


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"{}", "event_id is missing"),
        (b'{"event":{"type":"message"}}', "event_id is missing"),
        (b'{"event_id":"Ev1"}', "event is missing"),
        (body(b"null"), "event is not an object"),
        (body(b'"message"'), "event is not an object"),
        (body(b"[]"), "event is not an object"),
        (body(b"{}"), "event.type is missing"),
        (body(b'{"type":7}'), "event.type is missing or not a string"),
        (body(b'{"type":["message"]}'), "event.type is missing or not a string"),
        (body(b'{"type":"message","n":1e999}'), "event is not JSON"),
        (body(b'{"type":"message","n":' + b"9" * 400 + b"}"), "event is not JSON"),
    ],
)
def test_an_envelope_without_an_event_that_a_consumer_can_read_is_refused(
    sent: bytes, reason: str
) -> None:
    with pytest.raises(BadRequest, match=reason):
        read_event(read_envelope(sent))


OURS = Origin("A1", "T1", "tøken".encode())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"api_app_id": "A1", "team_id": "T1", "token": "tøken"},
        {"api_app_id": None, "team_id": None, "token": None},
    ],
)
def test_an_event_that_speaks_for_nobody_else_is_ours(fields: dict[str, str | None]) -> None:
    OURS.check(read_envelope(orjson.dumps(fields)))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"api_app_id": "A2"}, "api_app_id is A2, expected A1"),
        ({"team_id": ""}, "team_id is , expected T1"),
        ({"token": "søme other"}, "^token is not SLACK_VERIFICATION_TOKEN$"),
    ],
)
def test_an_event_of_another_app_team_or_token_is_refused(
    fields: dict[str, str], reason: str
) -> None:
    with pytest.raises(ForeignEvent, match=reason):
        OURS.check(read_envelope(orjson.dumps(fields)))


def test_nothing_is_compared_that_is_not_configured() -> None:
    Origin().check(read_envelope(payloads.raw("message_public", team_id="T0ELSEWHERE")))
