"""Whatever comes: never a 5xx, and nothing published but what is valid and signed."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis as blocking_redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dev.redis_server import RedisServer
from shared.events import EVENT_STREAMS, stream_of
from tests import payloads
from tests.gateway.conftest import APP, TEAM, TOKEN, signed
from tests.processes import Process

EXAMPLES = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Target:
    """The shared gateway and its Redis, spoken to without an event loop."""

    def __init__(self, port: int, redis: blocking_redis.Redis) -> None:
        self.port, self.redis = port, redis

    def raw(self, sent: bytes) -> bytes:
        """Send bytes as they are; return the beginning of what comes back."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            try:
                return connection.recv(64)
            except ConnectionError:
                return b""

    def request(
        self, method: str, path: str, body: bytes, headers: list[tuple[str, bytes]]
    ) -> tuple[int, bytes]:
        """Send a request; return status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in [*headers, ("Content-Length", str(len(body)).encode())]:
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def signed(self, body: bytes) -> tuple[int, bytes]:
        """Send a signed body to an empty Redis."""
        self.redis.flushall()
        headers = [(name, value.encode()) for name, value in signed(body).items()]
        return self.request("POST", "/slack/events", body, headers)

    def published(self) -> dict[str, list[dict[bytes, bytes]]]:
        """Return the entries of all streams that have any."""
        found: dict[str, list[dict[bytes, bytes]]] = {}
        for stream in EVENT_STREAMS:
            read: Any = self.redis.xrange(stream)
            if read:
                found[stream] = [fields for _, fields in read]
        return found


@pytest.fixture
def target(shared_process: tuple[Process, int], redis_server: RedisServer) -> Iterator[Target]:
    """The shared gateway with an empty Redis."""
    redis = blocking_redis.Redis(port=redis_server.port)
    redis.flushall()
    yield Target(shared_process[1], redis)
    redis.close()


START = b"POST /slack/events HTTP/1.1\r\n"


@EXAMPLES
@given(begins=st.sampled_from([b"", START, START + b"Content-Length: 9\r\n\r\n"]), junk=st.binary())
def test_arbitrary_bytes_on_the_wire(target: Target, begins: bytes, junk: bytes) -> None:
    answer = target.raw(begins + junk)
    assert not answer.startswith(b"HTTP/1.1 5")
    assert target.published() == {}


VALUES = st.binary(max_size=40).map(
    lambda value: bytes(byte for byte in value if byte >= 0x20 and byte != 0x7F)
)
NAMES = st.sampled_from(
    (
        "X-Slack-Signature",
        "X-Slack-Request-Timestamp",
        "X-Slack-Retry-Num",
        "X-Request-ID",
        "Content-Type",
        "traceparent",
        "Accept",
    )
)
TIMESTAMPS = st.sampled_from([b"1", b"-1", b"9" * 5000, str(int(time.time())).encode()])


@EXAMPLES
@given(
    method=st.sampled_from(["POST", "GET", "PUT", "HEAD", "DELETE", "OPTIONS"]),
    path=st.sampled_from(["/slack/events", "/slack/event", "/", "/%00", "//slack/events?a=b"]),
    headers=st.lists(st.tuples(NAMES, VALUES | TIMESTAMPS), max_size=6),
    body=st.binary(max_size=200) | st.sampled_from([payloads.raw("message_public"), b"{}"]),
)
def test_arbitrary_headers_without_a_signature(
    target: Target, method: str, path: str, headers: list[tuple[str, bytes]], body: bytes
) -> None:
    headers = [("Content-Type", b"application/json"), *headers]
    status, _ = target.request(method, path, body, headers)
    assert status in {400, 401, 404, 405, 415}
    assert target.published() == {}


@EXAMPLES
@given(body=st.binary(max_size=300))
def test_arbitrary_bytes_with_a_signature(target: Target, body: bytes) -> None:
    status, content = target.signed(body)
    assert (status, list(json.loads(content))) == (400, ["error"])
    assert target.published() == {}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
KINDS = st.sampled_from(["message", "app_mention", "team_join", "star_added", "reaction_added", ""])
CHANNEL_TYPES = st.sampled_from(["channel", "im", "group", "mpim", "app_home", "x"])
EVENTS = st.fixed_dictionaries(
    {"type": KINDS},
    optional={"channel_type": CHANNEL_TYPES | ANYTHING, "text": ANYTHING, "token": ANYTHING},
)
ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["event_callback", "url_verification", "other"]) | ANYTHING,
        "challenge": st.text(max_size=9) | ANYTHING,
        "event_id": st.text(max_size=300) | st.just("Ev1") | ANYTHING,
        "event_time": st.integers() | ANYTHING,
        "event": EVENTS | ANYTHING,
        "team_id": st.sampled_from([TEAM, "T2", None]) | ANYTHING,
        "api_app_id": st.sampled_from([APP, "A2", None]) | ANYTHING,
        "token": st.sampled_from([TOKEN, "other", None]) | ANYTHING,
        "authorizations": ANYTHING,
    },
)
LIKELY = st.fixed_dictionaries(
    {"event_id": st.text(min_size=1, max_size=255), "event": EVENTS},
    optional={"event_time": st.integers(0, 2**60), "team_id": st.just(TEAM), "extra": ANYTHING},
)


def shaped(body: dict[str, Any]) -> bool:
    """Say by DESIGN's rules whether a body that json.loads could read has an envelope's shape."""
    event, event_id, event_time = body.get("event"), body.get("event_id"), body.get("event_time", 0)
    return (
        isinstance(event, dict)
        and isinstance(event.get("type"), str)
        and isinstance(event_id, str)
        and 1 <= len(event_id) <= 255
        and type(event_time) is int
        and -(2**63) <= event_time < 2**63
        and all(isinstance(body.get(name, ""), str | None) for name in ("team_id", "api_app_id"))
        and all(isinstance(body.get(name, ""), str | None) for name in ("token", "challenge"))
        and isinstance(body.get("type", ""), str)
    )


def ours(body: dict[str, Any]) -> bool:
    """Say whether nothing in the body speaks for another app, team or token."""
    expected = {"team_id": TEAM, "api_app_id": APP, "token": TOKEN}
    return all(body.get(name) in (None, value) for name, value in expected.items())


def expected_stream(body: dict[str, Any]) -> str | None:
    """Return the only stream in which this body's event may be."""
    if not shaped(body) or not ours(body) or body.get("type") == "url_verification":
        return None
    channel_type = body["event"].get("channel_type")
    return stream_of(body["event"]["type"], channel_type if isinstance(channel_type, str) else None)


@EXAMPLES
@given(document=ANYTHING | ENVELOPES | LIKELY, ascii_only=st.booleans())
def test_arbitrary_json_with_a_signature(target: Target, document: Any, ascii_only: bool) -> None:
    body = json.dumps(document, ensure_ascii=ascii_only).encode(errors="surrogatepass")
    status, _ = target.signed(body)
    assert status in {200, 400, 403}
    published = target.published()
    stream = expected_stream(document) if isinstance(document, dict) else None
    if status != 200 or stream is None:
        assert published == {}
    else:
        (fields,) = published.pop(stream)
        event = {name: value for name, value in document["event"].items() if name != "token"}
        assert json.loads(fields[b"json"]) == event
        assert published == {}


@EXAMPLES
@given(document=LIKELY)
def test_a_signed_event_of_a_consumers_json_is_accepted(target: Target, document: Any) -> None:
    body = json.dumps(payloads.load("message_public", **document), allow_nan=True).encode()
    status, _ = target.signed(body)
    accepted = status == 200 and len(target.published()) <= 1
    readable = "NaN" not in body.decode() and "Infinity" not in body.decode()
    assert accepted or not readable
