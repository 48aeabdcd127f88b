"""A request URL: records what Slack delivers and answers with the statuses it was told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """One POST."""

    body: bytes
    headers: dict[str, str]
    envelope: dict[str, Any] = field(default_factory=dict)


class Receiver(ThreadingHTTPServer):
    """Answers 200, or what `answers` has first; `hold` keeps requests open."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[Received] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.holding = threading.Event()
        self.hold = False

    @property
    def url(self) -> str:
        """Where to deliver."""
        return f"http://127.0.0.1:{self.server_port}/slack/events"

    def events(self, event_type: str | None = None) -> list[dict[str, Any]]:
        """Return the inner events that came, of one type or all."""
        inner = [r.envelope["event"] for r in self.received if "event" in r.envelope]
        return [event for event in inner if event_type in (None, event["type"])]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received = Received(body, dict(self.headers.items()), json.loads(body))
        answer = self.server.answers.pop(0) if self.server.answers else (200, {})
        self.server.received.append(received)
        if self.server.hold:
            self.server.holding.wait(5)
        self._answer(*answer, received.envelope.get("challenge", ""))

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
