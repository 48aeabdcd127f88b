"""Frames of Socket Mode as they may come, and the acknowledgements that go back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.socket_frames import Frame, ack, fields_of, read_frame
from shared.errors import BadRequest

ENVELOPE: dict[str, Any] = {
    "envelope_id": "e1",
    "type": "interactive",
    "accepts_response_payload": True,
    "payload": {"type": "block_actions", "n": 1.0},
    "new_field": [],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_payload_is_kept_byte_for_byte() -> None:
    frame = read_frame('{"envelope_id":"e1","payload":{"n": 1.0,  "text":"\\u00e9"},"more":1}')
    assert bytes(frame.payload) == b'{"n": 1.0,  "text":"\\u00e9"}'


@pytest.mark.parametrize("changes", [{}, {"accepts_response_payload": None, "retry_attempt": None}])
def test_fields_may_be_unknown_or_null(changes: dict[str, Any]) -> None:
    assert read_frame(json.dumps(ENVELOPE | changes)).envelope_id == "e1"


@pytest.mark.parametrize("text", ["", "hello", "[]", "null", '{"type":1}', '{"envelope_id":{}}'])
def test_what_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        read_frame(text)


@given(st.dictionaries(st.sampled_from([*ENVELOPE, "reason", "retry_attempt"]), JSON))
def test_whatever_a_frame_holds_it_is_read_or_refused(fields: dict[str, Any]) -> None:
    try:
        frame = read_frame(json.dumps(fields))
    except BadRequest:
        return
    assert frame.envelope_id == fields.get("envelope_id", "")


@given(JSON)
def test_whatever_a_commands_payload_holds_it_becomes_texts_or_is_refused(payload: Any) -> None:
    try:
        fields = fields_of(json.dumps(payload).encode())
    except BadRequest:
        return
    assert {type(value) for value in fields.values()} <= {str}


def test_a_commands_fields_are_as_in_a_form() -> None:
    given = b'{"text":"flip","is_enterprise_install":false,"enterprise_id":null,"n":1}'
    assert fields_of(given) == {"text": "flip", "is_enterprise_install": "false", "n": "1"}


ACKS = [
    (True, b'{"text": "done"}', {"envelope_id": "e1", "payload": {"text": "done"}}),
    (True, b"", {"envelope_id": "e1"}),
    (False, b'{"text": "done"}', {"envelope_id": "e1"}),
    (None, b'{"text": "done"}', {"envelope_id": "e1"}),
]


@pytest.mark.parametrize(("accepted", "answer", "said"), ACKS)
def test_an_answer_goes_along_where_slack_takes_one(
    accepted: bool | None, answer: bytes, said: dict[str, Any]
) -> None:
    frame = Frame(envelope_id="e1", accepts_response_payload=accepted)
    assert json.loads(ack(frame, answer)) == said
