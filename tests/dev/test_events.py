"""Which inner events people's acts cause, and what is in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dev.slack.acts import NotAllowed
from dev.slack.control import Slack
from dev.slack.workspace import DEFAULT_SCOPES
from tests.dev.conftest import ALICE, GENERAL
from tests.dev.receiver import Receiver


@pytest.fixture
def listening(slack: Slack, receiver: Receiver) -> Receiver:
    """The receiver, set as the request URL."""
    slack.request_urls = [receiver.url]
    return receiver


def settled(slack: Slack) -> bool:
    """Tell whether everything was delivered."""
    return slack.pending_deliveries == 0


def test_mention_comes_twice_under_two_ids(slack: Slack, listening: Receiver) -> None:
    ts = slack.say("alice", "general", "<@bot> flip a coin")
    slack.wait_for(lambda: len(listening.received) == 2)
    [message], [mention] = listening.events("message"), listening.events("app_mention")
    assert message["ts"] == mention["ts"] == ts
    assert message["client_msg_id"] == mention["client_msg_id"]
    assert message["channel_type"] == "channel"
    assert message["blocks"][0]["elements"][0]["elements"] == [
        {"type": "user", "user_id": "U0BURROWBOT"},
        {"type": "text", "text": " flip a coin"},
    ]
    assert len({r.envelope["event_id"] for r in listening.received}) == 2


@pytest.mark.parametrize(
    ("where", "channel_type", "types"),
    [
        ("general", "channel", ["app_mention", "message"]),
        ("organisers", "group", ["app_mention", "message"]),
        ("burrow", "im", ["message"]),
    ],
)
def test_channel_type_says_where(
    slack: Slack, listening: Receiver, where: str, channel_type: str, types: list[str]
) -> None:
    slack.say("alice", where, "<@bot> hi")
    slack.wait_for(lambda: listening.events("message") and settled(slack))
    assert listening.events("message")[0]["channel_type"] == channel_type
    assert sorted(event["type"] for event in listening.events()) == types


def test_nothing_is_heard_where_the_bot_is_not(slack: Slack, listening: Receiver) -> None:
    slack.say("alice", "random", "<@bot> hi")
    slack.say("alice", "general", "marker")
    slack.wait_for(lambda: listening.received and settled(slack))
    assert [event["text"] for event in listening.events()] == ["marker"]


def test_only_subscribed_events_with_their_scope_come(slack: Slack, listening: Receiver) -> None:
    slack.workspace.subscriptions -= {"message.channels"}
    slack.workspace.scopes = DEFAULT_SCOPES  # without reactions:read
    ts = slack.say("alice", "general", "hi")
    slack.react("bob", "general", ts, "tada")
    slack.join("bob", "newbies")
    slack.wait_for(lambda: listening.received and settled(slack))
    assert [event["type"] for event in listening.events()] == ["member_joined_channel"]


def test_edit_comes_as_message_changed_with_both_texts(slack: Slack, listening: Receiver) -> None:
    ts = slack.say("alice", "general", "tpyo")
    slack.edit("alice", "general", ts, "typo")
    slack.wait_for(lambda: len(listening.received) == 2)
    [event] = [e for e in listening.events() if e.get("subtype") == "message_changed"]
    assert event["hidden"] is True
    assert event["ts"] != ts
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("typo", "tpyo")
    assert event["message"]["edited"]["user"] == ALICE
    [block] = event["message"]["blocks"]
    assert block["elements"][0]["elements"] == [{"type": "text", "text": "typo"}]


def test_deletion_comes_as_message_deleted(slack: Slack, listening: Receiver) -> None:
    ts = slack.say("alice", "general", "oops")
    slack.delete("alice", "general", ts)
    slack.wait_for(lambda: len(listening.received) == 2)
    [event] = [e for e in listening.events() if e.get("subtype") == "message_deleted"]
    assert event["deleted_ts"] == ts
    assert event["previous_message"]["text"] == "oops"


def test_reply_names_its_thread(slack: Slack, listening: Receiver) -> None:
    root = slack.say("alice", "general", "root")
    slack.say("bob", "general", "reply", root, broadcast=True)
    slack.wait_for(lambda: len(listening.received) == 2)
    [event] = [e for e in listening.events() if e["text"] == "reply"]
    assert (event["thread_ts"], event["parent_user_id"]) == (root, ALICE)
    assert event["subtype"] == "thread_broadcast"
    assert event["root"]["text"] == "root"


def test_reactions_come_with_item_and_author(slack: Slack, listening: Receiver) -> None:
    ts = slack.say("alice", "general", "hi")
    slack.react("bob", "general", ts, "tada")
    slack.unreact("bob", "general", ts, "tada")
    slack.wait_for(lambda: listening.events("reaction_removed") and settled(slack))
    [added] = listening.events("reaction_added")
    assert added["item"] == {"type": "message", "channel": GENERAL, "ts": ts}
    assert (added["reaction"], added["item_user"]) == ("tada", ALICE)


def test_join_comes_twice_and_new_member_joins_general(slack: Slack, listening: Receiver) -> None:
    ada = slack.new_member("Ada Lovelace")
    slack.wait_for(lambda: len(listening.received) == 3)
    [joined] = listening.events("team_join")
    assert (joined["user"]["id"], joined["user"]["name"]) == (ada, "ada.lovelace")
    [member] = listening.events("member_joined_channel")
    assert (member["user"], member["channel"], member["channel_type"]) == (ada, GENERAL, "C")
    assert listening.events("message")[0]["subtype"] == "channel_join"


def named(slack: Slack) -> None:
    slack.rename_channel("random", "chatter")


def opened(slack: Slack) -> None:
    slack.create_channel("announcements")


def closed(slack: Slack) -> None:
    slack.archive("random")


def reopened(slack: Slack) -> None:
    slack.archive("random", archived=False)


def looked_at(slack: Slack) -> None:
    slack.open_home("alice")


@pytest.mark.parametrize(
    ("act", "event_type", "expected"),
    [
        (named, "channel_rename", {"name": "chatter"}),
        (opened, "channel_created", {"name": "announcements", "creator": ALICE}),
        (closed, "channel_archive", "C0RANDOM001"),
        (reopened, "channel_unarchive", "C0RANDOM001"),
        (looked_at, "app_home_opened", "D0ALICE0001"),
    ],
)
def test_directory_changes_are_told_of_every_public_channel(
    slack: Slack,
    listening: Receiver,
    act: Callable[[Slack], None],
    event_type: str,
    expected: dict[str, Any] | str,
) -> None:
    act(slack)
    slack.wait_for(lambda: listening.received)
    [event] = listening.events()
    channel = event["channel"]
    kept = {key: channel[key] for key in expected} if isinstance(channel, dict) else channel
    assert (event["type"], kept) == (event_type, expected)


@pytest.mark.parametrize(
    ("who", "where", "reason"),
    [
        ("alice", "newbies", "join first"),
        ("dora", "general", "no user"),
        ("bob", "shed", "no user"),
    ],
)
def test_person_cannot_write_where_slack_would_not_let_them(
    slack: Slack, who: str, where: str, reason: str
) -> None:
    with pytest.raises((NotAllowed, KeyError), match=reason):
        slack.say(who, where, "hi")
