"""`python -m bgtasks` as a process, with Redis and Slack in every bad mood."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer, free_port
from dev.slack.control import Slack as Workspace
from shared import keys
from shared.events import PUBLIC
from tests.bgtasks.conftest import Start, get
from tests.waiting import until

HOLDER_KEY = keys.lease("burrow")


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A server of this test's own, to be broken."""
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


async def test_sigterm_stops_the_tasks_releases_the_lease_and_exits_0(
    start: Start, redis: Redis
) -> None:
    instance = start()
    await until(lambda: instance.lines("channels.refreshed"), 10)
    assert await redis.exists(HOLDER_KEY)
    assert await asyncio.to_thread(instance.stop) == 0
    assert await redis.exists(HOLDER_KEY) == 0
    assert len(instance.lines("lease.given_up")) == 1


async def test_a_task_that_ignores_its_cancellation_does_not_keep_the_process(
    start: Start, redis: Redis, tmp_path: Path
) -> None:
    witness = tmp_path / "witness"
    instance = start("tests.bgtasks.contender", WITNESS=str(witness), LINGER="1")
    await until(witness.exists)
    began_s = time.monotonic()
    assert await asyncio.to_thread(instance.stop) == 0
    assert time.monotonic() - began_s < 15
    assert await redis.exists(HOLDER_KEY) == 0


async def test_the_health_routes_answer_from_the_start_on(start: Start) -> None:
    port = free_port()
    instance = start(HEALTH_PORT=str(port))
    await until(lambda: instance.lines("channels.refreshed"), 10)
    status, body = await get(port, "/healthz")
    assert (status, json.loads(body)["healthy"]) == (200, True)
    assert await get(port, "/readyz") == (200, '{"ready":true}')
    status, body = await get(port, "/metrics")
    assert "burrow_bgtasks_leader 1.0" in body


async def test_an_eviction_policy_is_refused_at_start(start: Start, own_redis: RedisServer) -> None:
    own_redis.stop()
    own_redis.options |= {"maxmemory": "50mb", "maxmemory-policy": "allkeys-lru"}
    own_redis.start()
    instance = start(REDIS_URL=own_redis.url, wait=False)
    await until(lambda: instance.status() is not None, 15)
    assert instance.status() == 1
    assert "REDIS_URL: maxmemory-policy is allkeys-lru" in instance.text()


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN is wrong: invalid_auth"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set: copy it from"),
        ({"REDIS_URL": "redis+sentinel://x"}, "REDIS_URL is wrong: redis+sentinel://"),
        ({"HEALTH_PORT": "99999"}, "HEALTH_PORT is wrong"),
    ],
)
async def test_a_wrong_setting_ends_the_process_and_is_named(
    start: Start, variables: dict[str, str], message: str
) -> None:
    instance = start(wait=False, **variables)
    await until(lambda: instance.status() is not None, 15)
    assert instance.status() == 1
    assert message in instance.text()
    assert "Traceback" not in instance.text()
    assert "xoxb-wrong" not in instance.text()


async def test_slack_down_does_not_keep_it_from_trimming(
    start: Start, redis: Redis, workspace: Workspace
) -> None:
    await redis.xadd(PUBLIC, {"event_id": "Ev1"}, id="1700000000000-0")
    instance = start(SLACK_API_URL=f"http://127.0.0.1:{free_port()}/api/")
    await until(lambda: instance.lines("task.failed"), 10)
    assert await redis.xlen(PUBLIC) == 0
    assert [line["task"] for line in instance.lines("task.failed")] == ["refresh_channel_names"]
    assert len(instance.lines("slack.unreachable")) == 1
    assert await asyncio.to_thread(instance.stop) == 0


async def test_redis_gone_is_warned_of_after_4_s_an_error_after_8_s_and_work_goes_on(
    start: Start, own_redis: RedisServer
) -> None:
    port = free_port()
    instance = start(REDIS_URL=own_redis.url, HEALTH_PORT=str(port))
    await until(lambda: instance.lines("channels.refreshed"), 10)
    own_redis.kill()
    began_s = time.monotonic()
    await until(lambda: levels(instance.lines("redis.silent")) == ["warning"], 10)
    assert 3.9 < time.monotonic() - began_s < 7.5
    await until(lambda: levels(instance.lines("redis.silent")) == ["warning", "error"], 10)
    assert 7.9 < time.monotonic() - began_s < 11.5
    assert (await get(port, "/healthz"))[0] == 200
    assert (await get(port, "/readyz"))[0] == 503
    assert len(instance.lines("lease.given_up")) == 1
    own_redis.start()
    await until(lambda: len(instance.lines("lease.won")) == 2, 10)
    assert len(instance.lines("redis.back")) == 1
    assert (await get(port, "/readyz"))[0] == 200


