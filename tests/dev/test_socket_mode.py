"""Socket Mode of the local workspace, as slack_sdk's own client meets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.server import serve
from dev.slack.socket_mode import CONNECTIONS_MAX

LIMIT_S = 0.3


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A workspace in Socket Mode that is quick with its retries."""
    with serve(limit_s=LIMIT_S, retry_delays_s=(0.0, 0.05, 0.1)) as slack:
        slack.limits.off()
        slack.socket_mode = True
        yield slack


class App:
    """The SDK's client, with a listener that records and acknowledges.

    Args:
        answer: sent in the acknowledgement.
    """

    def __init__(self, slack: Slack, answer: dict[str, Any] | None = None) -> None:
        web = AsyncWebClient(base_url=slack.api_url)
        token = slack.workspace.app_token
        self.client = SocketModeClient(token, web_client=web, ping_interval=0.1)
        self.client.socket_mode_request_listeners.append(self.hear)
        self.client.message_listeners.append(self.see)
        self.answer, self.silent = answer, False
        self.requests: list[SocketModeRequest] = []
        self.frames: list[dict[str, Any]] = []

    async def hear(self, _: Any, request: SocketModeRequest) -> None:
        """Record an envelope and acknowledge it."""
        self.requests.append(request)
        if not self.silent:
            ack = {"envelope_id": request.envelope_id}
            more = {"payload": self.answer} if self.answer else {}
            await self.client.send_socket_mode_response(ack | more)

    async def see(self, _: Any, frame: dict[str, Any], __: str | None) -> None:
        """Record a frame."""
        self.frames.append(frame)


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[App]:
    """One app, connected."""
    app = App(slack, {"text": "done"})
    await app.client.connect()  # type: ignore[no-untyped-call]
    yield app
    await app.client.close()  # type: ignore[no-untyped-call]


async def test_hello_says_how_many_connections_there_are(slack: Slack, app: App) -> None:
    await slack.eventually(lambda: app.frames)
    [hello] = app.frames
    assert hello["type"] == "hello"
    assert hello["connection_info"] == {"app_id": slack.workspace.app_id}
    assert (hello["num_connections"], slack.sockets) == (1, 1)
    assert hello["debug_info"]["approximate_connection_time"] == 3600


async def test_an_event_comes_in_an_envelope_and_no_request_url_gets_it(
    slack: Slack, app: App
) -> None:
    slack.request_urls = ["http://127.0.0.1:9/slack/events"]
    await asyncio.to_thread(slack.say, "alice", "general", "hello")
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    [request] = app.requests
    assert (request.type, request.accepts_response_payload) == ("events_api", False)
    assert (request.retry_attempt, request.retry_reason) == (0, "")
    assert request.payload["event"]["text"] == "hello"
    assert [(d.url, d.status, d.reason) for d in slack.deliveries] == [("socket", 200, None)]


async def test_a_command_is_answered_in_the_acknowledgement(slack: Slack, app: App) -> None:
    answered = await asyncio.to_thread(slack.slash, "alice", "general", "/burrow flip a coin")
    [request] = app.requests
    assert (request.type, request.accepts_response_payload) == ("slash_commands", True)
    assert (request.payload["command"], request.payload["text"]) == ("/burrow", "flip a coin")
    assert (answered.status, answered.body) == (200, {"text": "done"})


async def test_an_event_without_acknowledgement_comes_again_with_its_number(
    slack: Slack, app: App
) -> None:
    app.silent = True
    slack.deliver(slack.envelope({"type": "team_join"}, "Ev0ONE"))
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    retries = [(r.retry_attempt, r.retry_reason) for r in app.requests]
    assert retries == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]
    assert {r.payload["event_id"] for r in app.requests} == {"Ev0ONE"}
    assert len({r.envelope_id for r in app.requests}) == 4
    assert {(d.status, d.reason) for d in slack.deliveries} == {(None, "timeout")}
    assert min(d.duration_s for d in slack.deliveries) > 0.9 * LIMIT_S


async def test_a_command_without_acknowledgement_fails_and_does_not_come_again(
    slack: Slack, app: App
) -> None:
    app.silent = True
    answered = await asyncio.to_thread(slack.slash, "alice", "general", "/burrow flip a coin")
    assert answered.status is None
    assert len(app.requests) == 1


async def test_without_a_connection_a_command_fails_at_once(slack: Slack) -> None:
    answered = await asyncio.to_thread(slack.slash, "alice", "general", "/burrow flip a coin")
    assert (answered.status, answered.error) == (None, "dispatch_failed")


