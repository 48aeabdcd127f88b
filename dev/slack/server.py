"""Serve a workspace on loopback from a thread of its own.

| path            | what                                         |
|-----------------|----------------------------------------------|
| `/`, `/page/*`  | the chat page                                |
| `/api/<method>` | the Web API, for SLACK_API_URL               |
| `/files-pri/*`  | the files that were uploaded                 |
| `/socket`       | the websockets of Socket Mode                |
| `/upload/v1/*`  | where the bot uploads files                  |
| `/_control/*`   | what the page does, also for other processes |
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

import aiohttp
import uvicorn
import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dev.slack.api import ABORT, PATHS, WebApi
from dev.slack.control import Slack
from dev.slack.delivery import Delivery, DeliverySettings
from dev.slack.faults import Faults
from dev.slack.limits import Limits
from dev.slack.page import page_app
from dev.slack.socket_mode import SocketMode
from dev.slack.socket_protocol import BreakableProtocol
from dev.slack.workspace import Workspace

LOCAL_SIGNING_SECRET = "local-signing-secret"
HOST = "127.0.0.1"
START_TIMEOUT_S = 10.0
PING_S = 5.0  # Slack pings its websockets too
CLOSE_S = 0.01  # some turns of the loop, in which open pages notice that they are gone


class AbortableProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol that lets the application close the connection without an answer."""

    def on_message_begin(self) -> None:
        """Begin a request, and put the way to end it into its scope."""
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"abort": self.transport.abort}}


class Site:
    """One ASGI application: Web API and files by their prefix, the page for everything else."""

    def __init__(self, api: WebApi, sockets: SocketMode, page: ASGIApp) -> None:
        self.api, self.sockets, self.page = api, sockets, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one request."""
        app = self.api if scope["path"].startswith(PATHS) else self.page
        if scope["type"] == "websocket":
            app = self.sockets
        # A planned hang is cut when the server stops, which is nobody's error.
        with contextlib.suppress(asyncio.CancelledError):
            await app(scope, receive, send)


@contextlib.contextmanager
def serve(
    workspace: Workspace | None = None,
    *,
    request_urls: Sequence[str] = (),
    signing_secret: str = LOCAL_SIGNING_SECRET,
    bot_token: str | None = None,
    port: int = 0,
    limits: Limits | None = None,
    retry_delays_s: Sequence[float] = (0.0, 60.0, 300.0),
    limit_s: float = 3.0,
) -> Iterator[Slack]:
    """Serve a workspace while the block runs.

    Args:
        retry_delays_s: how long Slack waits before each retry of an event; tests shorten it.
        limit_s: how long a request URL may take to answer.
    """
    workspace = workspace or Workspace()
    workspace.bot_token = bot_token or workspace.bot_token
    settings = DeliverySettings(list(request_urls), signing_secret, limit_s, tuple(retry_delays_s))
    listening = socket.create_server((HOST, port), backlog=1024)
    running = _Running(WebApi(workspace, limits or Limits(), Faults()), settings, listening)
    thread = threading.Thread(target=running.run, name="slack", daemon=True)
    thread.start()
    try:
        yield running.ready.result(START_TIMEOUT_S)
    finally:
        running.stop()
        thread.join(START_TIMEOUT_S)


class _Running:
    def __init__(self, api: WebApi, settings: DeliverySettings, listening: socket.socket) -> None:
        self.ready: Future[Slack] = Future()
        self._api = api
        self._settings = settings
        self._listening = listening
        self._serving: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Run the loop of this thread until `stop`."""
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._main())
        except BaseException as problem:
            if not self.ready.done():
                self.ready.set_exception(problem)
            raise

    def stop(self) -> None:
        """End the server at once: hanging calls and open pages are cut, which tests rely on."""
        if self._serving is not None and not self._serving.done():
            self._serving.get_loop().call_soon_threadsafe(self._serving.cancel)

    async def _main(self) -> None:
        # Connections are not capped here: the delivery caps itself, before its 3 s begin.
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            delivery = Delivery(self._api.workspace, self._settings, http, self._api.traffic)
            self._api.workspace.listeners.append(delivery.hear)
            try:
                await self._serve(delivery)
            finally:
                self._api.workspace.listeners.remove(delivery.hear)
                delivery.stop()

    async def _serve(self, delivery: Delivery) -> None:
        sockets = SocketMode(self._api.workspace, delivery)
        site = Site(self._api, sockets, page_app(self._api, delivery))
        server = uvicorn.Server(_config(site))
        self._serving = asyncio.create_task(server.serve(sockets=[self._listening]))
        url = f"http://{HOST}:{self._listening.getsockname()[1]}"
        self._api.workspace.files_url = self._api.workspace.hooks_url = url
        slack = Slack(url, asyncio.get_running_loop(), self._api, delivery, sockets)
        self.ready.set_result(slack)
        try:
            await self._serving
        except asyncio.CancelledError:
            await _close(server)


def _config(site: Site) -> uvicorn.Config:
    return uvicorn.Config(
        site,
        http=AbortableProtocol,
        ws=BreakableProtocol,
        ws_ping_interval=PING_S,
        lifespan="off",
        log_config=None,
        access_log=False,
    )


async def _close(server: uvicorn.Server) -> None:
    for listener in server.servers:
        listener.close()
    for connection in list(server.server_state.connections):
        if isinstance(connection, AbortableProtocol | BreakableProtocol):
            connection.transport.abort()
    await asyncio.sleep(CLOSE_S)
