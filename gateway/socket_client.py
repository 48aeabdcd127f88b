"""slack_sdk's Socket Mode client, as one connection that is never revived: it is replaced.

What the SDK would do by itself, and why it does not here:

| the SDK                                            | here                                      |
|----------------------------------------------------|-------------------------------------------|
| closes the old connection, then opens the new one  | the other way round, in socket_place.py   |
| connect() tries for ever, with an address that is  | connect() fails, and the next try has a   |
| good once; meanwhile nothing tells that it is down | new address                               |
| a task for each envelope, as many as come, which   | IN_HAND_MAX; then the websocket is not    |
| nobody holds                                       | read, and Slack is slowed down by TCP     |
| logs addresses with their ticket, and payloads     | where something failed, and by what       |
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

import structlog
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from gateway.socket_frames import Frame, read_frame
from shared.errors import BadRequest

# Redis takes each within 1.5 s or refuses it, a consumer answers within 2.5 s. Slack sends 8 a
# second at most for long; more at once than this are left to wait on the wire.
IN_HAND_MAX = 256
FINISH_S = 5.0  # over Redis's 1.5 s and a consumer's 2.5 s
CLOSE_S = 1.0  # for Slack's half of the closing; without it the rest is torn down as it is

# Each becomes a label of a metric.
FAREWELLS = frozenset({"warning", "refresh_requested", "link_disabled", "too_many_websockets"})

Settle = Callable[[Frame], Awaitable[str | None]]

log = structlog.get_logger()


class Client(SocketModeClient):
    """One connection.

    Args:
        settle: takes an envelope, and returns the acknowledgement to send.
        ping_s: how often a ping is sent; half as long without its pong is the connection's end.
    """

    def __init__(self, app_token: str, web: AsyncWebClient, settle: Settle, ping_s: float) -> None:
        super().__init__(
            app_token,
            quiet_logger(),
            web,
            auto_reconnect_enabled=False,
            ping_interval=ping_s,
        )
        self.settle = settle
        self.farewell = ""  # Slack's reason why this connection should be left
        self.heard_s = time.time()  # the SDK's clock for pongs
        self.taking = True
        self._in_hand: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(IN_HAND_MAX)

    @property
    def is_open(self) -> bool:
        """Whether Slack can send something."""
        return self.current_session is not None and not self.current_session.closed

    def silent_s(self) -> float:
        """Return how long ago the last frame came, a ping's answer included."""
        return time.time() - max(self.heard_s, self.last_ping_pong_time or 0.0)

    async def connect(self) -> None:
        """Open the connection at `wss_uri`, or fail.

        Raises:
            aiohttp.ClientError: it could not be reached, or refused.
        """
        self.current_session = await self.aiohttp_client_session.ws_connect(
            str(self.wss_uri), autoping=False, heartbeat=self.ping_interval, proxy=self.proxy
        )
        self.heard_s = time.time()
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def enqueue_message(self, message: str) -> None:
        """Take a frame that came; the SDK's receiver waits for this before it reads the next."""
        self.heard_s = time.time()
        try:
            frame = read_frame(message)
        except BadRequest as error:
            log.warning("socket.unreadable", reason=str(error))
            return
        if frame.type == "disconnect":
            self.farewell = frame.reason if frame.reason in FAREWELLS else "disconnect"
        elif frame.type == "hello":
            log.info("socket.opened", count=frame.num_connections)
        elif frame.envelope_id and self.taking:
            await self._room.acquire()
            task = asyncio.create_task(self._settle(frame))
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)

    async def _settle(self, frame: Frame) -> None:
        try:
            said = await self.settle(frame)
            if said is not None and self.current_session is not None:
                await self.current_session.send_str(said)
        except Exception as error:  # noqa: BLE001  whatever it is, the connection ended meanwhile
            # Slack sends it again, and its mark in Redis keeps it from being added twice.
            kind = type(error).__name__
            log.info("socket.ack_lost", reason=kind, request_id=frame.envelope_id)
        finally:
            self._room.release()

    async def finish(self) -> None:
        """Take nothing more, and wait for what is in hand."""
        self.taking = False
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=FINISH_S)

    async def close(self) -> None:
        """Close the connection and end everything of it."""
        try:
            # Whatever goes wrong, it is torn down below.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(CLOSE_S):
                    await super().close()  # type: ignore[no-untyped-call]
        finally:
            await self._tear_down()

    async def _tear_down(self) -> None:
        for task in (self.message_processor, self.message_receiver, self.current_session_monitor):
            if task is not None:
                task.cancel()
        for settling in self._in_hand:
            settling.cancel()
        await self.aiohttp_client_session.close()


class Reduced(logging.Handler):
    """Logs of the SDK's lines where they are from and what was raised, and no more of them."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the place of a line."""
        kind = record.exc_info[0] if record.exc_info else None
        reason = f"{record.funcName}: {kind.__name__ if kind else 'trouble'}"
        log.log(record.levelno, "library", logger="slack_sdk", reason=reason)


def quiet_logger() -> logging.Logger:
    """Return a logger for the SDK, apart from all others, that keeps its secrets."""
    logger = logging.Logger("slack_sdk", logging.WARNING)  # noqa: LOG001  the registered ones pass on
    logger.addHandler(Reduced())
    return logger
