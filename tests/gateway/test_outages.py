"""What Slack and the operator see while Redis is away, and that it heals by itself."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as blocking_redis

from dev.redis_server import RedisServer, free_port
from tests.gateway.conftest import Slack, Start, settings_of
from tests.gateway.test_events import ready
from tests.processes import Process

SLACK_WAITS_S = 3.0


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A server that this test may break."""
    with RedisServer(tmp_path / "redis", {"appendonly": "yes"}) as server:
        yield server


def ask(server: RedisServer, *words: str) -> None:
    """Send one command to a server."""
    client = blocking_redis.Redis(port=server.port)
    client.execute_command(*words)  # type: ignore[no-untyped-call]
    client.close()


class Fault:
    """A way in which a Redis does not take events."""

    def __init__(self, server: RedisServer) -> None:
        self.server = server

    def begin(self) -> None:
        """Break it."""

    def end(self) -> None:
        """Mend it."""


class Killed(Fault):
    """It is not there."""

    def begin(self) -> None:
        self.server.kill()

    def end(self) -> None:
        self.server.start()


class Frozen(Fault):
    """It takes connections and never answers."""

    def begin(self) -> None:
        self.server.send(signal.SIGSTOP)

    def end(self) -> None:
        self.server.send(signal.SIGCONT)


class ReadOnly(Fault):
    """It became a replica in a failover."""

    def begin(self) -> None:
        ask(self.server, "REPLICAOF", "127.0.0.1", str(free_port()))

    def end(self) -> None:
        ask(self.server, "REPLICAOF", "NO", "ONE")


class Full(Fault):
    """Its memory is used up."""

    def begin(self) -> None:
        ask(self.server, "CONFIG", "SET", "maxmemory", "1")

    def end(self) -> None:
        ask(self.server, "CONFIG", "SET", "maxmemory", "0")


class Crowded(Fault):
    """It has no connection to spare, and ours was closed."""

    def begin(self) -> None:
        self.client = blocking_redis.Redis(port=self.server.port)
        self.client.config_set("maxclients", 1)
        self.client.client_kill_filter(_type="normal", skipme=True)

    def end(self) -> None:
        self.client.config_set("maxclients", 1000)
        self.client.close()


@pytest.mark.parametrize("kind", [Killed, Frozen, ReadOnly, Full, Crowded])
async def test_an_event_is_503_within_slacks_patience_and_200_once_redis_is_well(
    start: Start, own_redis: RedisServer, kind: type[Fault]
) -> None:
    slack = start(own_redis.url)
    assert (await slack.deliver("message_public")).status_code == 200
    fault = kind(own_redis)
    fault.begin()
    try:
        for n in range(2):
            began_s = time.monotonic()
            answer = await slack.deliver("message_public", event_id=f"Ev{n}")
            assert time.monotonic() - began_s < SLACK_WAITS_S
            assert (answer.status_code, list(answer.json())) == (503, ["error"])
        assert (await slack.http.get("/healthz")).status_code == 200
    finally:
        fault.end()
    await accepted(slack, "Ev0")
    assert slack.process.lines("request.failed") == []


async def accepted(slack: Slack, event_id: str) -> None:
    """Send an event until it is accepted."""
    async with asyncio.timeout(10):
        while True:
            if (await slack.deliver("message_public", event_id=event_id)).status_code == 200:
                return
            await asyncio.sleep(0.05)


async def test_a_redis_that_still_loads_is_503_and_then_200(
    start: Start, own_redis: RedisServer
) -> None:
    slack = start(own_redis.url)
    ask(own_redis, "EVAL", "for n = 1, 6000 do redis.call('SET', 'k' .. n, 'v') end", "0")
    own_redis.kill()
    # 3 s to load, in which it says -LOADING after each thousand keys.
    own_redis.options |= {"key-load-delay": "500"}
    loading = asyncio.create_task(asyncio.to_thread(own_redis.start))
    reasons = ""
    while not loading.done():
        began_s = time.monotonic()
        answer = await slack.deliver("message_public")
        assert time.monotonic() - began_s < SLACK_WAITS_S
        reasons += answer.text
        await asyncio.sleep(0.05)
    await loading
    assert "LOADING" in reasons
    await accepted(slack, "Ev1")


async def test_the_process_starts_without_redis_says_so_and_connects_when_it_comes(
    start: Start, tmp_path: Path
) -> None:
    server = RedisServer(tmp_path / "late")
    slack = start(server.url, wait=False)
    await ready(slack)
    assert (await slack.deliver("message_public")).status_code == 503
    assert (await slack.http.get("/readyz")).status_code == 503
    assert (await slack.http.get("/healthz")).status_code == 200
    assert (await slack.deliver("message_public", team_id="T0ELSEWHERE")).status_code == 403
    assert (await slack.deliver("url_verification")).status_code == 200
    assert (await slack.deliver("star_added")).status_code == 200
    await log_line(slack, "redis.silent", 6)
    with server:
        await accepted(slack, "Ev1")
        assert (await slack.http.get("/readyz")).status_code == 200
        await log_line(slack, "redis.back", 2)
    levels = [line["level"] for line in slack.process.lines("redis.silent")]
    assert levels == ["warning"]


async def log_line(slack: Slack, event: str, timeout_s: float) -> None:
    """Wait for a log line."""
    async with asyncio.timeout(timeout_s):
        while True:
            if slack.process.lines(event):
                return
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET is not set: copy it"),
        ({"SLACK_SIGNING_SECRET": " , "}, "SLACK_SIGNING_SECRET is wrong"),
        ({"PORT": "eighty"}, "PORT is wrong"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL is wrong: use redis:// or rediss://"),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is wrong"),
    ],
)
def test_a_wrong_setting_ends_the_process_with_its_name(
    tmp_path: Path, changed: dict[str, str], message: str
) -> None:
    settings = settings_of("redis://127.0.0.1:1/0", free_port()) | changed
    assert message in last_words(settings, tmp_path)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_redis_that_deletes_keys_is_refused_at_start(tmp_path: Path, workers: str) -> None:
    options = {"maxmemory": "20mb", "maxmemory-policy": "allkeys-lru"}
    with RedisServer(tmp_path / "lru", options) as server:
        settings = settings_of(server.url, free_port(), WEB_CONCURRENCY=workers)
        assert "set it to noeviction" in last_words(settings, tmp_path)


def test_a_port_that_is_taken_ends_the_process_with_its_name(
    tmp_path: Path, redis_server: RedisServer
) -> None:
    settings = settings_of(redis_server.url, redis_server.port)
    assert f"PORT: cannot listen on {redis_server.port}" in last_words(settings, tmp_path)


def last_words(settings: dict[str, str], folder: Path) -> str:
    """Start a gateway that refuses to run; return what it printed."""
    process = Process("gateway", settings, folder).start(wait=False)
    try:
        assert process.wait(15) == 1
    finally:
        process.kill()
    return process.text()
