"""`python -m gateway --socket-mode`: its settings, its health, its end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import structlog
from redis.asyncio import Redis

from dev.redis_server import RedisServer, free_port
from dev.slack.control import Slack
from gateway.socket_client import quiet_logger
from shared.errors import SettingsError
from shared.settings import SocketModeSettings, load
from tests.gateway.conftest import client
from tests.gateway.sockets import entries, local_slack
from tests.processes import Process

TOKEN = "xapp-1-A0BURROW001-local"


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    """A workspace in Socket Mode."""
    with local_slack() as slack:
        yield slack


def settings_of(slack: Slack, redis_url: str, port: int, **more: str) -> dict[str, str]:
    """Return the environment of the gateway: no signing secret in it."""
    return {
        "PORT": str(port),
        "REDIS_URL": redis_url,
        "SLACK_APP_TOKEN": TOKEN,
        "SLACK_API_URL": slack.api_url,
    } | more


@dataclass
class Gateway:
    """A gateway in Socket Mode."""

    process: Process
    http: httpx.AsyncClient


@pytest.fixture(scope="module")
def process(
    slack: Slack, redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Process, int]]:
    """A gateway that all tests share but the one of its end."""
    port = free_port()
    settings = settings_of(slack, redis_server.url, port)
    folder = tmp_path_factory.mktemp("gateway")
    with Process("gateway", settings, folder, arguments=("--socket-mode",)) as process:
        yield process, port


@pytest.fixture
async def gateway(process: tuple[Process, int], redis: Redis) -> AsyncIterator[Gateway]:
    """That gateway, and a client of its HTTP."""
    running, port = process
    async with client(port) as http:
        yield Gateway(running, http)


async def test_it_says_slacks_rule_and_is_ready_with_its_first_connection(
    slack: Slack, gateway: Gateway
) -> None:
    # The second comes after half a minute.
    assert slack.sockets == 1
    assert (await gateway.http.get("/readyz")).json() == {"ready": True}
    assert (await gateway.http.get("/healthz")).status_code == 200
    [line] = gateway.process.lines("socket.mode")
    assert "never to both" in line["reason"]


async def test_slacks_path_answers_that_events_come_another_way(gateway: Gateway) -> None:
    refused = await gateway.http.post("/slack/events", content=b"{}")
    assert refused.status_code == 404
    assert refused.json()["error"].startswith("this gateway runs in Socket Mode")
    # Webhooks are served all the same.
    assert (await gateway.http.post("/github/site/")).status_code == 415


async def test_events_are_published_and_the_connection_is_measured(
    slack: Slack, gateway: Gateway, redis: Redis
) -> None:
    slack.deliver(slack.envelope({"type": "team_join"}, "Ev0PROCESS"))
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    assert [e["event_id"] for e in await entries(redis, "slack_team_join")] == ["Ev0PROCESS"]
    metrics = (await gateway.http.get("/metrics")).text
    assert "burrow_gateway_sockets_open 1.0" in metrics
    assert 'burrow_gateway_socket_silent_seconds{socket="1"} 0.' in metrics
    assert 'burrow_gateway_events_published_total{stream="slack_team_join"} 1.0' in metrics


async def test_it_is_not_ready_while_no_connection_is_open(slack: Slack, gateway: Gateway) -> None:
    slack.fault("apps.connections.open", "error", error="internal_error")
    slack.cut_sockets()
    answer = await answered(gateway, 503)
    assert answer.json()["error"].startswith("no socket to Slack is open: ")
    await answered(gateway, 200)
    told = gateway.process.text()
    assert [secret for secret in ("xapp-", "ticket=", "local-verif") if secret in told] == []
    assert [line for line in gateway.process.lines() if line["level"] == "error"] == []


async def answered(gateway: Gateway, status: int) -> httpx.Response:
    """Wait until /readyz answers with a status, and return that answer."""
    async with asyncio.timeout(10):
        while True:
            answer = await gateway.http.get("/readyz")
            if answer.status_code == status:
                return answer
            await asyncio.sleep(0.01)


async def test_told_to_stop_it_acknowledges_what_it_has_and_leaves(
    redis_server: RedisServer, redis: Redis, tmp_path: Path
) -> None:
    with local_slack() as slack:
        settings = settings_of(slack, redis_server.url, free_port())
        with Process("gateway", settings, tmp_path, arguments=("--socket-mode",)) as process:
            for number in range(20):
                slack.deliver(slack.envelope({"type": "team_join"}, f"Ev0LAST{number}"))
            began_s = time.monotonic()
            assert await asyncio.to_thread(process.stop) == 0
            assert time.monotonic() - began_s < 5
        assert slack.sockets == 0
        taken = {d.event_id for d in slack.deliveries if d.status == 200}
    stored = {entry["event_id"] for entry in await entries(redis, "slack_team_join")}
    assert taken <= stored


WRONG = [
    ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN is not set: make one .* connections:write"),
    ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is wrong: use the app-level token"),
    ({"WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY is wrong: .*start more processes.*10 connections"),
]


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_a_wrong_setting_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], said: str
) -> None:
    given = {"REDIS_URL": "redis://127.0.0.1/0", "SLACK_APP_TOKEN": TOKEN}
    for name, value in (given | changes).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=said):
        load(SocketModeSettings)


def test_a_signing_secret_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_SIGNING_SECRET", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1/0")
    monkeypatch.setenv("SLACK_APP_TOKEN", TOKEN)
    settings = load(SocketModeSettings)
    assert settings.slack_signing_secrets == ()
    assert TOKEN not in repr(settings)


def test_of_the_sdks_lines_only_their_place_is_logged() -> None:
    secret = "wss://wss-primary.slack.com/link/?ticket=one&app_id=A1 xapp-1"
    logger = quiet_logger()

    def connect() -> None:
        try:
            raise ValueError(secret)
        except ValueError as error:
            logger.exception("Failed to connect (error: %s); Retrying...", error)

    with structlog.testing.capture_logs() as lines:
        connect()
        logger.error("Failed to retrieve WSS URL: %s", secret)
        logger.info("Received %s", secret)
        logger.debug("Received %s", secret)
    reasons = [line["reason"] for line in lines]
    assert reasons[0] == "connect: ValueError"
    assert [secret in str(lines), len(reasons)] == [False, 2]
    assert logger.getEffectiveLevel() == logging.WARNING
