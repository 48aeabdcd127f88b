"""A stand-in for the Go playground, on loopback from threads of its own.

| request            | answer                                                            |
|--------------------|-------------------------------------------------------------------|
| `POST /_/share`    | 200, the id as plain text; over 64 KiB 413; what `fail` was told  |
| `GET /play/p/<id>` | 200, the code as plain text; 404 if nothing has this id           |

| `Shared`  | type           |                                       |
|-----------|----------------|---------------------------------------|
| `id`      | str            | what was answered, "" for a failure   |
| `body`    | bytes          | as it came                            |
| `headers` | dict[str, str] | names in lower case                   |

The same code has the same id, as there.

Source: golang/playground `share.go` (methods, size, the id as a hash)
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from dev.outside.serving import Handler, Server, serving

SHARE_PATH = "/_/share"
SHOW_PATH = "/play/p/"
PLAY_PATH = "/play"
WELCOME = "This stands in for the Go Playground: code that is shared with it is shown as text.\n"
SNIPPET_BYTES = 64 * 1024
ID_CHARS = 11
HEADERS = {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}


class Shared(NamedTuple):
    """One request to share, answered or refused."""

    id: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Playground:
    """What was shared, and what goes wrong."""

    url: str = ""
    shared: list[Shared] = field(default_factory=list)
    snippets: dict[str, bytes] = field(default_factory=dict)
    _status: int | None = None
    _times: int | None = None
    _released: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._released.set()

    def fail(self, status: int, times: int | None = None) -> None:
        """Answer this status to the coming requests to share; `times` None: until `work`."""
        self._status, self._times = status, times

    def hang(self) -> None:
        """Leave requests to share without an answer until `work`, or the end."""
        self._released.clear()

    def work(self) -> None:
        """Be well again."""
        self._status = None
        self._released.set()

    def share(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Keep a snippet; return status and text."""
        status = self._taken_status() or (413 if len(body) > SNIPPET_BYTES else 200)
        snippet_id = snippet_id_of(body) if status == 200 else ""
        self.shared.append(Shared(snippet_id, body, headers))
        self._released.wait()
        if status != 200:
            return status, "the playground is not well"
        self.snippets[snippet_id] = body
        return status, snippet_id

    def _taken_status(self) -> int | None:
        status = self._status
        if self._times is not None:
            self._times -= 1
            if self._times <= 0:
                self._status = self._times = None
        return status


def snippet_id_of(body: bytes) -> str:
    """Return the id of a snippet."""
    digest = hashlib.sha256(body).digest()
    return base64.urlsafe_b64encode(digest).decode()[:ID_CHARS].rstrip("_")


@contextlib.contextmanager
def serve() -> Iterator[Playground]:
    """Serve a playground while the block runs."""
    server = _Server()
    with serving(server, "playground"):
        try:
            yield server.playground
        finally:
            server.playground.work()


class _Server(Server):
    def __init__(self) -> None:
        super().__init__(_Handler)
        self.playground = Playground(self.url)


class _Handler(Handler):
    server: _Server

    def do_POST(self) -> None:
        """Take a snippet."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.path == SHARE_PATH:
            self._answer(*self.server.playground.share(body, headers))
        else:
            self._answer(404, "not found")

    def do_GET(self) -> None:
        """Show a snippet."""
        if self.path == SHARE_PATH:
            return self._answer(405, "requires POST")
        if self.path.rstrip("/") == PLAY_PATH:
            return self._answer(200, WELCOME)
        snippet_id = self.path.removeprefix(SHOW_PATH)
        found = self.server.playground.snippets.get(snippet_id)
        return self._answer(404, "not found") if found is None else self._answer(200, found)

    def _answer(self, status: int, text: str | bytes) -> None:
        body = text.encode() if isinstance(text, str) else text
        self.answer(status, body, HEADERS)
