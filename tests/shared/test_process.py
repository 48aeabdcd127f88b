"""What every process does: health, signals, one line when it cannot start."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from dev.redis_server import free_port
from shared import process
from shared.process import Pulse
from tests.waiting import until

ROOT = Path(__file__).parents[2]


class RedisStub:
    """Answers, fails or hangs when it is asked whether it is there."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.hangs = False

    async def ping(self) -> bool:
        """Answer as told."""
        if self.hangs:
            await asyncio.Event().wait()
        if self.error:
            raise self.error
        return True


@pytest.fixture
def redis_stub() -> RedisStub:
    """A Redis that answers."""
    return RedisStub()


@pytest.fixture
def pulse() -> Pulse:
    """A loop that turned just now."""
    return Pulse()


@pytest.fixture
async def client(pulse: Pulse, redis_stub: RedisStub) -> AsyncIterator[AsyncClient]:
    """A client of the health routes."""
    app = Starlette(routes=process.health_routes(pulse, redis_stub.ping))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("path", ["/healthz", "/_ruok", "/check/"])
@pytest.mark.parametrize(("age_s", "status"), [(0, 200), (9, 200), (11, 503)])
async def test_health_is_that_the_loop_turned_within_ten_seconds(
    client: AsyncClient, pulse: Pulse, path: str, age_s: float, status: int
) -> None:
    pulse.last_s -= age_s
    assert (await client.get(path)).status_code == status


async def test_health_does_not_depend_on_redis(client: AsyncClient, redis_stub: RedisStub) -> None:
    redis_stub.error = ConnectionError()
    assert (await client.get("/healthz")).status_code == 200


async def test_ready_is_that_redis_answers(client: AsyncClient, redis_stub: RedisStub) -> None:
    assert (await client.get("/readyz")).status_code == 200
    redis_stub.error = ConnectionError("redis://:s3cret@host")
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "error": "Redis: ConnectionError"}


async def test_a_redis_that_hangs_is_not_ready(
    client: AsyncClient, redis_stub: RedisStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "READY_TIMEOUT_S", 0.05)
    redis_stub.hangs = True
    assert (await client.get("/readyz")).status_code == 503


async def test_metrics_are_in_prometheus_text_format(client: AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "# TYPE burrow_bgtasks_leader gauge" in answer.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_asks_the_process_to_stop(number: signal.Signals) -> None:
    stop = process.stop_on_signals()
    os.kill(os.getpid(), number)
    async with asyncio.timeout(2):
        await stop.wait()
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


async def test_the_health_port_answers_until_it_is_cancelled(redis_stub: RedisStub) -> None:
    port = free_port()
    serving = asyncio.create_task(process.serve_health(port, Pulse(), redis_stub.ping))
    await until(lambda: listens(port))
    async with AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    await until(lambda: not listens(port))


def listens(port: int) -> bool:
    """Return whether somebody takes connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except ConnectionRefusedError:
        return False
    return True


async def test_without_a_health_port_nothing_is_served(redis_stub: RedisStub) -> None:
    await process.serve_health(None, Pulse(), redis_stub.ping)


def run(program: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False, timeout=20
    )


def test_what_fails_on_purpose_is_one_line_and_status_1() -> None:
    done = run("""
from shared import process
from shared.errors import SettingsError
async def main():
    raise SettingsError("REDIS_URL is not set: set it")
process.run(main())
""")
    assert done.returncode == 1
    assert done.stderr == b"SettingsError: REDIS_URL is not set: set it\n"


def test_what_fails_by_accident_shows_where() -> None:
    done = run("""
from shared import process
async def main():
    1 / 0
process.run(main())
""")
    assert done.returncode == 1
    assert b"Traceback" in done.stderr


def test_a_main_that_ends_is_status_0() -> None:
    done = run("""
from shared import process
async def main():
    pass
process.run(main())
""")
    assert (done.returncode, done.stderr) == (0, b"")
