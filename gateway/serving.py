"""One gateway worker: a publisher, the HTTP face, and the order in which they start and stop.

In Socket Mode the events come over sockets; health, metrics and webhooks are served all the same.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn
from redis.asyncio import Redis
from starlette.types import ASGIApp

from gateway.app import application
from gateway.asking import Asker
from gateway.counts import Counts
from gateway.intake import Intake
from gateway.origin import Origin
from gateway.publisher import Publisher
from gateway.redis_address import RedisAddress
from gateway.signature import SigningKey
from gateway.slack_events import SlackEvents
from gateway.socket_endpoint import NoEventsHere
from gateway.webhooks import webhook_routes
from shared import redis_client
from shared.errors import SettingsError
from shared.process import DRAIN_S, Pulse, Server, health_routes, spare_the_collector
from shared.sealing import Sealer
from shared.settings import GatewaySettings, SocketModeSettings

if TYPE_CHECKING:
    from gateway.socket_mode import SocketMode

# Longer than a load balancer's idle time (AWS, Heroku: 55 to 60 s), or it would send an event
# down a connection that we are closing.
KEEP_ALIVE_S = 75
BACKLOG = 2048
BEAT_S = 1.0

log = structlog.get_logger()

Exposition = Callable[[], bytes]
Work = Coroutine[Any, Any, None]


def listen(port: int) -> socket.socket:
    """Return a socket that accepts connections from outside.

    Raises:
        SettingsError: the port is taken.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("0.0.0.0", port))  # noqa: S104  load balancers come from outside
    except OSError as error:
        listener.close()
        raise SettingsError(f"PORT: cannot listen on {port}: {error.strerror}") from None
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


async def serve(
    settings: GatewaySettings,
    listener: socket.socket,
    stop: asyncio.Event,
    exposed: Exposition,
) -> None:
    """Serve until told to stop, then finish what was accepted.

    Raises:
        SettingsError: the Redis that was reached would lose events, or Slack refuses the token.
    """
    client = redis_client.commands(settings, 1)
    publisher = Publisher(RedisAddress.of(settings), lambda: inspected(client))
    counts, pulse = Counts(lambda: len(publisher.pipeline.waiting)), Pulse()
    listening = redis_client.reader(settings)
    asker = Asker(publisher, listening, settings.app_name, time.time)
    sealer = Sealer(settings.secrets_keys)
    intake = Intake(Origin.of(settings), publisher, asker, sealer, counts, time.time)
    await publisher.start()
    if sockets := sockets_of(settings, intake):
        await sockets.start()
    server = web_server(web_app(settings, intake, pulse, exposed, sockets))
    spare_the_collector()
    log.info("process.started", reason=f"listens on port {listener.getsockname()[1]}")
    background = (publisher.run(), counts.run(), asker.run(), beat(pulse))
    await beside(background, serve_until(server, listener, stop, sockets))
    counts.flush()
    await client.aclose()
    await listening.aclose()
    log.info("process.stopped")


async def inspected(client: Redis) -> None:
    """Return if the server is one to rely on; the connection is not kept: plans count them."""
    try:
        await redis_client.inspect(client)
    finally:
        await client.connection_pool.disconnect()


def sockets_of(settings: GatewaySettings, intake: Intake) -> SocketMode | None:
    """Return what takes events in Socket Mode."""
    if not isinstance(settings, SocketModeSettings):
        return None
    # Here, since a worker behind a request URL can do without slack_sdk and aiohttp: 11 MB.
    from gateway.socket_mode import SocketMode

    return SocketMode(settings, intake)


def web_app(
    settings: GatewaySettings,
    intake: Intake,
    pulse: Pulse,
    exposed: Exposition,
    sockets: SocketMode | None,
) -> ASGIApp:
    """Return the application of a gateway: events by requests or sockets, and all the rest."""
    publisher, counts = intake.publisher, intake.counts

    def flushed() -> bytes:
        counts.flush()
        if sockets:
            sockets.measure()
        return exposed()

    async def ready() -> None:
        await publisher.ping()
        if sockets:
            sockets.check()

    keys = [SigningKey(secret.get_secret_value()) for secret in settings.slack_signing_secrets]
    events = NoEventsHere(counts) if sockets else SlackEvents(keys, intake, counts)
    health = health_routes(pulse, ready, flushed)
    routes = [*health, *webhook_routes(settings, publisher, counts)]
    return application(events, routes, counts)


def web_server(app: Any) -> Server:
    """Return uvicorn around the application, without what an event would pay for in vain."""
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,  # 1.5 µs; whoever forwards the answer adds it (RFC 9110, 6.6.1)
        interface="asgi3",
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=DRAIN_S,
    )
    return Server(config)


async def beside(background: Sequence[Work], main: Work) -> None:
    """Run the main coroutine to its end beside others; if one of those fails, all fail."""
    async with asyncio.TaskGroup() as tasks:
        others = [tasks.create_task(work) for work in background]
        await main
        for other in others:
            other.cancel()


async def serve_until(
    server: Server, listener: socket.socket, stop: asyncio.Event, sockets: SocketMode | None
) -> None:
    """Accept requests, and what comes over sockets, until told to stop; answer what is there."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve(sockets=[listener]))
        if sockets:
            tasks.create_task(sockets.run(stop))
        await stop.wait()
        server.should_exit = True


async def beat(pulse: Pulse) -> None:
    """Note that the loop turns, until cancelled."""
    while True:
        pulse.beat()
        await asyncio.sleep(BEAT_S)