def levels(lines: list[dict[str, Any]]) -> list[str]:
    """Return the levels of log lines."""
    return [line["level"] for line in lines]


async def test_a_frozen_redis_is_the_same_as_none(start: Start, own_redis: RedisServer) -> None:
    instance = start(REDIS_URL=own_redis.url)
    await until(lambda: instance.lines("channels.refreshed"), 10)
    own_redis.send(signal.SIGSTOP)
    began_s = time.monotonic()
    await until(lambda: instance.lines("lease.given_up"), 12)
    # Before another instance could have the lease, which is 10 s.
    assert time.monotonic() - began_s < 10
    own_redis.send(signal.SIGCONT)
    await until(lambda: len(instance.lines("lease.won")) == 2, 10)


async def test_it_waits_for_a_redis_that_is_not_there_yet(
    start: Start, own_redis: RedisServer
) -> None:
    own_redis.stop()
    instance = start(REDIS_URL=own_redis.url)
    own_redis.start()
    await until(lambda: instance.lines("lease.won"), 10)


async def test_sigterm_ends_it_while_redis_is_away(start: Start, own_redis: RedisServer) -> None:
    instance = start(REDIS_URL=own_redis.url)
    await until(lambda: instance.lines("lease.won"), 10)
    own_redis.send(signal.SIGSTOP)
    assert await asyncio.to_thread(instance.stop) == 0
    own_redis.send(signal.SIGCONT)


async def test_sigterm_ends_it_before_redis_ever_answered(
    start: Start, own_redis: RedisServer
) -> None:
    own_redis.kill()
    instance = start(REDIS_URL=own_redis.url)
    assert await asyncio.to_thread(instance.stop) == 0


async def test_it_waits_while_redis_takes_no_more_clients(
    start: Start, own_redis: RedisServer
) -> None:
    own_redis.stop()
    own_redis.options |= {"maxclients": "4"}
    own_redis.start()
    others = [socket.create_connection(("127.0.0.1", own_redis.port)) for _ in range(4)]
    for other in others:
        other.sendall(b"PING\r\n")
        assert other.recv(7) == b"+PONG\r\n"
    instance = start(REDIS_URL=own_redis.url)
    await until(lambda: instance.lines("redis.silent"), 10)
    assert "max number of clients" in instance.lines("redis.silent")[0]["reason"]
    for other in others:
        other.close()
    await until(lambda: instance.lines("lease.won"), 10)
    await until(lambda: instance.lines("channels.refreshed"), 10)
    assert len(instance.lines("redis.silent")) == 1


async def test_it_uses_three_connections_at_most(start: Start, own_redis: RedisServer) -> None:
    instance = start(REDIS_URL=own_redis.url)
    await until(lambda: instance.lines("channels.refreshed"), 10)
    client = Redis.from_url(own_redis.url, protocol=2)
    names = [one["name"] for one in await client.client_list()]
    await client.aclose()
    assert sum(name.startswith("burrow-") for name in names) in {2, 3}


async def test_a_full_memory_is_trimmed_and_loses_nobody_the_lease(
    start: Start, own_redis: RedisServer
) -> None:
    client = Redis.from_url(own_redis.url, protocol=2)
    for n in range(300):
        await client.xadd(
            PUBLIC, {"event_id": f"Ev{n}", "json": "x" * 4_000}, id=f"1700000000{n:03}-0"
        )
    used = int((await client.info("memory"))["used_memory"])
    await client.config_set("maxmemory", used - 100_000)
    instance = start(REDIS_URL=own_redis.url)
    await until(lambda: instance.lines("channels.refreshed"), 10)
    assert await client.xlen(PUBLIC) == 0
    assert len(instance.lines("lease.won")) == 1
    await client.aclose()
