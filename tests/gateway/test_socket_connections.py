"""Connections of Socket Mode that break, fall silent or are renewed: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from dev.slack.control import Slack
from dev.slack.faults import Kind
from dev.slack.socket_connection import Reason
from gateway.socket_client import IN_HAND_MAX, Client
from gateway.socket_frames import Frame
from gateway.socket_mode import SocketMode
from shared.errors import NotReady, SettingsError
from shared.slack import web_client
from tests.faults import FaultProxy
from tests.gateway.sockets import QUICK, connected, entries, local_slack
from tests.waiting import until

EVENTS = 1000
SPREAD_S = 3.3
CUT_EVERY_S = 1.0


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


def send_all(slack: Slack, stop_cutting: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    """Let a thousand events happen, evenly over the time."""
    began_s = time.monotonic()
    for number in range(EVENTS):
        slack.deliver(slack.envelope({"type": "team_join"}, f"Ev0CUT{number:04}"))
        ahead_s = began_s + SPREAD_S * (number + 1) / EVENTS - time.monotonic()
        time.sleep(max(0.0, ahead_s))
    loop.call_soon_threadsafe(stop_cutting.set)


async def cut_every_second(slack: Slack, stop: asyncio.Event) -> int:
    """Cut all connections again and again; return how often there were any."""
    cuts = 0
    while not stop.is_set():
        try:
            async with asyncio.timeout(CUT_EVERY_S):
                await stop.wait()
        except TimeoutError:
            cuts += slack.sockets > 0
            slack.cut_sockets()
    return cuts


async def test_a_connection_cut_every_second_loses_and_doubles_nothing(
    slack: Slack, proxy: FaultProxy, redis: Redis
) -> None:
    proxy.latency_s = 0.02  # so that each cut meets some that are not acknowledged yet
    stop = asyncio.Event()
    async with connected(slack, proxy.port) as sockets:
        cutting = asyncio.create_task(cut_every_second(slack, stop))
        await asyncio.to_thread(send_all, slack, stop, asyncio.get_running_loop())
        cuts = await cutting
        await slack.eventually(lambda: slack.pending_deliveries == 0)
    ids = [entry["event_id"] for entry in await entries(redis, "slack_team_join")]
    assert sorted(ids) == [f"Ev0CUT{number:04}" for number in range(EVENTS)]
    assert sockets.counts.published == {"slack_team_join": EVENTS}
    assert cuts >= 3
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


@pytest.mark.parametrize("reason", ["link_disabled", "too_many_websockets", "refresh_requested"])
async def test_connections_that_slack_closes_are_opened_again(
    slack: Slack, sockets: SocketMode, redis: Redis, reason: Reason
) -> None:
    before = [place.client for place in sockets.places]
    slack.disconnect_sockets(reason)
    await until(lambda: not {p.client for p in sockets.places} & set(before) and sockets.open == 2)
    slack.deliver(slack.envelope({"type": "team_join"}, "Ev0AFTER"))
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    assert len(await entries(redis, "slack_team_join")) == 1


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


async def test_pings_without_pongs_end_a_connection_before_the_watchdog(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> None:
    async with connected(slack, redis_server.port, replace(QUICK, ping_s=0.2)) as sockets:
        before = {place.client for place in sockets.places}
        slack.silence_sockets()
        await until(lambda: not {p.client for p in sockets.places} & before and sockets.open == 2)


async def test_pongs_count_as_frames(slack: Slack, redis_server: RedisServer, redis: Redis) -> None:
    timing = replace(QUICK, ping_s=0.1, silent_s=1.2)
    async with connected(slack, redis_server.port, timing) as sockets:
        before = [place.client for place in sockets.places]
        await asyncio.sleep(1.8)  # longer than the limit, without any event
        assert [place.client for place in sockets.places] == before


# What Slack does instead of giving an address, and how long after that it is asked again.
FAULTS: list[tuple[Kind, dict[str, object], float]] = [
    ("drop_before", {}, 0.2),
    ("status", {"status": 503}, 0.2),
    ("malformed", {}, 0.2),
    ("error", {"error": "internal_error"}, 0.2),
    ("ratelimited", {"retry_after_s": 1}, 1.0),
]


@pytest.mark.parametrize(("kind", "options", "after_s"), FAULTS)
async def test_a_slack_that_gives_no_address_is_asked_again_later(
    slack: Slack,
    redis_server: RedisServer,
    redis: Redis,
    kind: Kind,
    options: dict[str, object],
    after_s: float,
) -> None:
    slack.fault("apps.connections.open", kind, **options)
    async with connected(slack, redis_server.port, replace(QUICK, apart_s=60.0), open_ones=1):
        first, second = slack.calls("apps.connections.open")
        assert second.time - first.time >= after_s


async def test_an_address_that_is_no_good_is_not_tried_twice(
    slack: Slack, redis_server: RedisServer, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = slack.workspace.tickets
    timing = replace(QUICK, apart_s=60.0)
    async with connected(slack, redis_server.port, timing, open_ones=1) as sockets:
        refusing = Refusing(tickets)
        slack.workspace.tickets = refusing
        slack.cut_sockets()
        await until(lambda: sockets.places[0].trouble == "websocket: WSServerHandshakeError")
        with pytest.raises(NotReady, match="no socket to Slack is open: websocket"):
            sockets.check()
        slack.workspace.tickets = tickets
        await slack.eventually(lambda: slack.sockets == 1)


class Refusing(set[str]):
    """Tickets of which none opens anything."""

    def __contains__(self, ticket: object) -> bool:
        return False


@pytest.mark.parametrize(
    ("token", "scopes", "word"),
    [
        ("xapp-another", {"connections:write"}, "invalid_auth"),
        ("xapp-1-A0BURROW001-local", set[str](), "missing_scope"),
    ],
)
async def test_a_token_that_slack_refuses_is_a_wrong_setting(
    slack: Slack, redis_server: RedisServer, redis: Redis, token: str, scopes: set[str], word: str
) -> None:
    slack.workspace.app_scopes = frozenset(scopes)
    with pytest.raises(SettingsError, match=f"SLACK_APP_TOKEN.*{word}.*connections:write"):
        async with connected(slack, redis_server.port, token=token):
            pass


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
