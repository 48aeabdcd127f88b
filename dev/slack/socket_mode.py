"""Deliver over websockets that the app opened, instead of to request URLs.

Each envelope goes to any one of up to ten websockets. An event that is not acknowledged in 3 s, or
whose websocket ends before, is sent again as by HTTP; a command or an interaction is not.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import random
import secrets
import time
from collections.abc import Coroutine, Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from dev.slack.asking import FAILED, TIMED_OUT, Answered, Kind
from dev.slack.delivery import Delivered, Delivery
from dev.slack.socket_connection import Connection, ConnectionLost, Reason
from dev.slack.workspace import Workspace

CONNECTIONS_MAX = 10
LIVES_S = 3600.0
LIVES_SHORT_S = 360.0  # of a connection that was opened with `debug_reconnects=true`
WARNED_S = 10.0  # before its end a connection is warned
GRACE_S: Mapping[Reason, float] = {"warning": WARNED_S}  # others are closed at once


class SocketMode:
    """The app's websockets, and what is sent down them while it is on."""

    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        self.workspace, self.delivery = workspace, delivery
        self.connections: list[Connection] = []
        self.replays = 0  # how often an event comes again although it was acknowledged
        self._dismissals: set[asyncio.Task[None]] = set()

    @property
    def on(self) -> bool:
        """Whether deliveries go this way; the request URLs then get none."""
        return self.delivery.events_by is not None

    def switch(self, on: bool) -> None:
        """Turn Socket Mode on, or off, which ends all connections."""
        self.delivery.events_by = self.event if on else None
        self.delivery.forms_by = self.form if on else None
        if not on:
            self.dismiss("link_disabled")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one websocket."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        ticket = query.get("ticket", [""])[0]
        await receive()
        if ticket not in self.workspace.tickets:
            await send({"type": "websocket.close"})
            return
        self.workspace.tickets.remove(ticket)
        await send({"type": "websocket.accept"})
        short = query.get("debug_reconnects") == ["true"]
        connection = Connection(scope, receive, send)
        await self._hold(connection, LIVES_SHORT_S if short else LIVES_S)

    async def _hold(self, connection: Connection, lives_s: float) -> None:
        if len(self.connections) >= CONNECTIONS_MAX:
            await connection.dismiss("too_many_websockets", 0)
            return
        self.connections.append(connection)
        end = asyncio.get_running_loop().call_later(
            lives_s - WARNED_S, self._dismiss, connection, "warning", WARNED_S
        )
        try:
            await connection.greet(self.workspace.app_id, len(self.connections), lives_s)
            await connection.hear()
        except ConnectionLost:
            return
        finally:
            end.cancel()
            self.connections.remove(connection)

    async def event(self, attempt: Delivered, body: bytes) -> None:
        """Send an event once, and note in the attempt how that went."""
        retried = {"retry_attempt": attempt.attempt, "retry_reason": ""}
        if attempt.attempt:
            retried["retry_reason"] = "timeout"
        envelope = _envelope("events_api", json.loads(body)) | retried
        for _ in range(1 + self.replays):
            answered = await self._ask(envelope)
            attempt.status = answered.status
            if answered.status is None:
                attempt.reason = "timeout"
                return

    async def form(self, kind: Kind, payload: Mapping[str, Any]) -> Answered:
        """Send a command or an interaction, and return how the app answered."""
        return await self._ask(_envelope(kind, payload))

    async def _ask(self, envelope: Mapping[str, Any]) -> Answered:
        answered, started = Answered(error=FAILED), time.monotonic()
        connections = [one for one in self.connections if not one.leaving]
        if connections:
            try:
                limit_s = self.delivery.settings.limit_s
                answered.body = await random.choice(connections).deliver(envelope, limit_s)
                answered.status, answered.error = 200, ""
            except TimeoutError:
                answered.error = TIMED_OUT
            except ConnectionLost:
                answered.error = FAILED
        answered.duration_s = time.monotonic() - started
        return answered

    def cut(self) -> None:
        """Drop every TCP connection at once."""
        for connection in self.connections:
            connection.cut()

    def silence(self) -> None:
        """Let nothing through on the connections that are there; they stay open."""
        for connection in self.connections:
            connection.silence()

    def dismiss(self, reason: Reason, grace_s: float | None = None) -> None:
        """Ask the app to leave every connection, and close them then.

        Args:
            grace_s: how long the app may take; none is as Slack has it.
        """
        for connection in list(self.connections):
            self._dismiss(
                connection, reason, GRACE_S.get(reason, 0.0) if grace_s is None else grace_s
            )

    def _dismiss(self, connection: Connection, reason: Reason, grace_s: float) -> None:
        self._keep(connection.dismiss(reason, grace_s))

    def _keep(self, dismissal: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(dismissal)
        self._dismissals.add(task)
        task.add_done_callback(self._dismissals.discard)


def _envelope(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what goes around a payload; of interactions the answer may stand in the ack."""
    return {
        "envelope_id": "-".join(secrets.token_hex(size) for size in (4, 2, 2, 2, 6)),
        "type": kind,
        "accepts_response_payload": kind != "events_api",
        "payload": payload,
    }
