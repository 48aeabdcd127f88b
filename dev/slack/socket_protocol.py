"""uvicorn's websocket protocol that also breaks: without a word, or by falling silent."""

import asyncio

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

# The extension in the scope under which a connection offers both.
BREAKING = "dev.breaking"


class BreakableProtocol(WebSocketsSansIOProtocol):
    """A connection that can be cut, or left open and dead as behind a broken NAT."""

    transport: asyncio.Transport
    silent = False

    def handle_connect(self, event: Request) -> None:
        """Begin a connection, and put the ways to break it into its scope."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            # The application's task exists by now, and runs in the loop's next turn.
            ways: dict[object, object] = {"cut": self.transport.abort, "silence": self.silence}
            self.scope["extensions"][BREAKING] = ways

    def data_received(self, data: bytes) -> None:
        """Read what came, unless nothing comes through any more."""
        if not self.silent:
            super().data_received(data)

    def silence(self) -> None:
        """Hear and say nothing from now on, pings included."""
        self.silent = True
        self.stop_keepalive()
