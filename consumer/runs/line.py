"""The supervisor's end of its socket to the consumer; frames.py: what is said on it.

Imported by the launcher, which has the standard library only.
"""

from __future__ import annotations

import contextlib
import json
import math
import selectors
import socket
import time

from consumer.runs.frames import BEAT, MOMENT, MORE, ORDER, STOP, Frames, frame
from consumer.runs.starting import Order

READ_BYTES = 64 * 2**10


class Line:
    """What the consumer said, and what it has not been able to take yet.

    Args:
        selector: calls `serve` when the socket is ready; what it waits for is kept up to date.
    """

    def __init__(self, connection: socket.socket, selector: selectors.BaseSelector) -> None:
        self.connection, self.selector = connection, selector
        self.frames, self.unsent = Frames(), bytearray()
        self.order: Order | None = None
        self.open, self.wants_more = True, False
        self.held_s = -math.inf  # when the run was last known to be the consumer's
        self.stop_within_s: float | None = None  # told to stop; infinite: in the job's own time
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ, self.serve)

    def say(self, kind: int, payload: bytes = b"") -> None:
        """Send a frame as soon as it can be taken."""
        self.unsent += frame(kind, payload)
        self._send()

    def serve(self) -> None:
        """Hear what was said, and send what is left."""
        try:
            data = self.connection.recv(READ_BYTES)
        except BlockingIOError:
            self._send()
            return
        except OSError:
            data = b""
        if not data:
            self.close()
        for kind, payload in self.frames.feed(data):
            self._hear(kind, payload)
        self._send()

    def _hear(self, kind: int, payload: bytes) -> None:
        self.wants_more |= kind == MORE
        if kind == BEAT:
            self.held_s = max(self.held_s, *MOMENT.unpack(payload))
        if kind == STOP:
            within_s = json.loads(payload)["within_s"]
            self.stop_within_s = math.inf if within_s is None else within_s
        if kind == ORDER:
            self.order = Order(**json.loads(payload))

    def _send(self) -> None:
        if not self.open:
            return
        try:
            with contextlib.suppress(BlockingIOError):
                del self.unsent[: self.connection.send(self.unsent)]
        except OSError:
            self.close()
            return
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.unsent else 0)
        self.selector.modify(self.connection, events, self.serve)

    def close(self) -> None:
        """Speak to nobody any more."""
        if self.open:
            self.open = False
            self.unsent.clear()
            self.selector.unregister(self.connection)
            self.connection.close()

    def wait_for_order(self) -> Order | None:
        """Return the order, or None if the consumer went away."""
        while self.open and not self.order:
            turn(self.selector, None)
        return self.order

    def part(self, limit_s: float) -> None:
        """Wait until the consumer has closed the connection: closed by us, it might not read on."""
        deadline_s = time.monotonic() + limit_s
        while self.open and (rest_s := deadline_s - time.monotonic()) > 0:
            turn(self.selector, rest_s)
        self.close()


def turn(selector: selectors.BaseSelector, limit_s: float | None) -> None:
    """Wait for what a selector waits for, and serve it in the order in which it became ready."""
    for key, _ in selector.select(limit_s):
        key.data()
