"""A gateway alone: a signed body in, the entries of it out."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import redis

from dev.redis_server import RedisServer
from dev.slack.envelopes import sign
from dev.slack.server import LOCAL_SIGNING_SECRET
from tests.processes import Process, quiet_port

Entry = tuple[str, dict[str, str]]

ENVELOPE = (
    '{"token":"t","type":"event_callback","team_id":"T0","api_app_id":"A0",'
    '"event_id":"EvRAW","event_time":1767225600,"event":%s}'
)


@dataclass
class Gateway:
    """The running gateway."""

    http: httpx.Client
    db: Any

    def published(self, body: Mapping[str, Any]) -> list[Entry]:
        """Send a body, and return what is in Redis then, by stream."""
        return self.published_bytes(orjson.dumps(body))

    def published_raw(self, inner_event: str) -> list[Entry]:
        """Do so with an inner event as it is written."""
        return self.published_bytes((ENVELOPE % inner_event).encode())

    def published_bytes(self, body: bytes) -> list[Entry]:
        """Do so with a whole body."""
        self.db.flushall()
        headers = sign(LOCAL_SIGNING_SECRET, body, time.time())
        answer = self.http.post("/slack/events", content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        streams = [str(name) for name in self.db.scan_iter(_type="stream")]
        return [(name, fields) for name in streams for _, fields in self.db.xrange(name)]


@contextlib.contextmanager
def posting_to(folder: Path) -> Iterator[Gateway]:
    """Start a gateway on a Redis of its own."""
    port = str(quiet_port())
    with RedisServer(folder / "redis") as server:
        settings = {
            "PORT": port,
            "REDIS_URL": server.url,
            "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
        }
        db = redis.Redis.from_url(server.url, decode_responses=True, protocol=2)
        # Reading the machine's certificates would take 30 ms, and nothing here has one.
        http = httpx.Client(base_url=f"http://127.0.0.1:{port}", verify=False)  # noqa: S501
        with Process("gateway", settings, folder), http, contextlib.closing(db):
            yield Gateway(http, db)
