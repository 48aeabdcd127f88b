"""What comes over a socket and is refused: counted, acknowledged, and no form lost unsaid."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from dev.slack.control import Slack
from gateway.socket_intake import REFUSED as REFUSED_FORM
from gateway.socket_mode import SocketMode
from tests.gateway.sockets import FORM, connected, interact, local_slack, team_join


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    """A workspace in Socket Mode that waits for an acknowledgement no longer than this."""
    with local_slack(limit_s=1.0) as slack:
        yield slack


@pytest.fixture
async def sockets(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> AsyncIterator[SocketMode]:
    """A gateway's Socket Mode, connected to it twice."""
    await slack.eventually(lambda: slack.sockets == 0)
    async with connected(slack, redis_server.port) as sockets:
        yield sockets


# What Slack could never cure by sending it again is acknowledged, or it would come for ever.
REFUSED = [
    ({"team_id": "T0ELSEWHERE"}, "403", "ForeignEvent"),
    ({"event_id": 7}, "400", "BadRequest"),
    ({"event_time": "soon"}, "400", "BadRequest"),
]


@pytest.mark.parametrize(("changes", "status", "kind"), REFUSED)
async def test_what_would_be_refused_each_time_is_counted_and_acknowledged(
    slack: Slack, sockets: SocketMode, redis: Redis, changes: dict[str, Any], status: str, kind: str
) -> None:
    seen = len(slack.deliveries)
    slack.deliver(team_join(slack, "Ev0REFUSED") | changes)
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    assert [(d.status, d.attempt) for d in slack.deliveries[seen:]] == [(200, 0)]
    assert sockets.counts.refused == {(status, kind): 1}
    assert await redis.keys("slack_*") == []


ELSEWHERE: dict[str, Any] = FORM | {"team": {"id": "T0ELSEWHERE"}}
NOBODYS: dict[str, Any] = FORM | {"user": {}}


@pytest.mark.parametrize(
    ("form", "refused"),
    [(ELSEWHERE, ("403", "ForeignEvent")), (NOBODYS, ("400", "BadRequest"))],
)
async def test_a_form_that_is_refused_stays_open_and_says_so(
    slack: Slack, sockets: SocketMode, redis: Redis, form: dict[str, Any], refused: tuple[str, str]
) -> None:
    answered = await interact(slack, form)
    assert answered.status == 200
    assert answered.body == {"response_action": "errors", "errors": {"when": REFUSED_FORM}}
    assert sockets.counts.refused == {refused: 1}
    assert await redis.keys("slack_*") == []


async def test_a_refused_form_without_a_field_is_not_acknowledged(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    answered = await interact(slack, ELSEWHERE | {"view": {"id": "V1", "blocks": []}})
    assert (answered.status, answered.error) == (None, "operation_timeout")
    assert sockets.counts.refused == {("403", "ForeignEvent"): 1}


async def test_a_click_that_is_refused_is_acknowledged_with_nothing(
    slack: Slack, sockets: SocketMode, redis: Redis
) -> None:
    answered = await interact(slack, ELSEWHERE | {"type": "block_actions"})
    assert (answered.status, answered.body) == (200, {})
    assert sockets.counts.refused == {("403", "ForeignEvent"): 1}
