"""One gateway worker: a publisher, the HTTP face, and the order in which they start and stop."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog
import uvicorn

from gateway.app import application
from gateway.counts import Counts
from gateway.origin import Origin
from gateway.publisher import Publisher
from gateway.redis_address import RedisAddress
from gateway.signature import SigningKey
from gateway.slack_events import SlackEvents
from gateway.webhooks import webhook_routes
from shared import redis_client
from shared.errors import SettingsError
from shared.process import DRAIN_S, Pulse, Server, health_routes, spare_the_collector
from shared.settings import GatewaySettings

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
        SettingsError: the Redis that was reached would lose events.
    """
    client = redis_client.commands(settings, 1)
    publisher = Publisher(RedisAddress.of(settings), lambda: redis_client.inspect(client))
    counts, pulse = Counts(lambda: len(publisher.pipeline.waiting)), Pulse()
    await publisher.start()
    server = web_server(settings, publisher, counts, pulse, exposed)
    spare_the_collector()
    log.info("process.started", reason=f"listens on port {listener.getsockname()[1]}")
    background = (publisher.run(), counts.run(), beat(pulse))
    await beside(background, serve_until(server, listener, stop))
    counts.flush()
    await client.aclose()
    log.info("process.stopped")


def web_server(
    settings: GatewaySettings,
    publisher: Publisher,
    counts: Counts,
    pulse: Pulse,
    exposed: Exposition,
) -> Server:
    """Return uvicorn around the application, without what an event would pay for in vain."""

    def flushed() -> bytes:
        counts.flush()
        return exposed()

    keys = [SigningKey(secret.get_secret_value()) for secret in settings.slack_signing_secrets]
    events = SlackEvents(keys, Origin.of(settings), publisher, counts, time.time)
    health = health_routes(pulse, publisher.ping, flushed)
    routes = [*health, *webhook_routes(settings, publisher, counts)]
    app: Any = application(events, routes, counts)
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


async def serve_until(server: Server, listener: socket.socket, stop: asyncio.Event) -> None:
    """Accept requests until told to stop; answer those that are there."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve(sockets=[listener]))
        await stop.wait()
        server.should_exit = True


async def beat(pulse: Pulse) -> None:
    """Note that the loop turns, until cancelled."""
    while True:
        pulse.beat()
        await asyncio.sleep(BEAT_S)
