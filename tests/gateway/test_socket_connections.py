"""Connections of Socket Mode that break, fall silent or are renewed: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis
from structlog.testing import capture_logs

from dev.redis_server import RedisServer
from dev.slack.control import Slack
from dev.slack.socket_connection import Reason
from gateway.socket_client import IN_HAND_MAX, Client
from gateway.socket_frames import Frame
from gateway.socket_mode import SocketMode
from shared.slack import web_client
from tests.faults import FaultProxy
from tests.gateway.sockets import QUICK, connected, entries, local_slack
from tests.waiting import until

EVENTS = 1000
SPREAD_S = 4.2
CUTS = 4  # one a second


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A workspace in Socket Mode."""
    with local_slack() as slack:
        yield slack


@pytest.fixture
async def sockets(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> AsyncIterator[SocketMode]:
    """A gateway's Socket Mode, connected to it twice."""
    async with connected(slack, redis_server.port) as sockets:
        yield sockets


def send_all(slack: Slack, happened: list[int]) -> None:
    """Let a thousand events happen, evenly over the time."""
    began_s = time.monotonic()
    for number in range(EVENTS):
        slack.deliver(slack.envelope({"type": "team_join"}, f"Ev0CUT{number:04}"))
        happened.append(number)
        ahead_s = began_s + SPREAD_S * (number + 1) / EVENTS - time.monotonic()
        time.sleep(max(0.0, ahead_s))


async def cut_each_second(slack: Slack, happened: list[int]) -> None:
    """Cut all connections each second, at the moment at which there are some again."""
    for count in range(1, CUTS + 1):
        due = EVENTS * count / SPREAD_S
        await until(partial(open_after, slack, happened, due), timeout_s=30)
        slack.cut_sockets()


def open_after(slack: Slack, happened: list[int], count: float) -> bool:
    """Return whether so many events happened and there is a connection to cut."""
    return len(happened) >= count and slack.sockets > 0


async def test_connections_cut_each_second_during_1000_events_lose_and_double_nothing(
    slack: Slack, proxy: FaultProxy, redis: Redis
) -> None:
    proxy.latency_s = 0.02  # so that each cut meets some that are not acknowledged yet
    happened = list[int]()
    async with connected(slack, proxy.port) as sockets:
        cutting = asyncio.create_task(cut_each_second(slack, happened))
        await asyncio.to_thread(send_all, slack, happened)
        await cutting
        await slack.eventually(lambda: slack.pending_deliveries == 0)
    ids = [entry["event_id"] for entry in await entries(redis, "slack_team_join")]
    assert sorted(ids) == [f"Ev0CUT{number:04}" for number in range(EVENTS)]
    assert sockets.counts.published == {"slack_team_join": EVENTS}
    assert [d for d in slack.deliveries if d.attempt > 0] != []


async def lowest_while(slack: Slack, replaced: int, sockets: SocketMode) -> int:
    """Return the fewest connections that were open until so many were replaced."""
    lowest, before = 10, [place.client for place in sockets.places]
    async with asyncio.timeout(5):
        while (
            sum(p.client is not b for p, b in zip(sockets.places, before, strict=True)) < replaced
        ):
            lowest = min(lowest, sockets.open, slack.sockets)
            await asyncio.sleep(0.001)
    return lowest


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_connections_that_slack_renews_are_replaced_before_they_end(
    slack: Slack, sockets: SocketMode, reason: Reason
) -> None:
    watching = asyncio.create_task(lowest_while(slack, 2, sockets))
    await asyncio.sleep(0)
    slack.disconnect_sockets(reason, grace_s=1.0)
    assert await watching >= 2
    await slack.eventually(lambda: slack.sockets == 2)


@pytest.mark.parametrize(
    ("reason", "cure"),
    [
        ("link_disabled", "start the gateway without --socket-mode"),
        ("too_many_websockets", "an app has ten connections"),
        ("refresh_requested", ""),
    ],
)
async def test_connections_that_slack_closes_are_opened_again(
    slack: Slack, sockets: SocketMode, redis: Redis, reason: Reason, cure: str
) -> None:
    before = [place.client for place in sockets.places]
    with capture_logs() as lines:
        slack.disconnect_sockets(reason)
        await until(
            lambda: not {p.client for p in sockets.places} & set(before) and sockets.open == 2
        )
    cures = [line.get("cure", "") for line in lines if line["event"] == "socket.over"]
    assert [cure in said for said in cures] == [True, True]
    assert [bool(said) for said in cures] == [bool(cure)] * 2
    slack.deliver(slack.envelope({"type": "team_join"}, "Ev0AFTER"))
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    assert len(await entries(redis, "slack_team_join")) == 1


@pytest.fixture
def hasty_close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for a silent Slack's half of the closing."""
    monkeypatch.setattr("gateway.socket_client.CLOSE_S", 0.05)


@pytest.mark.usefixtures("hasty_close")
async def test_silent_connections_are_replaced_by_the_watchdog(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> None:
    # Pings are too rare here to notice anything.
    timing = replace(QUICK, ping_s=60.0, silent_s=0.3)
    silent = ("burrow_gateway_socket_reconnects_total", {"reason": "silent"})
    before = REGISTRY.get_sample_value(*silent) or 0
    async with connected(slack, redis_server.port, timing) as sockets:
        slack.silence_sockets()
        await until(lambda: (REGISTRY.get_sample_value(*silent) or 0) >= before + 2)
        await until(lambda: min(place.silent_s() for place in sockets.places) < 0.2)
        slack.deliver(slack.envelope({"type": "team_join"}, "Ev0HEARD"))
        await slack.eventually(lambda: any(d.status == 200 for d in slack.deliveries))
    assert len(await entries(redis, "slack_team_join")) == 1


@pytest.mark.usefixtures("hasty_close")
async def test_pings_without_pongs_end_a_connection_before_the_watchdog(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> None:
    async with connected(slack, redis_server.port, replace(QUICK, ping_s=0.2)) as sockets:
        before = {place.client for place in sockets.places}
        slack.silence_sockets()
        await until(lambda: not {p.client for p in sockets.places} & before and sockets.open == 2)


async def test_pongs_count_as_frames(slack: Slack, redis_server: RedisServer, redis: Redis) -> None:
    timing = replace(QUICK, ping_s=0.1)
    async with connected(slack, redis_server.port, timing) as sockets:
        await until(lambda: sockets.open == 2)
        clients = [place.client for place in sockets.places if place.client]
        await until(lambda: min(c.last_ping_pong_time or 0 for c in clients) > began_s(clients))
        unheard_s = [time.time() - client.heard_s for client in clients]
        silent_s = [client.silent_s() for client in clients]
    assert [s < u for s, u in zip(silent_s, unheard_s, strict=True)] == [True, True]


def began_s(clients: list[Client]) -> float:
    """Return when the last frame other than a pong came."""
    return max(client.heard_s for client in clients)


async def test_more_envelopes_than_can_be_in_hand_are_left_on_the_wire(slack: Slack) -> None:
    let_go, taken = asyncio.Event(), list[str]()

    async def settle(frame: Frame) -> None:
        taken.append(frame.envelope_id)
        await let_go.wait()

    web = web_client("", slack.api_url)
    client = Client("xapp-", web, settle, 5.0)
    frames = [f'{{"type":"events_api","envelope_id":"{n}"}}' for n in range(IN_HAND_MAX + 5)]
    receiving = asyncio.create_task(receive(client, frames))
    await until(lambda: len(taken) == IN_HAND_MAX)
    assert not receiving.done()
    let_go.set()
    await receiving
    await until(lambda: len(taken) == IN_HAND_MAX + 5)
    await client.close()
    assert web.session
    await web.session.close()


async def receive(client: Client, frames: list[str]) -> None:
    """Give a client what came, in order, as the SDK's receiver does."""
    for frame in frames:
        await client.enqueue_message(frame)
