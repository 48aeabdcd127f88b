"""Events, slash commands and interactions over sockets: into their streams, then acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from dev.slack.control import Slack
from gateway.socket_mode import SocketMode
from tests.faults import FaultProxy
from tests.gateway.sockets import (
    FORM,
    answering,
    connected,
    entries,
    interact,
    json_of,
    local_slack,
    team_join,
)
from tests.waiting import until

PUBLIC = "slack_message_public"


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    """A workspace in Socket Mode."""
    with local_slack() as slack:
        yield slack


@pytest.fixture
def impatient() -> Iterator[Slack]:
    """One that waits for an acknowledgement no longer than this."""
    with local_slack(limit_s=0.3) as slack:
        yield slack


@pytest.fixture
async def sockets(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> AsyncIterator[SocketMode]:
    """A gateway's Socket Mode, connected to it twice."""
    await slack.eventually(lambda: slack.sockets == 0)
    async with connected(slack, redis_server.port) as sockets:
        yield sockets


def tries(slack: Slack, event_id: str) -> list[tuple[int, str | None]]:
    """Return number and failure of each attempt to deliver an event."""
    return [(d.attempt, d.reason) for d in slack.deliveries if d.event_id == event_id]


def redelivered() -> float:
    """Return how many envelopes came again."""
    return REGISTRY.get_sample_value("burrow_gateway_envelopes_redelivered_total") or 0.0


async def test_an_event_is_an_entry_as_by_http(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    ts = await asyncio.to_thread(slack.say, "alice", "general", "hello")
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    [entry] = await entries(redis, PUBLIC)
    last = slack.deliveries[-1]
    assert (last.status, last.reason, last.attempt) == (200, None, 0)
    assert (entry["event_id"], entry["team_id"]) == (last.event_id, "T0BURROW001")
    assert (json_of(entry)["ts"], json_of(entry)["text"]) == (ts, "hello")
    assert len(entry["request_id"]) == 36


async def test_a_slash_command_is_an_entry_without_its_secrets(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    answered = await asyncio.to_thread(slack.slash, "alice", "general", "/burrow flip a coin")
    assert (answered.status, answered.body, answered.error) == (200, {}, "")
    [entry] = await entries(redis, "slack_command")
    assert entry["event_id"].startswith("Sm")
    assert len(entry["event_id"]) == 34
    said = json_of(entry)
    assert (said["command"], said["text"], said["type"]) == (
        "/burrow",
        "flip a coin",
        "slash_command",
    )
    assert {"token", "response_url"} & said.keys() == set()


async def test_a_form_that_a_consumer_accepts_is_answered_in_the_acknowledgement(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    async with answering(redis, {"response_action": "clear"}, accepted=True):
        answered = await interact(slack, FORM)
    assert (answered.status, answered.body) == (200, {"response_action": "clear"})
    [entry] = await entries(redis, "slack_interaction")
    assert entry["event_id"].startswith("Vs")


async def test_a_form_that_a_consumer_refuses_is_no_entry(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    errors = {"response_action": "errors", "errors": {"when": "tomorrow is over"}}
    async with answering(redis, errors, accepted=False):
        answered = await interact(slack, FORM)
    assert (answered.status, answered.body) == (200, errors)
    assert await entries(redis, "slack_interaction") == []


async def test_a_click_is_an_entry_and_answered_with_nothing(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    click = FORM | {"type": "block_actions", "actions": [{"action_id": "say:1"}]}
    answered = await interact(slack, click)
    assert (answered.status, answered.body) == (200, {})
    [entry] = await entries(redis, "slack_interaction")
    assert json_of(entry)["actions"] == [{"action_id": "say:1"}]


async def test_an_event_that_slack_sends_again_although_acknowledged_is_one_entry(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    slack.replays = 3
    slack.deliver(team_join(slack, "Ev0REPLAYED"))
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    slack.replays = 0
    assert tries(slack, "Ev0REPLAYED") == [(0, None)]
    assert len(await entries(redis, "slack_team_join")) == 1
    assert sockets.counts.duplicate == {"slack_team_join": 3}


async def test_a_command_that_comes_twice_is_one_entry_and_acknowledged_twice(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    click = FORM | {"type": "block_actions", "trigger_id": "once"}
    statuses = [(await interact(slack, click)).status for _ in range(2)]
    assert statuses == [200, 200]
    assert len(await entries(redis, "slack_interaction")) == 1
    assert sockets.counts.refused == {}


async def test_the_acknowledgement_waits_for_redis(
    slack: Slack, proxy: FaultProxy, redis: Redis
) -> None:
    async with connected(slack, proxy.port):
        proxy.latency_s = 0.1
        slack.deliver(team_join(slack, "Ev0SLOW"))
        await slack.eventually(lambda: tries(slack, "Ev0SLOW") == [(0, None)])
    [took_s] = [d.duration_s for d in slack.deliveries if d.event_id == "Ev0SLOW"]
    assert took_s >= 0.1


async def test_what_is_in_hand_when_it_is_told_to_stop_is_acknowledged(
    slack: Slack, proxy: FaultProxy, redis: Redis
) -> None:
    async with connected(slack, proxy.port) as sockets:
        proxy.latency_s = 0.2
        slack.deliver(team_join(slack, "Ev0LAST"))
        await until(sockets.counts.waiting)
    await slack.eventually(lambda: tries(slack, "Ev0LAST") == [(0, None)])


async def test_what_redis_did_not_take_is_not_acknowledged_and_comes_again(
    impatient: Slack, proxy: FaultProxy, redis: Redis
) -> None:
    before = redelivered()
    async with connected(impatient, proxy.port):
        proxy.refusing = True
        proxy.cut()
        impatient.deliver(team_join(impatient, "Ev0AGAIN"))
        await impatient.eventually(
            lambda: tries(impatient, "Ev0AGAIN")[:2] == [(0, "timeout"), (1, "timeout")]
        )
        assert await entries(redis, "slack_team_join") == []
        proxy.refusing = False
        await impatient.eventually(lambda: tries(impatient, "Ev0AGAIN")[-1][1] is None)
    assert len(await entries(redis, "slack_team_join")) == 1
    assert redelivered() >= before + 2


async def test_a_command_that_redis_did_not_take_fails_for_its_author(
    impatient: Slack, proxy: FaultProxy, redis: Redis
) -> None:
    async with connected(impatient, proxy.port):
        proxy.refusing = True
        proxy.cut()
        answered = await asyncio.to_thread(
            impatient.slash, "alice", "general", "/burrow flip a coin"
        )
    assert (answered.status, answered.error) == (None, "operation_timeout")
    assert await entries(redis, "slack_command") == []
