"""A gateway as a process of its own, and what speaks to it as Slack does."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer, free_port
from gateway import asking
from gateway.intake import Intake
from gateway.publisher import Publisher
from shared import lane, redis_client
from shared.settings import ProcessSettings
from tests import payloads
from tests.faults import FaultProxy
from tests.gateway.lane import SHORT_S, Answer, Answering, Consumer, asking_by
from tests.gateway.publishing import publishing
from tests.processes import Process

SECRET = "local-signing-secret"
OLD_SECRET = "signing-secret-before-the-rotation"
APP, TEAM, TOKEN = "A0BURROW01", "T0RABBIT01", "legacy-verification-token"
HUB_SECRET, HOOKS_SECRET = "local-hub-secret", "local-hooks-secret"


def signed(body: bytes, *, secret: str = SECRET, age_s: int = 0) -> dict[str, str]:
    """Return the headers of a request as Slack signs it, so many seconds ago."""
    timestamp = str(int(time.time()) - age_s)
    basis = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(secret.encode(), basis, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


@dataclass
class Slack:
    """Sends to one gateway."""

    http: httpx.AsyncClient
    process: Process
    port: int

    async def send(
        self, body: bytes, *, path: str = "/slack/events", **headers: str
    ) -> httpx.Response:
        """Send a signed body; headers are added, with _ for -."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(path, content=body, headers=signed(body) | more)

    async def deliver(self, name: str, **changes: Any) -> httpx.Response:
        """Send one of the payloads."""
        return await self.send(payloads.raw(name, **changes))


def settings_of(redis_url: str, port: int, **more: str) -> dict[str, str]:
    """Return the environment of a gateway."""
    return {
        "PORT": str(port),
        "REDIS_URL": redis_url,
        "SLACK_SIGNING_SECRET": f"{SECRET}, {OLD_SECRET}",
        "SLACK_APP_ID": APP,
        "SLACK_TEAM_ID": TEAM,
        "SLACK_VERIFICATION_TOKEN": TOKEN,
        "GITHUB_WEBHOOK_SECRET": HUB_SECRET,
        "HOOKS_SECRET": HOOKS_SECRET,
        "LOG_LEVEL": "info",
    } | more


async def eventually(condition: Callable[[], object], timeout_s: float = 8.0) -> None:
    """Poll until the condition is true; fail at the deadline."""
    async with asyncio.timeout(timeout_s):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


def with_namespaces(folder: Path) -> Path:
    """Make a folder of namespaces; of them the gateway knows no more than the names."""
    for name in ("site", "shop"):
        (folder / "jobs" / name).mkdir(parents=True)
        (folder / "jobs" / name / "jobs.toml").touch()
    return folder / "jobs"


Start = Callable[..., Slack]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Start gateways, as many as wanted: `start(redis_url, **settings)`."""
    started: list[Slack] = []

    def start_one(redis_url: str, *, wait: bool = True, **more: str) -> Slack:
        port = free_port()
        process = Process("gateway", settings_of(redis_url, port, **more), tmp_path)
        http = client(port)
        started.append(Slack(http, process, port))
        process.start(wait=wait)
        return started[-1]

    yield start_one
    for slack in started:
        await slack.http.aclose()
        slack.process.kill()


def client(port: int) -> httpx.AsyncClient:
    """Return a client that trusts no certificate stores, since reading them takes 30 ms."""
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False, timeout=10)  # noqa: S501


@pytest.fixture(scope="session")
def shared_process(
    redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Process, int]]:
    """One gateway on the worker's Redis, for all tests that break nothing."""
    port = free_port()
    folder = tmp_path_factory.mktemp("gateway")
    settings = settings_of(redis_server.url, port, JOBS_DIR=str(with_namespaces(folder)))
    with Process("gateway", settings, folder) as process:
        yield process, port


@pytest.fixture
async def slack(shared_process: tuple[Process, int]) -> AsyncIterator[Slack]:
    """Sends to the shared gateway."""
    process, port = shared_process
    async with client(port) as http:
        yield Slack(http, process, port)


@pytest.fixture
async def proxy(redis_server: RedisServer, redis: Redis) -> AsyncIterator[FaultProxy]:
    """A proxy in front of an empty Redis."""
    async with FaultProxy("127.0.0.1", redis_server.port) as running:
        yield running


@pytest.fixture
async def publisher(proxy: FaultProxy) -> AsyncIterator[Publisher]:
    """A publisher behind that proxy."""
    async with publishing(proxy.port) as running:
        yield running


@pytest.fixture
async def intake(
    publisher: Publisher, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Intake]:
    """An intake behind the proxy that asks with little patience and quick looks."""
    monkeypatch.setattr(lane, "ASK_S", SHORT_S)
    monkeypatch.setattr(asking, "LISTEN_S", 0.1)
    monkeypatch.setattr(asking, "AGAIN_S", 0.02)
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{proxy.port}/0")
    async with asking_by(publisher, redis_client.reader(ProcessSettings())) as running:
        yield running


@pytest.fixture
async def consumer(redis: Redis, process_settings: ProcessSettings) -> AsyncIterator[Consumer]:
    """A consumer made by hand that is not started."""
    reader = redis_client.reader(process_settings)
    yield Consumer(redis, reader)
    await reader.aclose()


@pytest.fixture
async def answering(consumer: Consumer) -> AsyncIterator[Answering]:
    """Let that consumer answer from now on."""
    tasks: list[asyncio.Task[None]] = []

    async def begin(answer: Answer) -> None:
        tasks.append(asyncio.create_task(consumer.run(answer)))

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
