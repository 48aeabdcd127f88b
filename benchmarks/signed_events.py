"""Requests as Slack sends them, signed in advance, in a file that wrk replays.

The file repeats `<length in decimal>\\n<the bytes of one HTTP/1.1 request>`. Each request has an
event id of its own, since a gateway that deduplicates must not be given one twice in a run.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.slack_message import message_event

EVENTS_PATH = "/slack/events"
# Bodies are made once and given new event ids: making each anew takes ten times as long. Enough of
# them that no cache of the processor holds what a gateway read last time.
DRAFTS = 2_000
DRAFT_ID = b"Ev000000000"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends the events, and how they are signed."""

    signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5"
    app_id: str = "A0BENCH0001"
    team_id: str = "T0BENCH0001"
    token: str = "bench-token"

    @property
    def variables(self) -> dict[str, str]:
        """The settings of a gateway that accepts these events."""
        return {
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_APP_ID": self.app_id,
            "SLACK_TEAM_ID": self.team_id,
            "SLACK_VERIFICATION_TOKEN": self.token,
        }


def envelope(
    identity: Identity, event: dict[str, Any], event_id: str, now_s: float
) -> dict[str, Any]:
    """Return the outer object of an event."""
    authorization = {
        "enterprise_id": None,
        "team_id": identity.team_id,
        "user_id": "U0BOTUSER01",
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": identity.token,
        "team_id": identity.team_id,
        "context_team_id": identity.team_id,
        "context_enterprise_id": None,
        "api_app_id": identity.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(now_s),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{uuid.uuid5(uuid.NAMESPACE_OID, event_id).hex * 3}",
    }


def headers(identity: Identity, body: bytes, now_s: float) -> dict[str, str]:
    """Return the headers that Slack sends with a body."""
    signed = b"v0:%d:%b" % (int(now_s), body)
    digest = hmac.digest(identity.signing_secret.encode(), signed, hashlib.sha256).hex()
    return {
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding": "gzip,deflate",
        "Accept": "*/*",
        "X-Slack-Signature": f"v0={digest}",
        "X-Slack-Request-Timestamp": str(int(now_s)),
        "Content-Type": "application/json",
    }


def drafts(identity: Identity, now_s: float, count: int) -> list[bytes]:
    """Return bodies whose event id is still a blank."""
    chance = random.Random(1)
    bodies = []
    for _ in range(count):
        event = message_event(chance, identity.team_id, f"{now_s:.6f}")
        body = envelope(identity, event, DRAFT_ID.decode(), now_s)
        bodies.append(json.dumps(body, separators=(",", ":")).encode())
    return bodies


def requests(identity: Identity, now_s: float, count: int) -> Iterator[bytes]:
    """Return signed requests, each with an event id of its own."""
    blanks = drafts(identity, now_s, min(count, DRAFTS))
    for serial in range(count):
        body = blanks[serial % len(blanks)].replace(DRAFT_ID, b"Ev%09X" % serial)
        lines = [f"{name}: {value}" for name, value in headers(identity, body, now_s).items()]
        head = "\r\n".join([f"POST {EVENTS_PATH} HTTP/1.1", "Host: 127.0.0.1", *lines])
        yield b"%b\r\nContent-Length: %d\r\n\r\n%b" % (head.encode(), len(body), body)


def write(path: Path, identity: Identity, now_s: float, count: int) -> None:
    """Write a file for replay.lua."""
    with path.open("wb") as file:
        for request in requests(identity, now_s, count):
            file.write(b"%d\n%b" % (len(request), request))
