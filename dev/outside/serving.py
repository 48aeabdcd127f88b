"""Serves a stand-in for a service outside, in a thread, while a block runs."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
POLL_S = 0.02  # how long stopping may take


class Server(ThreadingHTTPServer):
    """A server on a free port."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__((HOST, 0), handler)
        self.url = f"http://{HOST}:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers, and is silent about it."""

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Send an answer with these headers, and its length."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the caller gave up
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@contextlib.contextmanager
def serving(server: ThreadingHTTPServer, name: str) -> Iterator[None]:
    """Serve while the block runs."""
    thread = threading.Thread(target=server.serve_forever, args=(POLL_S,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
