"""What every `__main__` does: start or say why not, stop when told, serve its health.

| path       | answer                                                                  |
|------------|-------------------------------------------------------------------------|
| `/healthz` | 200 if the main loop turned within 10 s, else 503; `/_ruok`, `/check/` too |
| `/readyz`  | 200 if Redis answers, and whatever else it takes is there, else 503     |
| `/metrics` | Prometheus' text format                                                 |
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

import uvicorn
import uvloop
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared import prctl
from shared.errors import BurrowError, NotReady

HEALTHY_S = 10.0  # the longest a loop may take; a worker's read blocks 2 s
READY_TIMEOUT_S = 1.5
DRAIN_S = 20  # Slack's requests take 3 s at most; the whole stop must fit in 25 s

Probe = Callable[[], Awaitable[Any]]


def exposition() -> bytes:
    """Return this process's metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a process on uvloop; what fails on purpose ends it with one line and status 1."""
    # Also where no job is carried out: a job on this host may run as the same user.
    prctl.hide_from_jobs()
    try:
        uvloop.run(main)
    except BurrowError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(1)


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def spare_the_collector() -> None:
    """Look for cyclic garbage less often: what we do for an event leaves none.

    Worth 3 of 40 µs a request to the gateway, 3 of 50 µs a message to a consumer.
    """
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


class Pulse:
    """When a loop last turned, on the monotonic clock."""

    def __init__(self) -> None:
        self.last_s = time.monotonic()

    def beat(self) -> None:
        """Note that the loop turned."""
        self.last_s = time.monotonic()

    def age_s(self) -> float:
        """Return how long ago the loop turned."""
        return time.monotonic() - self.last_s


def health_routes(
    pulse: Pulse, redis_answers: Probe, exposed: Callable[[], bytes] = exposition
) -> list[Route]:
    """Return the three routes that operators and platforms look at.

    Args:
        exposed: the text of /metrics, for a process that sums over several.
    """

    async def healthz(_: Request) -> Response:
        age_s = pulse.age_s()
        answer = {"healthy": age_s <= HEALTHY_S, "loop_age_s": round(age_s, 3)}
        return JSONResponse(answer, 200 if age_s <= HEALTHY_S else 503)

    async def readyz(_: Request) -> Response:
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                await redis_answers()
        except NotReady as error:
            return JSONResponse({"ready": False, "error": str(error)}, 503)
        except Exception as error:  # noqa: BLE001  whatever it is, Redis does not answer
            return JSONResponse({"ready": False, "error": f"Redis: {type(error).__name__}"}, 503)
        return JSONResponse({"ready": True})

    async def metrics(_: Request) -> Response:
        return Response(exposed(), media_type=CONTENT_TYPE_LATEST)

    return [
        *(Route(path, healthz) for path in ("/healthz", "/_ruok", "/check/")),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
    ]


class Server(uvicorn.Server):
    """uvicorn without its signal handling: it re-raises SIGTERM, and a clean stop must exit 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to stop_on_signals()."""
        yield


async def serve_health(port: int | None, pulse: Pulse, redis_answers: Probe) -> None:
    """Serve the health routes until cancelled; nothing to do without a port."""
    if port is None:
        return
    app = Starlette(routes=health_routes(pulse, redis_answers))
    config = uvicorn.Config(
        app,
        host="0.0.0.0",  # noqa: S104  a container's probe comes from outside
        port=port,
        lifespan="off",  # it logs a traceback when the process stops
        log_config=None,
        access_log=False,
    )
    server = Server(config)
    try:
        await server.serve()
    finally:
        for listening in getattr(server, "servers", ()):  # unset if it never listened
            listening.close()
