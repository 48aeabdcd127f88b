"""Slash commands: what is sent, and what a person sees of the answer."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier

from dev.slack.acts import NotAllowed
from dev.slack.control import Slack
from dev.slack.features import Features, SlashCommand
from tests.dev.conftest import ALICE, GENERAL, SECRET
from tests.dev.receiver import Receiver


def test_command_is_a_signed_form_with_the_fields_that_slack_documents(
    slack: Slack, app: Receiver
) -> None:
    answered = slack.slash("alice", "general", "/burrow flip a coin")
    [received] = app.received
    assert SignatureVerifier(SECRET).is_valid_request(received.body, received.headers)
    assert received.headers["Content-Type"] == "application/x-www-form-urlencoded"
    fields = received.envelope
    assert fields.pop("response_url").startswith(f"{slack.url}commands/T0BURROW001/")
    assert len(fields.pop("trigger_id").split(".")) == 3
    assert fields == {
        "token": "local-verification-token",
        "team_id": "T0BURROW001",
        "team_domain": "burrow-local",
        "channel_id": GENERAL,
        "channel_name": "general",
        "user_id": ALICE,
        "user_name": "alice",
        "command": "/burrow",
        "text": "flip a coin",
        "api_app_id": "A0BURROW001",
        "is_enterprise_install": "false",
    }
    assert (answered.status, answered.body, answered.error) == (200, {}, "")


ESCAPED = [
    ("@alice", "<@U0ALICE0001|alice>"),
    ("@nobody", "@nobody"),
    ("#general", "<#C0GENERAL01|general>"),
    ("#organisers", "<#C0ORGANISE1|>"),
    ("https://slack.dev/x", "<https://slack.dev/x>"),
    ("slack.dev", "<http://slack.dev|slack.dev>"),
    ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
    ("two\nlines", "two\nlines"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "sent"), ESCAPED)
def test_text_is_escaped_if_the_command_asks_for_it(
    slack: Slack, app: Receiver, typed: str, sent: str
) -> None:
    slack.slash("alice", "general", f"/burrow {typed}")
    assert app.last["text"] == sent
    slack.workspace.features = Features((SlashCommand("/raw"),))
    slack.slash("alice", "general", f"/raw {typed}")
    assert app.last["text"] == typed


@pytest.mark.parametrize(
    ("channel", "name"),
    [("general", "general"), ("alice", "directmessage"), ("organisers", "privategroup")],
)
def test_channel_name_is_hidden_where_it_is_private(
    slack: Slack, app: Receiver, channel: str, name: str
) -> None:
    slack.slash("alice", channel, "/burrow help")
    assert app.last["channel_name"] == name


@pytest.mark.parametrize(
    ("said", "everybody", "alone"),
    [
        ("plain", [], ["plain"]),
        ({"text": "for you"}, [], ["for you"]),
        ({"text": "for all", "response_type": "in_channel"}, ["for all"], []),
        ({"blocks": "none"}, [], ['/burrow failed with the error "invalid_blocks_format"']),
        ("", [], []),
    ],
)
def test_answer_in_the_response_is_shown(
    slack: Slack,
    app: Receiver,
    said: dict[str, Any] | str,
    everybody: list[str],
    alone: list[str],
) -> None:
    app.says = [said]
    slack.slash("alice", "general", "/burrow help")
    assert [m["text"] for m in slack.messages("general")] == everybody
    assert [m["text"] for m in slack.ephemerals("alice")] == alone


def test_failure_is_told_to_the_person_and_nothing_is_sent_again(
    slack: Slack, app: Receiver
) -> None:
    app.answers = [(500, {})]
    answered = slack.slash("alice", "general", "/burrow help")
    assert (answered.status, answered.error) == (500, "dispatch_failed")
    [told] = slack.ephemerals("alice")
    assert (told["user"], told["text"]) == (
        "USLACKBOT", '/burrow failed with the error "dispatch_failed"',
    )  # fmt: skip
    assert len(app.received) == 1


def test_late_answer_is_a_timeout(slack: Slack, app: Receiver) -> None:
    app.hold = True
    answered = slack.slash("alice", "general", "/burrow help")
    app.holding.set()
    assert (answered.status, answered.error) == (None, "operation_timeout")
    assert slack.ephemerals("alice")[0]["text"].endswith('"operation_timeout"')


def test_command_without_any_request_url_fails_at_once(slack: Slack) -> None:
    assert slack.slash("alice", "general", "/burrow help").error == "dispatch_failed"


def test_command_may_go_to_a_url_of_its_own(slack: Slack, receiver: Receiver) -> None:
    assert slack.slash("alice", "general", "/burrow help", url=receiver.url).status == 200


REFUSED = [
    ("alice", "general", "", "not a valid command"),
    ("alice", "general", "/dance", "not a valid command; there are /burrow"),
    ("alice", "newbies", "/burrow help", "join first"),
]


@pytest.mark.parametrize(("user", "channel", "text", "reason"), REFUSED)
def test_command_that_the_client_would_not_send_is_refused(
    slack: Slack, app: Receiver, user: str, channel: str, text: str, reason: str
) -> None:
    with pytest.raises(NotAllowed, match=reason):
        slack.slash(user, channel, text)
    assert app.received == []
