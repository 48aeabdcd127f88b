"""One websocket of Socket Mode: hello, envelopes and their acknowledgements, disconnect.

| frame      | from  | fields                                                                    |
|------------|-------|---------------------------------------------------------------------------|
| hello      | Slack | `num_connections` `connection_info` `debug_info`                          |
| envelope   | Slack | `envelope_id` `type` `accepts_response_payload` `payload`; of an event    |
|            |       | also `retry_attempt` (0 at first) and `retry_reason` ("" or `timeout`)    |
| (ack)      | app   | `envelope_id`, and perhaps `payload`                                      |
| disconnect | Slack | `reason` `debug_info`                                                     |

Source: https://docs.slack.dev/apis/events-api/using-socket-mode, slackapi/bolt-js#2487 (retries)
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Literal

from starlette.types import Receive, Send

from dev.slack.socket_protocol import BREAKING

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]

HOST = "applink-local"


class ConnectionLost(Exception):
    """The websocket ended before the acknowledgement came."""


class Connection:
    """A websocket that was accepted."""

    def __init__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        self.leaving = self.silent = False
        self._receive, self._send = receive, send
        self._ways = scope["extensions"][BREAKING]
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def greet(self, app_id: str, number: int, lives_s: float) -> None:
        """Say hello.

        Args:
            number: how many websockets the app has now.
        """
        debug = {"host": HOST, "approximate_connection_time": int(lives_s)}
        info = {"connection_info": {"app_id": app_id}, "num_connections": number}
        await self._say({"type": "hello", **info, "debug_info": debug})

    async def hear(self) -> None:
        """Take acknowledgements until the websocket ends."""
        try:
            while (message := await self._receive())["type"] != "websocket.disconnect":
                self._acknowledged(message.get("text") or "")
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionLost())

    def _acknowledged(self, text: str) -> None:
        try:
            ack = json.loads(text)
            waiting = self._waiting[ack["envelope_id"]]
        except (ValueError, KeyError, TypeError):
            return  # not an acknowledgement, or one of an envelope that nobody waits for any more
        if not waiting.done():
            payload = ack.get("payload")
            waiting.set_result(payload if isinstance(payload, dict) else {})

    async def deliver(self, envelope: Mapping[str, Any], limit_s: float) -> dict[str, Any]:
        """Send an envelope and return the acknowledgement's payload, {} if it has none.

        Raises:
            TimeoutError: it did not come in time.
            ConnectionLost: the websocket ended.
        """
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            async with asyncio.timeout(limit_s):
                await self._say(envelope)
                return await waiting
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
            waiting.cancel()

    async def dismiss(self, reason: Reason, grace_s: float) -> None:
        """Ask the app to leave, and close the websocket if it is still there after a while."""
        # Until it ends, a warned connection still gets what comes.
        self.leaving = reason != "warning"
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}
        try:
            await self._say(frame)
            await asyncio.sleep(grace_s)
            await self._send({"type": "websocket.close", "code": 1000})
        except (ConnectionLost, OSError, RuntimeError):
            return  # gone by itself

    def cut(self) -> None:
        """Drop the TCP connection."""
        self._ways["cut"]()

    def silence(self) -> None:
        """Leave the connection open and let nothing through."""
        self.silent = True
        self._ways["silence"]()

    async def _say(self, frame: Mapping[str, Any]) -> None:
        if self.silent:
            return
        try:
            await self._send({"type": "websocket.send", "text": json.dumps(frame)})
        except (OSError, RuntimeError):
            raise ConnectionLost from None
