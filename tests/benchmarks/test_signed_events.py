"""Requests of the load generator are what Slack would send."""

from __future__ import annotations

import json
from pathlib import Path

from slack_sdk.signature import Clock, SignatureVerifier

from benchmarks.signed_events import Identity, headers, requests, write

NOW_S = 1_763_700_000.25
IDENTITY = Identity(signing_secret="a-secret")


class FixedClock(Clock):
    """slack_sdk's clock, at the second of signing."""

    def now(self) -> float:
        """Return that second."""
        return NOW_S


def verifies(secret: str, request: bytes) -> bool:
    """Tell whether slack_sdk accepts a request."""
    head, _, body = request.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    return SignatureVerifier(secret, FixedClock()).is_valid_request(body, fields)


def test_slack_sdk_accepts_every_request() -> None:
    assert [verifies("a-secret", request) for request in requests(IDENTITY, NOW_S, 5)] == [True] * 5


def test_slack_sdk_refuses_a_request_signed_with_another_secret() -> None:
    assert not verifies("another-secret", next(requests(IDENTITY, NOW_S, 1)))


def test_no_event_id_comes_twice_though_bodies_are_reused() -> None:
    bodies = [request.partition(b"\r\n\r\n")[2] for request in requests(IDENTITY, NOW_S, 4_100)]
    assert len({json.loads(body)["event_id"] for body in bodies}) == 4_100


def test_content_length_is_the_length_of_the_body() -> None:
    head, _, body = next(requests(IDENTITY, NOW_S, 1)).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head.split(b"\r\n")


def test_body_names_the_app_the_team_and_the_token() -> None:
    body = json.loads(next(requests(IDENTITY, NOW_S, 1)).partition(b"\r\n\r\n")[2])
    named = (body["api_app_id"], body["team_id"], body["token"])
    assert named == (IDENTITY.app_id, IDENTITY.team_id, IDENTITY.token)


def test_timestamp_is_a_whole_second() -> None:
    assert headers(IDENTITY, b"{}", NOW_S)["X-Slack-Request-Timestamp"] == "1763700000"


def test_file_holds_each_request_after_its_length(tmp_path: Path) -> None:
    path = tmp_path / "events.bin"
    write(path, IDENTITY, NOW_S, 3)
    with path.open("rb") as file:
        read = [file.read(int(file.readline())) for _ in range(3)]
        rest = file.read()
    assert (read, rest) == (list(requests(IDENTITY, NOW_S, 3)), b"")