async def test_a_replayed_event_has_the_same_envelope_id(slack: Slack, app: App) -> None:
    slack.replays = 1
    slack.deliver(slack.envelope({"type": "team_join"}))
    await slack.eventually(lambda: len(app.requests) == 2)
    assert len({(r.envelope_id, r.retry_attempt) for r in app.requests}) == 1


async def test_envelopes_are_spread_over_the_connections(slack: Slack, app: App) -> None:
    other = App(slack)
    await other.client.connect()  # type: ignore[no-untyped-call]
    for _ in range(50):
        slack.deliver(slack.envelope({"type": "team_join"}))
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    await other.client.close()  # type: ignore[no-untyped-call]
    assert len(app.requests) + len(other.requests) == 50
    assert min(len(app.requests), len(other.requests)) > 0


async def test_a_cut_connection_fails_what_it_was_asked_and_the_client_comes_back(
    slack: Slack, app: App
) -> None:
    app.silent = True
    slack.deliver(slack.envelope({"type": "team_join"}))
    await slack.eventually(lambda: app.requests)
    app.silent = False
    slack.cut_sockets()
    await slack.eventually(lambda: slack.deliveries)
    assert slack.deliveries[0].duration_s < LIMIT_S
    await slack.eventually(lambda: slack.sockets == 1)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_a_disconnect_lets_the_client_open_another_connection(
    slack: Slack, app: App, reason: Any
) -> None:
    opened = len(slack.calls("apps.connections.open"))
    slack.disconnect_sockets(reason)
    await slack.eventually(lambda: len(slack.calls("apps.connections.open")) > opened)
    await slack.eventually(lambda: slack.sockets == 1)


async def test_a_silent_connection_is_open_and_answers_no_ping(slack: Slack, app: App) -> None:
    slack.silence_sockets()
    slack.deliver(slack.envelope({"type": "team_join"}))
    await slack.eventually(lambda: slack.deliveries)
    assert (slack.deliveries[0].reason, app.requests) == ("timeout", [])
    # The SDK sees its pings unanswered, and opens another.
    await slack.eventually(lambda: len(slack.calls("apps.connections.open")) == 2)


async def connect(slack: Slack, address: str) -> dict[str, Any]:
    """Open a websocket, and return its first frame."""
    async with aiohttp.ClientSession() as http, http.ws_connect(address) as websocket:
        frame: dict[str, Any] = await websocket.receive_json()
        return frame


async def address_from(slack: Slack, token: str) -> str:
    """Return a new address for a websocket."""
    web = AsyncWebClient(base_url=slack.api_url)
    return str((await web.apps_connections_open(app_token=token))["url"])


async def test_an_address_is_good_once(slack: Slack) -> None:
    address = await address_from(slack, slack.workspace.app_token)
    assert (await connect(slack, address))["type"] == "hello"
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(slack, address)
    assert refused.value.status == 403


async def test_an_address_can_ask_for_a_short_life(slack: Slack) -> None:
    address = await address_from(slack, slack.workspace.app_token)
    hello = await connect(slack, f"{address}&debug_reconnects=true")
    assert hello["debug_info"]["approximate_connection_time"] == 360


async def test_an_app_has_ten_connections_and_no_more(slack: Slack) -> None:
    async with aiohttp.ClientSession() as http:
        held = [  # or they would be collected, and closed
            await http.ws_connect(await address_from(slack, slack.workspace.app_token))
            for _ in range(CONNECTIONS_MAX)
        ]
        one_more = await connect(slack, await address_from(slack, slack.workspace.app_token))
    assert len(held) == CONNECTIONS_MAX
    assert (one_more["type"], one_more["reason"]) == ("disconnect", "too_many_websockets")


TOKENS = [
    ("xoxb-local-burrow", "not_allowed_token_type"),
    ("xoxp-local-burrow", "not_allowed_token_type"),
    ("xapp-1-of-another", "invalid_auth"),
]


@pytest.mark.parametrize(("token", "error"), TOKENS)
async def test_only_the_apps_own_token_gets_an_address(
    slack: Slack, token: str, error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        await address_from(slack, token)


async def test_switched_off_it_ends_the_connections_and_delivers_by_http(
    slack: Slack, app: App
) -> None:
    slack.request_urls = ["http://127.0.0.1:9/slack/events"]
    slack.socket_mode = False
    slack.deliver(slack.envelope({"type": "team_join"}))
    await slack.eventually(lambda: slack.pending_deliveries == 0)
    assert {d.reason for d in slack.deliveries} == {"connection_failed"}
    assert app.requests == []
