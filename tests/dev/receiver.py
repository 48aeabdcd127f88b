"""A request URL: records what Slack delivers and answers with the statuses it was told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Received:
    """One POST; `envelope` is its JSON, the payload of an interaction, a command's fields."""

    body: bytes
    headers: dict[str, str]
    envelope: dict[str, Any] = field(default_factory=dict)


class Receiver(ThreadingHTTPServer):
    """Answers 200, or what `answers` has first; `hold` keeps requests open.

    `says` has the bodies of the coming answers: JSON, or a text as it is.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[Received] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.says: list[dict[str, Any] | str] = []
        self.holding = threading.Event()
        self.hold = False

    @property
    def url(self) -> str:
        """Where to deliver."""
        return f"http://127.0.0.1:{self.server_port}/slack/events"

    @property
    def last(self) -> dict[str, Any]:
        """What came last."""
        return self.received[-1].envelope

    def events(self, event_type: str | None = None) -> list[dict[str, Any]]:
        """Return the inner events that came, of one type or all."""
        inner = [r.envelope["event"] for r in self.received if "event" in r.envelope]
        return [event for event in inner if event_type in (None, event["type"])]


def _envelope(kind: str, body: bytes) -> dict[str, Any]:
    if kind == "application/json":
        return dict(json.loads(body))
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    return dict(json.loads(fields["payload"])) if "payload" in fields else fields


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.headers["Content-Type"]
        received = Received(body, dict(self.headers.items()), _envelope(kind, body))
        answer = self.server.answers.pop(0) if self.server.answers else (200, {})
        self.server.received.append(received)
        if self.server.hold:
            self.server.holding.wait(5)
        said = self.server.says.pop(0) if self.server.says else ""
        text = said if isinstance(said, str) else json.dumps(said)
        self._answer(*answer, received.envelope.get("challenge", text))

    def _answer(self, status: int, headers: dict[str, str], text: str) -> None:
        body = text.encode()
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except BrokenPipeError:
            return  # Slack gave up waiting

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""
