"""Entries of our gateway, read by gopherbot's rules: streams, fields, types."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests import payloads
from tests.inventory.gopherbot_reader import TYPES, Lost, read
from tests.inventory.posting import Gateway, posting_to

# gopherbot's gateway refuses these, and its consumers read no such streams.
OF_OURS_ONLY = ["app_mention", "app_mention_odd_values", "channel_created", "reaction_added"]
READABLE = [row for row in payloads.STREAMS if row[0] not in OF_OURS_ONLY]
UNPUBLISHED = ["app_rate_limited", "star_added", "url_verification"]
NOT_READABLE: list[tuple[dict[str, str], str]] = [
    ({"event_ts": "1"}, "gateway_ts is missing"),
    ({"event_ts": "1.5", "gateway_ts": "1", "event_id": "E", "json": "{}"}, "event_ts is '1.5'"),
    ({"event_ts": "1", "gateway_ts": "", "event_id": "E", "json": "{}"}, "gateway_ts is ''"),
    (
        {"event_ts": "1", "gateway_ts": "1", "event_id": "E", "json": '{"files":[{"size":"1"}]}'},
        "json.files.size is a str",
    ),
]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """Our gateway, in front of a Redis that nobody reads."""
    with posting_to(tmp_path_factory.mktemp("gateway")) as running:
        yield running


def test_every_payload_is_in_one_of_the_lists() -> None:
    listed = [name for name, _ in READABLE] + OF_OURS_ONLY + UNPUBLISHED
    assert sorted(listed) == payloads.NAMES


@pytest.mark.parametrize(("name", "stream"), READABLE)
def test_payload_comes_to_gopherbot_in_its_stream_and_types(
    gateway: Gateway, name: str, stream: str
) -> None:
    body = payloads.load(name)
    [(came_in, fields)] = gateway.published(body)
    assert came_in == stream
    assert read(stream, fields) == body["event"]


@pytest.mark.parametrize(("name", "stream"), READABLE)
def test_fields_have_gopherbot_s_units(gateway: Gateway, name: str, stream: str) -> None:
    body = payloads.load(name)
    [(_, fields)] = gateway.published(body)
    assert fields["event_id"] == body["event_id"]
    assert int(fields["event_ts"]) == body["event_time"]
    assert int(fields["gateway_ts"]) == pytest.approx(time.time() * 1000, abs=60_000)
    assert fields["request_id"] == ""


@pytest.mark.parametrize("name", OF_OURS_ONLY)
def test_other_types_stay_out_of_gopherbot_s_streams(gateway: Gateway, name: str) -> None:
    [(stream, _)] = gateway.published(payloads.load(name))
    assert stream not in TYPES


@pytest.mark.parametrize(("channel_type", "stream"), payloads.CHANNEL_TYPES)
def test_message_is_routed_by_its_channel_type(
    gateway: Gateway, channel_type: object, stream: str
) -> None:
    body = payloads.load("message_public")
    body["event"] |= {"channel_type": channel_type}
    [(came_in, _)] = gateway.published(body)
    assert came_in == stream


def test_message_without_channel_type_is_public(gateway: Gateway) -> None:
    body = payloads.load("message_public")
    del body["event"]["channel_type"]
    [(came_in, _)] = gateway.published(body)
    assert came_in == "slack_message_public"


def test_numbers_and_escapes_keep_their_spelling(gateway: Gateway) -> None:
    inner = r'{"type":"message","text":"caf\u00e9 \/ <x>","ts":"1.2","odd":1.50,"n":1e3}'
    [(_, fields)] = gateway.published_raw(inner)
    assert fields["json"] == inner


@pytest.mark.parametrize(("fields", "reason"), NOT_READABLE)
def test_reader_refuses_what_gopherbot_refuses(fields: dict[str, str], reason: str) -> None:
    with pytest.raises(Lost, match=reason):
        read("slack_message_public", fields)
