"""An outside service on loopback: it says what it is told to say, and records what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson


@dataclass
class Answer:
    """What is said at one path.

    Args:
        etag: sent along; 304 to who has it.
        after: set by the test to let a slow answer go.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    after: threading.Event | None = None


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    path: str
    query: str
    headers: Mapping[str, str]


class Service:
    """Answers by path; what it has no answer for is 404."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []

    def says(self, path: str, body: Any, **more: Any) -> None:
        """Say this from now on; what is not bytes is sent as JSON."""
        sent = body if isinstance(body, bytes) else orjson.dumps(body)
        self.answers[path] = Answer(sent, **more)

    def answer(self, asked: Asked) -> Answer:
        """Record a request and return what to say."""
        self.asked.append(asked)
        answer = self.answers.get(asked.path, Answer(b"", 404))
        if answer.after:
            answer.after.wait(30)
        if answer.etag and asked.headers.get("If-None-Match") == answer.etag:
            return Answer(b"", 304, etag=answer.etag)
        return answer


@contextmanager
def serve() -> Iterator[Service]:
    """Serve on a free port while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path, _, query = self.path.partition("?")
            answer = service.answer(Asked(path, query, dict(self.headers)))
            self.send_response(answer.status)
            more = {"Content-Length": str(len(answer.body))}
            more |= {"ETag": answer.etag} if answer.etag else {}
            for name, value in (more | dict(answer.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(answer.body)
            except OSError:  # who asked has seen enough
                self.close_connection = True

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Be silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service = Service(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
