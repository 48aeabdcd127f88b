"""One of a process's places for a connection, in which one is kept open.

| a connection is over when             | its successor is opened                          |
|---------------------------------------|--------------------------------------------------|
| Slack says warning, refresh_requested | before it is closed: both receive for a moment   |
| nothing came for SILENT_S (`silent`)  | before it is closed                              |
| it broke (`closed`)                   | at once                                          |
| Slack says link_disabled, too_many_…  | after it was closed, and 10 s to a minute and a  |
|                                       | half later                                       |

All of it no sooner than gateway/socket_pace.py allows: many in a row are opened 30 s apart.
"""

from __future__ import annotations

import asyncio
import time

import structlog

from gateway.socket_client import Client
from gateway.socket_dialing import SWITCH_ON, Dial, OperatorNeeded
from gateway.socket_pace import THROWN_OUT, Budget, Pace, Waits
from shared.errors import SlackUnavailable
from shared.metrics import SOCKET_RECONNECTS

# A ping goes out every 5 s, so that something comes at least as often. Shorter replaces what only
# stutters; longer is silence that people notice, and Slack's first retry falls into it.
SILENT_S = 20.0
LOOK_S = 0.1
# Of the reasons that do not go away by themselves.
CURES = {
    "link_disabled": SWITCH_ON,
    "too_many_websockets": (
        "stop some of what is connected with this SLACK_APP_TOKEN: an app has ten connections, "
        "a gateway takes two"
    ),
}

log = structlog.get_logger()


class Place:
    """Keeps a connection open while `run` runs.

    Args:
        number: 1 or 2, for logs and metrics.
        pace: one of its own.
    """

    def __init__(
        self, number: int, dial: Dial, pace: Pace | None = None, silent_s: float = SILENT_S
    ) -> None:
        self.number, self.dial, self.limit_s = number, dial, silent_s
        self.pace = pace or Pace(Budget(Waits()))
        self.client: Client | None = None
        self.trouble = "not connected yet"
        self._began_s = 0.0
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
        self.pace.ended(reason, time.monotonic() - began_s)
        return reason

    async def _replace(self, old: Client, reason: str) -> None:
        SOCKET_RECONNECTS.labels(reason).inc()
        if cure := CURES.get(reason):
            log.error("socket.over", reason=reason, socket=self.number, cure=cure)
        else:
            log.info("socket.over", reason=reason, socket=self.number)
        self.trouble = reason
        if reason in THROWN_OUT:
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
            try:
                return await self.connect()
            except SlackUnavailable as error:
                self.failed(error)

    async def connect(self) -> Client:
        """Open a connection as soon as the pace allows, or fail.

        Raises:
            SlackUnavailable: as dial() does; failed() is to be told.
        """
        await asyncio.sleep(self.pace.next_s(time.monotonic()))
        return await self.dial()

    def failed(self, error: SlackUnavailable) -> None:
        """Note that no connection could be opened: the next try comes later."""
        self.trouble = error.reason
        self.pace.failed(error)
        said = {"reason": error.reason, "socket": self.number}
        if isinstance(error, OperatorNeeded):
            log.error("socket.unreachable", **said, cure=error.cure)
        else:
            log.warning("socket.unreachable", **said)


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
