"""The whole HTTP face: a thin layer that knows the event path, and Starlette for everything else.

| path                              | served by                                       |
|-----------------------------------|-------------------------------------------------|
| `/slack/events`, `/slack/event`   | SlackEvents, below Starlette (its routing and   |
|                                   | Request would double the cost of an event)      |
| `/healthz`, `/readyz`, `/metrics` | Starlette, shared/process.py                    |
| `/github/…/`, `/hooks/run`        | Starlette, gateway/webhooks.py                  |
| anything else                     | 404, JSON                                       |
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.counts import Counts
from gateway.http import Headers, request_id
from gateway.refusals import BY_STATUS, refuse
from gateway.slack_events import PATHS


def application(events: ASGIApp, routes: Sequence[BaseRoute], counts: Counts) -> ASGIApp:
    """Return the ASGI application of a gateway worker."""
    rest = starlette(routes, counts)

    def app(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http" and scope["path"] in PATHS:
            return events(scope, receive, send)
        return rest(scope, receive, send)

    return app


def starlette(routes: Sequence[BaseRoute], counts: Counts) -> ASGIApp:
    """Return Starlette with refusals in JSON, and without its redirects to other slashes."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101  it is registered for nothing else
        return refuse_starlette(request, error, counts)

    app = Starlette(routes=list(routes), exception_handlers={HTTPException: refused})
    app.router.redirect_slashes = False
    return app


def refuse_starlette(request: Request, error: HTTPException, counts: Counts) -> Response:
    """Return our answer for what Starlette's routing refuses: the path or the method."""
    allowed = dict(error.headers or {})
    reason = f"method is {request.method}, expected {allowed.get('Allow')}"
    refusal = BY_STATUS[error.status_code](reason if allowed else "no such path")
    headers: Headers = dict(request.headers.raw)
    status, _, body = refuse(refusal, request.url.path, request_id(headers), counts)
    return Response(body, status, allowed, media_type="application/json")
