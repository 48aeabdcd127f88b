"""Starting, stopping and replacing processes: what was answered 200 is stored."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from tests import payloads
from tests.gateway.conftest import Slack, Start, client, eventually, signed
from tests.gateway.test_events import entries, metric


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    return [
        int(child)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    ]


async def start_two(start: Start, redis_url: str) -> Slack:
    """Start a gateway of two workers."""
    slack = start(redis_url, wait=False, WEB_CONCURRENCY="2")
    await eventually(lambda: len(slack.process.lines("process.started")) == 2, 15)
    return slack


async def post(http: httpx.AsyncClient, event_id: str) -> int:
    """Send an event; return the status, or 0 without an answer."""
    body = payloads.raw("message_public", event_id=event_id)
    try:
        return (await http.post("/slack/events", content=body, headers=signed(body))).status_code
    except httpx.TransportError:
        return 0


async def load(slack: Slack, name: str, accepted: set[str], stop: asyncio.Event) -> None:
    """Send events one after another until told to stop; note the ids that were accepted."""
    async with client(slack.port) as http:
        number = 0
        while not stop.is_set():
            number += 1
            if await post(http, f"Ev-{name}-{number}") == 200:
                accepted.add(f"Ev-{name}-{number}")


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_gateway_that_is_told_to_stop_under_load_has_stored_what_it_accepted(
    start: Start, redis_server: RedisServer, redis: Redis, workers: str, number: int
) -> None:
    slack = start(redis_server.url, WEB_CONCURRENCY=workers)
    stop, accepted = asyncio.Event(), set[str]()
    loads = [asyncio.create_task(load(slack, str(n), accepted, stop)) for n in range(16)]
    await eventually(lambda: len(accepted) > 200)
    slack.process.send(number)
    await eventually(lambda: slack.process.status() is not None, 25)
    stop.set()
    await asyncio.gather(*loads)
    assert slack.process.status() == 0
    stored = {
        fields[b"event_id"].decode() for fields in await entries(redis, "slack_message_public")
    }
    assert accepted - stored == set()
    assert [line for line in slack.process.lines() if line["level"] == "error"] == []


async def test_metrics_are_the_sum_of_all_workers(
    start: Start, redis_server: RedisServer, redis: Redis
) -> None:
    slack = await start_two(start, redis_server.url)
    for n in range(40):
        async with client(slack.port) as http:
            assert await post(http, f"Ev{n}") == 200
    name = 'burrow_gateway_events_published_total{stream="slack_message_public"}'
    seen = [0.0]
    async with asyncio.timeout(5):
        while seen[-1] < 40:
            seen.append(await metric(slack, name))
    assert seen[-1] == 40
    assert await metric(slack, "burrow_gateway_publish_waiting") == 0


async def test_a_worker_that_dies_is_replaced(start: Start, redis_server: RedisServer) -> None:
    slack = await start_two(start, redis_server.url)
    os.kill(children(slack.process.pid)[0], signal.SIGKILL)
    await eventually(lambda: len(slack.process.lines("process.started")) == 3, 15)
    assert len(children(slack.process.pid)) == 2
    assert len(slack.process.lines("worker.died")) == 1
    assert (await slack.deliver("message_public")).status_code == 200


async def test_workers_stop_when_their_parent_is_gone(
    start: Start, redis_server: RedisServer
) -> None:
    slack = await start_two(start, redis_server.url)
    workers = children(slack.process.pid)
    slack.process.kill()
    await eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 10)
    assert start(redis_server.url, PORT=str(slack.port)).process.status() is None


async def test_a_frozen_redis_does_not_hold_up_the_stop(start: Start, tmp_path: Path) -> None:
    with RedisServer(tmp_path / "redis") as server:
        slack = start(server.url)
        server.send(signal.SIGSTOP)
        waiting = [asyncio.create_task(slack.deliver("message_public")) for _ in range(10)]
        await asyncio.sleep(0.2)
        slack.process.send(signal.SIGTERM)
        statuses = [(await answer).status_code for answer in waiting]
        await eventually(lambda: slack.process.status() == 0, 10)
    assert statuses == [503] * 10
