"""Connections of Socket Mode that Slack does not give, or not yet: when it is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from dev.redis_server import RedisServer
from dev.slack.control import Slack
from dev.slack.faults import Kind
from gateway.socket_dialing import METHOD
from gateway.socket_mode import SocketMode
from shared.errors import NotReady, SettingsError
from tests.gateway.sockets import HASTE, QUICK, connected, intake_at, local_slack, settings_of
from tests.waiting import until


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A workspace in Socket Mode."""
    with local_slack() as slack:
        yield slack


# What Slack does instead of giving an address, and how long after that it is asked again.
FAULTS: list[tuple[Kind, dict[str, object], float]] = [
    ("drop_before", {}, 0.05),
    ("status", {"status": 503}, 0.05),
    ("malformed", {}, 0.05),
    ("error", {"error": "internal_error"}, 0.05),
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
    slack.fault(METHOD, kind, **options)
    async with connected(slack, redis_server.port, replace(QUICK, apart_s=60.0), open_ones=1):
        first, second = slack.calls(METHOD)
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


async def test_a_connection_that_was_thrown_out_is_not_opened_again_at_once(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> None:
    timing = replace(QUICK, apart_s=60.0, waits=replace(HASTE, thrown_out_s=(0.3,)))
    async with connected(slack, redis_server.port, timing, open_ones=1):
        slack.disconnect_sockets("too_many_websockets")
        await until(lambda: len(slack.calls(METHOD)) == 2)
    first, second = slack.calls(METHOD)
    assert second.time - first.time >= 0.3


async def test_a_place_waits_for_what_the_other_has_spent(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> None:
    timing = replace(QUICK, waits=replace(HASTE, burst=1, another_s=0.6))
    async with connected(slack, redis_server.port, timing, open_ones=2):
        first, second = slack.calls(METHOD)
    assert second.time - first.time >= 0.3


async def test_socket_mode_that_is_switched_off_is_logged_with_its_cure(
    slack: Slack, redis_server: RedisServer, redis: Redis
) -> None:
    slack.fault(METHOD, "error", error="socket_mode_not_enabled")
    settings = settings_of(slack, redis_server.port, "")
    async with intake_at(settings, redis_server.port) as intake:
        sockets = SocketMode(settings, intake)
        with capture_logs() as lines:
            await sockets.start()
        await sockets.close()
    [line] = [line for line in lines if line["log_level"] == "error"]
    assert line["reason"] == f"{METHOD}: socket_mode_not_enabled"
    assert line["cure"].startswith("switch Socket Mode on in your Slack app's settings")
    with pytest.raises(NotReady, match="socket_mode_not_enabled"):
        sockets.check()
