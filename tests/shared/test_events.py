"""Which stream an event goes to, and what a consumer reads there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import Reject
from shared.events import (
    EVENT_STREAMS,
    OTHER_TYPES,
    PRIVATE,
    PUBLIC,
    ROUTES,
    TRIMMED_STREAMS,
    Event,
    parse,
    stream_of,
)

FIELDS = {
    b"request_id": b"",
    b"gateway_ts": b"1767225600123",
    b"event_ts": b"1767225600",
    b"event_id": b"Ev1",
    b"json": b'{"type":"message","text":"hi"}',
}
ROUTED = [
    ("message", "channel", PUBLIC),
    ("message", None, PUBLIC),
    ("message", "a type of tomorrow", PUBLIC),
    ("message", "group", PRIVATE),
    ("message", "im", PRIVATE),
    ("message", "mpim", PRIVATE),
    ("message", "app_home", PRIVATE),
    ("team_join", None, "slack_team_join"),
    ("member_joined_channel", "C", "slack_channel_join"),
    ("app_mention", None, "slack_app_mention"),
    ("reaction_added", None, "slack_reaction_added"),
    ("channel_created", None, "slack_channel_created"),
    ("message.channels", None, None),
    ("function_executed", None, None),
    ("star_added", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("event_type", "channel_type", "stream"), ROUTED)
def test_event_goes_to_the_stream_of_its_type(
    event_type: str, channel_type: str | None, stream: str | None
) -> None:
    assert stream_of(event_type, channel_type) == stream


@pytest.mark.parametrize("event_type", OTHER_TYPES)
def test_stream_is_named_after_its_type(event_type: str) -> None:
    assert stream_of(event_type, None) == f"slack_{event_type}"


def test_types_are_listed_once_and_in_order() -> None:
    assert list(OTHER_TYPES) == sorted(set(OTHER_TYPES))


def test_every_stream_of_events_is_read_and_trimmed() -> None:
    assert sorted(EVENT_STREAMS) == sorted({PUBLIC, PRIVATE, *ROUTES.values()})
    assert frozenset(EVENT_STREAMS) == TRIMMED_STREAMS


def test_entry_with_gopherbots_five_fields_is_read() -> None:
    assert parse(PUBLIC, "1-0", FIELDS) == Event(
        stream=PUBLIC,
        entry_id="1-0",
        event_id="Ev1",
        gateway_ts_ms=1767225600123,
        event_ts_s=1767225600,
        body={"type": "message", "text": "hi"},
        type="message",
        fields=FIELDS,
    )


def test_entry_with_our_fields_and_unknown_ones_is_read() -> None:
    more = {b"team_id": b"T1", b"app_id": b"A1", b"retry": b"3 later", b"of_tomorrow": b"\xff"}
    event = parse(PUBLIC, "1-0", FIELDS | more)
    assert (event.team_id, event.app_id, event.retries) == ("T1", "A1", 3)
    assert event.type == "message"


NEEDED = [b"event_id", b"gateway_ts", b"event_ts", b"json"]


@pytest.mark.parametrize("name", NEEDED)
def test_missing_field_is_named(name: bytes) -> None:
    fields = {key: value for key, value in FIELDS.items() if key != name}
    with pytest.raises(Reject, match=f"^field {name.decode()} is missing$"):
        parse(PUBLIC, "1-0", fields)


MALFORMED = [
    (b"event_id", b"\xff", "invalid start byte"),
    (b"gateway_ts", b"soon", "invalid literal for int"),
    (b"gateway_ts", b"", "invalid literal for int"),
    (b"event_ts", b"1.5", "invalid literal for int"),
    (b"event_ts", b"9" * 5_000, "Exceeds the limit"),
    (b"json", b"", "zero-length"),
    (b"json", b"{", "unexpected end"),
    (b"json", b"\xff", "not valid UTF-8"),
    (b"json", b"[1]", "a list, expected an object"),
    (b"json", b"null", "a NoneType, expected an object"),
    (b"json", b'"text"', "a str, expected an object"),
    (b"json", b"[" * 100_000, "depth limit"),
    (b"team_id", b"\xff", "invalid start byte"),
    (b"app_id", b"\xff", "invalid start byte"),
    (b"retry", b"later", "invalid literal for int"),
]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    MALFORMED,
    ids=[f"{name.decode()}-{v[:9]!r}" for name, v, _ in MALFORMED],
)
def test_malformed_field_is_named(name: bytes, value: bytes, why: str) -> None:
    pattern = f"^field {name.decode()} is malformed: .*{re.escape(why)}"
    with pytest.raises(Reject, match=re.compile(pattern, re.IGNORECASE)):
        parse(PUBLIC, "1-0", FIELDS | {name: value})


@settings(deadline=None)  # the machine may be busy
@given(st.dictionaries(st.sampled_from([*FIELDS, b"retry", b"team_id"]), st.binary(max_size=20)))
def test_any_entry_is_read_or_rejected(fields: dict[bytes, bytes]) -> None:
    try:
        body = parse(PUBLIC, "1-0", FIELDS | fields).body
    except Reject:
        body = {}
    assert isinstance(body, dict)
