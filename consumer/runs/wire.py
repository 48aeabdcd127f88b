"""The consumer's end of its socket to the supervisor of a run; frames.py: what is said on it."""

from __future__ import annotations

import asyncio
from typing import Protocol, cast

from consumer.runs.frames import Frames, frame


class Listener(Protocol):
    """Who is told what the supervisor says."""

    def hear(self, kind: int, payload: bytes) -> None:
        """Take note of a frame."""

    def lose(self) -> None:
        """Take note that nothing more will be said."""


class Wire(asyncio.Protocol):
    """One connection; what is said when it is closed is said to nobody."""

    def __init__(self, listener: Listener) -> None:
        self.listener, self.frames = listener, Frames()
        self.transport: asyncio.WriteTransport | None = None

    def say(self, kind: int, payload: bytes = b"") -> None:
        """Send a frame."""
        if self.transport and not self.transport.is_closing():
            self.transport.write(frame(kind, payload))

    def close(self) -> None:
        """Let go of the supervisor."""
        if self.transport:
            self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the supervisor."""
        self.transport = cast(asyncio.WriteTransport, transport)  # uvloop's is none by class

    def data_received(self, data: bytes) -> None:
        """Hand on what is complete."""
        for kind, payload in self.frames.feed(data):
            self.listener.hear(kind, payload)

    def connection_lost(self, error: Exception | None) -> None:
        """Hand on that this is all."""
        self.listener.lose()
