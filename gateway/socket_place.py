"""One of a process's places for a connection, in which one is kept open.

| a connection is over when             | its successor is opened                        |
|---------------------------------------|------------------------------------------------|
| Slack says warning, refresh_requested | before it is closed: both receive for a moment |
| nothing came for SILENT_S (`silent`)  | before it is closed                            |
| it broke (`closed`)                   | at once                                        |
| Slack says link_disabled, too_many_…  | after it was closed, at the next interval      |
"""

from __future__ import annotations

import asyncio
import random
import time

import structlog

from gateway.socket_client import Client
from gateway.socket_dialing import Dial, WrongToken
from shared.errors import SlackUnavailable
from shared.metrics import SOCKET_RECONNECTS

# A ping goes out every 5 s, so that something comes at least as often. Shorter replaces what only
# stutters; longer is silence that people notice, and Slack's first retry falls into it.
SILENT_S = 20.0
LOOK_S = 0.1
# A connection that lasted STEADY_S was a good one and is replaced at once; what ends sooner, or
# cannot be opened, is tried at growing intervals, since Slack limits how often it gives addresses.
STEADY_S = 0.5
BACKOFF_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
WRONG_TOKEN_S = 60.0
CURE = (
    "copy SLACK_APP_TOKEN from your Slack app's Basic Information page, App-Level Tokens: "
    "one with the scope connections:write"
)

# It stands in its successor's way.
CLOSED_FIRST = frozenset({"link_disabled", "too_many_websockets"})

log = structlog.get_logger()


class Place:
    """Keeps a connection open while `run` runs.

    Args:
        number: 1 or 2, for logs and metrics.
    """

    def __init__(self, number: int, dial: Dial, silent_s: float = SILENT_S) -> None:
        self.number, self.dial, self.limit_s = number, dial, silent_s
        self.client: Client | None = None
        self.trouble = "not connected yet"
        self._began_s = 0.0
        self._failures = 0
        self._asked_s = 0.0  # by Slack, when it gives no addresses for a while
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def is_open(self) -> bool:
        """Whether Slack can send something here."""
        return self.client is not None and self.client.is_open

    def silent_s(self) -> float:
        """Return how long ago the last frame came; without any, since it was first wanted."""
        if self.client:
            return self.client.silent_s()
        return time.time() - self._began_s if self._began_s else 0.0

    async def run(self, after_s: float) -> None:
        """Keep a connection open until cancelled; then finish what it brought, and close it."""
        try:
            await asyncio.sleep(after_s)
            self._began_s = time.time()
            if self.client is None:
                self.client = await self._open()
            while True:
                await self._replace(self.client, await self._until_over(self.client))
        finally:
            self._leave(self.client)
            await asyncio.gather(*self._leaving)

    async def _until_over(self, client: Client) -> str:
        """Wait until a connection is of no more use, and return why."""
        began_s = time.monotonic()
        while not (reason := over(client, self.limit_s)):  # noqa: ASYNC110  silence has no event
            await asyncio.sleep(LOOK_S)
        lasted_s = time.monotonic() - began_s
        self._failures = 0 if lasted_s > STEADY_S else self._failures + 1
        return reason

    async def _replace(self, old: Client, reason: str) -> None:
        SOCKET_RECONNECTS.labels(reason).inc()
        log.info("socket.over", reason=reason, socket=self.number)
        self.trouble = reason
        if reason in CLOSED_FIRST:
            await finish(old)
        self.client = await self._open()
        self._leave(old)

    def _leave(self, client: Client | None) -> None:
        if client is not None and not client.closed:
            task = asyncio.create_task(finish(client))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def _open(self) -> Client:
        """Open a connection, however long that takes."""
        while True:
            await asyncio.sleep(self._pause_s())
            try:
                return await self.dial()
            except SlackUnavailable as error:
                self.failed(error)

    def _pause_s(self) -> float:
        interval_s = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        asked_s, self._asked_s = self._asked_s, 0.0
        return max(asked_s, interval_s * random.uniform(0.5, 1.0))

    def failed(self, error: SlackUnavailable) -> None:
        """Note that no connection could be opened: the next try comes later."""
        self.trouble = error.reason
        self._failures += 1
        if isinstance(error, WrongToken):
            self._asked_s = WRONG_TOKEN_S
            log.error("socket.unreachable", reason=error.reason, socket=self.number, cure=CURE)
        else:
            self._asked_s = error.after_s or 0.0
            log.warning("socket.unreachable", reason=error.reason, socket=self.number)


def over(client: Client, silent_s: float) -> str:
    """Return why a connection is of no more use, or nothing."""
    if client.farewell:
        return client.farewell
    if not client.is_open:
        return "closed"
    return "silent" if client.silent_s() > silent_s else ""


async def finish(client: Client) -> None:
    """Let a connection finish what it brought, also if it broke, and close it."""
    await client.finish()
    await client.close()
