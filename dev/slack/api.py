"""`POST|GET /api/<method>` and the files, as a raw ASGI application that records and can fail.

Raw, because a fault may have to close the connection without an answer, which a Response cannot.

| `Call`     | type       | note                                                     |
|------------|------------|----------------------------------------------------------|
| `number`   | int        | from 1, over all methods                                 |
| `time`     | float, s   | when it arrived                                          |
| `method`   | str        | `files-pri` for the download of a file, `upload` for one, |
|            |            | `response_url` for an answer to one                      |
| `args`     | dict       | as sent, without the token                               |
| `response` | dict, None | what Slack decided; None if it did not take effect       |
| `status`   | int, None  | HTTP status that was sent; None for a dropped connection |
| `fault`    | str, None  | the fault that met it                                    |
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from dev.slack import downloads, files, responses, uploads
from dev.slack.dispatch import answer, ratelimited
from dev.slack.faults import WITHOUT_EFFECT, Fault, Faults
from dev.slack.limits import Limits
from dev.slack.replies import Reply
from dev.slack.requests import ApiRequest, parse
from dev.slack.traffic import Traffic
from dev.slack.workspace import Workspace

PREFIX = "/api/"
PATHS = (PREFIX, files.PATH, uploads.PATH, *responses.PATHS)
DRIP_PIECES = 10
# The extension that `server.py` puts into the scope; without it a connection cannot be dropped.
ABORT = "dev.abort"


@dataclass
class Call:
    """One recorded call."""

    number: int
    time: float
    method: str
    args: dict[str, Any]
    response: dict[str, Any] | None = None
    status: int | None = None
    fault: str | None = None


class Calls:
    """Every call in order, and by method."""

    def __init__(self) -> None:
        self.all: list[Call] = []
        self.by_method: defaultdict[str, list[Call]] = defaultdict(list)

    def begin(self, time: float, request: ApiRequest) -> Call:
        """Record a call that just arrived."""
        call = Call(len(self.all) + 1, time, request.method, dict(request.arguments))
        self.all.append(call)
        self.by_method[request.method].append(call)
        return call


class WebApi:
    """Answer calls against one workspace."""

    def __init__(self, workspace: Workspace, limits: Limits, faults: Faults) -> None:
        self.workspace = workspace
        self.limits = limits
        self.faults = faults
        self.calls = Calls()
        self.traffic = Traffic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request whose path begins with one of `PATHS`."""
        request = _request(scope, await _read(receive))
        call = self.calls.begin(self.workspace.clock(), request)
        exchange = self.traffic.call(call.time, request)
        try:
            await self._meet(call, request, scope, send)
        finally:
            self.traffic.answered(exchange, call.response, call.status, call.fault)

    async def _meet(self, call: Call, request: ApiRequest, scope: Scope, send: Send) -> None:
        fault = self.faults.take(request.method, request.arguments)
        if fault is None:
            await self._reply(call, self._decide(call, request), send)
        else:
            call.fault = fault.kind
            await self._misbehave(fault, call, request, scope["extensions"][ABORT]["abort"], send)

    def _decide(self, call: Call, request: ApiRequest) -> Reply:
        if request.method == downloads.METHOD:
            reply = downloads.answer(self.workspace, request)
        elif request.method == uploads.METHOD:
            reply = uploads.receive(self.workspace, request)
        elif request.method == responses.METHOD:
            reply = responses.answer(self.workspace, request)
        else:
            reply = answer(self.workspace, self.limits, request)
        call.response = reply.body
        return reply

    async def _misbehave(
        self, fault: Fault, call: Call, request: ApiRequest, abort: Callable[[], None], send: Send
    ) -> None:
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
        refused = fault.kind in WITHOUT_EFFECT
        reply = _instead(fault) if refused else self._decide(call, request)
        if fault.kind == "hang_after":
            await asyncio.sleep(fault.seconds)
        if fault.kind in ("drop_before", "drop_after"):
            abort()
        elif fault.kind == "status_after":
            await self._reply(call, _instead(fault), send)
        elif fault.kind == "malformed":
            await _send(Reply(reply.body), reply.payload()[:-2], send)
            call.status = 200
        elif fault.kind == "slow_drip":
            call.status = reply.status
            await _drip(reply, fault.seconds, send)
        else:
            await self._reply(call, reply, send)

    async def _reply(self, call: Call, reply: Reply, send: Send) -> None:
        call.status = reply.status
        await _send(reply, reply.payload(), send)


def _instead(fault: Fault) -> Reply:
    """Return what a call gets that does not take effect."""
    if fault.kind == "ratelimited":
        return ratelimited(fault.retry_after_s)
    if fault.kind == "error":
        return Reply({"ok": False, "error": fault.error})
    return Reply({}, fault.status)


def _request(scope: Scope, body: bytes) -> ApiRequest:
    path, headers = scope["path"], Headers(scope=scope)
    if path.startswith(files.PATH):
        return downloads.request_of(path, headers)
    if path.startswith(uploads.PATH):
        return uploads.request_of(path, body)
    if path.startswith(responses.PATHS):
        return responses.request_of(path, body)
    return parse(path.removeprefix(PREFIX), scope["query_string"], headers, body)


async def _read(receive: Receive) -> bytes:
    parts = []
    while True:
        event = await receive()
        parts.append(event.get("body", b""))
        if not event.get("more_body"):
            return b"".join(parts)


def _start(reply: Reply, length: int) -> dict[str, Any]:
    kind = reply.kind().encode()
    headers = [(b"content-type", kind), (b"content-length", str(length).encode())]
    headers += [(k.lower().encode(), v.encode()) for k, v in reply.headers.items()]
    return {"type": "http.response.start", "status": reply.status, "headers": headers}


async def _send(reply: Reply, body: bytes, send: Send) -> None:
    await send(_start(reply, len(body)))
    await send({"type": "http.response.body", "body": body})


async def _drip(reply: Reply, seconds: float, send: Send) -> None:
    body = reply.payload()
    size = len(body) // DRIP_PIECES + 1
    await send(_start(reply, len(body)))
    for start in range(0, len(body), size):
        await asyncio.sleep(seconds / DRIP_PIECES)
        piece, more = body[start : start + size], start + size < len(body)
        await send({"type": "http.response.body", "body": piece, "more_body": more})
