"""Routes of the chat page, and the same control for other processes.

| route                              | answer                                                   |
|------------------------------------|----------------------------------------------------------|
| `GET /`                            | the page                                                 |
| `GET /sign-in`                     | the page instead of a file that one may not have         |
| `GET /_control/state?as=`          | people, channels and the bot, as one person sees them    |
| `GET /_control/channel?as=&id=`    | the last messages, with what only this person sees       |
| `GET /_control/thread?as=&id=&ts=` | a thread, the same way                                   |
| `GET /_control/file?as=&id=`       | a file's content, as plain text                          |
| `GET /_control/updates`            | server-sent events as in `pushing.py`; `?traffic` adds it |
| `GET /_control/calls?method=`      | the recorded Web API calls                               |
| `GET /_control/deliveries`         | the recorded deliveries                                  |
| `POST /_control/delivery`          | set `paused`, `request_urls`                             |
| `POST /_control/fault`             | plan a fault, fields as in `faults.Fault`                |
| `POST /_control/limits`            | numbers as in `Limits.set`, or `{"enabled": false}`      |
| `POST /_control/<act>`             | what a person does, arguments as in `acts.py`, `doors.py` |
"""

import inspect
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from dev.slack.acts import ACTS
from dev.slack.api import WebApi
from dev.slack.asking import Answered
from dev.slack.delivery import Delivery
from dev.slack.doors import DOORS, Doors
from dev.slack.downloads import SIGN_IN_PAGE, SIGN_IN_PATH
from dev.slack.pushing import pushed
from dev.slack.refusals import Refused
from dev.slack.views import seen_file, shown_channel, shown_state, shown_thread

FILES = Path(__file__).parent.parent / "page"
# Second wall behind "no innerHTML": nothing inline and nothing from elsewhere runs.
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"
UNTRUSTED = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
STREAM = "text/event-stream"


def page_app(api: WebApi, delivery: Delivery) -> Starlette:
    """Return the application behind the page."""
    pages = Pages(api, delivery)
    routes = [
        Route("/", pages.index),
        Route(SIGN_IN_PATH, pages.sign_in),
        Route("/_control/state", pages.state),
        Route("/_control/channel", pages.channel),
        Route("/_control/thread", pages.thread),
        Route("/_control/updates", pages.updates),
        Route("/_control/file", pages.file),
        Route("/_control/calls", pages.calls),
        Route("/_control/deliveries", pages.deliveries),
        Route("/_control/delivery", pages.set_delivery, methods=["POST"]),
        Route("/_control/fault", pages.fault, methods=["POST"]),
        Route("/_control/limits", pages.limits, methods=["POST"]),
        Route("/_control/{act}", pages.act, methods=["POST"]),
        Mount("/page", StaticFiles(directory=FILES)),
    ]
    # A page elsewhere must not reach this one by a host name of its own (DNS rebinding).
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    return Starlette(routes=routes, middleware=[hosts])


class Pages:
    """The endpoints, over one workspace."""

    def __init__(self, api: WebApi, delivery: Delivery) -> None:
        self.api = api
        self.delivery = delivery
        self.workspace = api.workspace
        self.doors = Doors(api.workspace, delivery)

    async def index(self, request: Request) -> Response:
        """Return the page."""
        return FileResponse(FILES / "index.html", headers={"Content-Security-Policy": POLICY})

    async def sign_in(self, request: Request) -> Response:
        """Return the page that a download without the right ends on."""
        return HTMLResponse(SIGN_IN_PAGE)

    async def state(self, request: Request) -> Response:
        """Return people and channels."""
        return JSONResponse(shown_state(self.workspace, request.query_params.get("as")))

    async def channel(self, request: Request) -> Response:
        """Return the last messages of a channel."""
        query = request.query_params
        return JSONResponse(shown_channel(self.workspace, query["as"], query["id"]))

    async def thread(self, request: Request) -> Response:
        """Return a thread."""
        query = request.query_params
        return JSONResponse(shown_thread(self.workspace, query["as"], query["id"], query["ts"]))

    async def calls(self, request: Request) -> Response:
        """Return recorded calls."""
        method, record = request.query_params.get("method"), self.api.calls
        return JSONResponse(
            [asdict(c) for c in (record.by_method[method] if method else record.all)]
        )

    async def deliveries(self, request: Request) -> Response:
        """Return recorded deliveries."""
        return JSONResponse([asdict(attempt) for attempt in self.delivery.attempts])

    async def set_delivery(self, request: Request) -> Response:
        """Hold deliveries back or let them go, or set where they go."""
        return await _carried_out(request, self.delivery.set)

    async def fault(self, request: Request) -> Response:
        """Plan a fault; the body is a `Fault`'s fields."""
        return await _carried_out(request, self.api.faults.plan)

    async def limits(self, request: Request) -> Response:
        """Set limits."""
        return await _carried_out(request, self.api.limits.set)

    async def act(self, request: Request) -> Response:
        """Do what a person does."""
        name = request.path_params["act"]
        if name in DOORS:
            return await _carried_out(request, getattr(self.doors, name))
        act = ACTS.get(name)
        if act is None:
            return JSONResponse({"error": f"no act {name!r}"}, 404)
        return await _carried_out(request, lambda **given: act(self.workspace, **given))

    async def updates(self, request: Request) -> Response:
        """Stream that something changed, and the traffic if it is asked for."""
        traffic = self.api.traffic if "traffic" in request.query_params else None
        return StreamingResponse(pushed(self.workspace, traffic), media_type=STREAM)

    async def file(self, request: Request) -> Response:
        """Return a file's content, as text whatever it is: nothing of it may run here."""
        content = seen_file(self.workspace, request.query_params["as"], request.query_params["id"])
        if content is None:
            return JSONResponse({"error": "no such file"}, 404)
        return Response(content, media_type="text/plain", headers=UNTRUSTED)


async def _carried_out(request: Request, act: Callable[..., Any]) -> Response:
    # A form of another site cannot send JSON without asking first.
    if not request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse({"error": "send application/json"}, 415)
    try:
        result = act(**await request.json())
        if inspect.isawaitable(result):
            result = await result
        return JSONResponse({"result": asdict(result) if isinstance(result, Answered) else result})
    except Refused as refused:
        return JSONResponse({"error": refused.error}, 400)
    except (KeyError, TypeError, ValueError) as problem:
        return JSONResponse({"error": str(problem).strip("'\"")}, 400)
