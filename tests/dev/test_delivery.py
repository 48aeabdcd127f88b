"""Deliveries as a request URL sees them: signed, retried, and only what the app gets."""

from __future__ import annotations

import time

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from tests.dev.conftest import ALICE, GENERAL, SECRET
from tests.dev.receiver import Receiver


@pytest.fixture
def listening(slack: Slack, receiver: Receiver) -> Receiver:
    """The receiver, set as the request URL."""
    slack.request_urls = [receiver.url]
    return receiver


def test_delivery_is_signed_as_slack_sdk_checks_it(slack: Slack, listening: Receiver) -> None:
    slack.say("alice", "general", "hi")
    slack.wait_for(lambda: listening.received)
    [received] = listening.received
    verifier = SignatureVerifier(SECRET)
    assert verifier.is_valid_request(received.body, received.headers)
    assert not SignatureVerifier("another").is_valid_request(received.body, received.headers)


def test_envelope_has_the_fields_that_slack_documents(slack: Slack, listening: Receiver) -> None:
    slack.say("alice", "general", "hi")
    slack.wait_for(lambda: listening.received)
    envelope = listening.received[0].envelope
    assert envelope["type"] == "event_callback"
    assert envelope["team_id"] == slack.workspace.team_id
    assert envelope["api_app_id"] == slack.workspace.app_id
    assert envelope["event_id"].startswith("Ev")
    assert envelope["authorizations"][0]["user_id"] == slack.workspace.bot.id
    assert abs(envelope["event_time"] - time.time()) < 10


def test_failed_delivery_is_retried_with_number_and_reason(
    slack: Slack, listening: Receiver
) -> None:
    listening.answers = [(503, {})] * 4
    slack.say("alice", "general", "hi")
    slack.wait_for(lambda: len(slack.deliveries) == 4)
    retries = [
        (r.headers.get("X-Slack-Retry-Num"), r.headers.get("X-Slack-Retry-Reason"))
        for r in listening.received
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({r.envelope["event_id"] for r in listening.received}) == 1
    assert slack.pending_deliveries == 0


def test_delivery_ends_at_the_first_success(slack: Slack, listening: Receiver) -> None:
    listening.answers = [(500, {}), (200, {})]
    slack.say("alice", "general", "hi")
    slack.wait_for(lambda: len(slack.deliveries) == 2 and slack.pending_deliveries == 0)
    assert [(d.attempt, d.status) for d in slack.deliveries] == [(0, 500), (1, 200)]


def test_no_retry_header_ends_the_retries(slack: Slack, listening: Receiver) -> None:
    listening.answers = [(500, {"X-Slack-No-Retry": "1"})]
    slack.say("alice", "general", "hi")
    slack.wait_for(lambda: slack.deliveries and slack.pending_deliveries == 0)
    assert [d.status for d in slack.deliveries] == [500]


def test_slow_request_url_is_a_timeout(slack: Slack, listening: Receiver) -> None:
    listening.hold = True
    slack.say("alice", "general", "hi")
    slack.wait_for(lambda: slack.deliveries)
    listening.hold = False
    listening.holding.set()
    assert slack.deliveries[0].reason == "http_timeout"
    slack.wait_for(lambda: len(listening.received) > 1)
    assert listening.received[1].headers["X-Slack-Retry-Reason"] == "http_timeout"


def test_dead_request_url_is_a_failed_connection(slack: Slack) -> None:
    slack.request_urls = ["http://127.0.0.1:9/slack/events"]
    slack.say("alice", "general", "hi")
    slack.wait_for(lambda: len(slack.deliveries) == 4)
    assert {d.reason for d in slack.deliveries} == {"connection_failed"}


def test_several_request_urls_take_turns(slack: Slack, listening: Receiver) -> None:
    slack.request_urls = [f"{listening.url}?gateway=1", f"{listening.url}?gateway=2"]
    for number in range(4):
        slack.say("alice", "general", str(number))
    slack.wait_for(lambda: len(slack.deliveries) == 4)
    urls = sorted(delivered.url[-1] for delivered in slack.deliveries)
    assert urls == ["1", "1", "2", "2"]


def test_paused_deliveries_go_out_when_resumed(slack: Slack, listening: Receiver) -> None:
    slack.paused = True
    slack.say("alice", "general", "hi")
    slack.verify_url(listening.url)  # one round trip, which the event would have overtaken
    assert listening.events() == []
    slack.paused = False
    slack.wait_for(listening.events)


def test_request_url_is_verified_by_a_signed_challenge(slack: Slack, listening: Receiver) -> None:
    status, text = slack.verify_url(listening.url, "are-you-there")
    assert (status, text) == (200, "are-you-there")
    [received] = listening.received
    assert received.envelope["type"] == "url_verification"
    assert SignatureVerifier(SECRET).is_valid_request(received.body, received.headers)


def test_app_rate_limited_has_no_event(slack: Slack, listening: Receiver) -> None:
    slack.rate_limit_events()
    slack.wait_for(lambda: listening.received)
    envelope = listening.received[0].envelope
    assert envelope["type"] == "app_rate_limited"
    assert envelope["minute_rate_limited"] % 60 == 0
    assert "event" not in envelope


def test_one_event_id_can_be_delivered_many_times(slack: Slack, listening: Receiver) -> None:
    envelope = slack.envelope({"type": "team_join", "user": {"id": ALICE}}, "Ev0MINE")
    for _ in range(3):
        slack.deliver(envelope)
    slack.wait_for(lambda: len(listening.received) == 3)
    assert {r.envelope["event_id"] for r in listening.received} == {"Ev0MINE"}


async def test_own_post_is_echoed_with_bot_id_and_without_metadata(
    slack: Slack, client: AsyncWebClient, listening: Receiver
) -> None:
    metadata = {"event_type": "a", "event_payload": {}}
    await client.chat_postMessage(channel=GENERAL, text="<@U0BURROWBOT> me", metadata=metadata)
    await slack.eventually(lambda: listening.received)
    [event] = listening.events()
    assert event["type"] == "message"
    assert event["bot_id"] == slack.workspace.bot_id
    assert "metadata" not in event
