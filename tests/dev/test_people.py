"""Guests, people of other workspaces, Slackbot's reminders, and what a person may search."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.acts import NotAllowed
from dev.slack.control import Slack
from tests.dev.conftest import ALICE, BOB, GENERAL

FIELDS = ("team_id", "is_restricted", "is_ultra_restricted", "is_stranger")
PEOPLE = [
    ("alice", ("T0BURROW001", False, False, None)),
    ("gwen", ("T0BURROW001", True, False, None)),
    ("otto", ("T0OTHER0001", False, False, True)),
]


@pytest.fixture
def person(slack: Slack) -> AsyncWebClient:
    """Slack's client with Alice's token."""
    token = slack.workspace.user_token
    return AsyncWebClient(token=token, base_url=slack.api_url, retry_handlers=[])


def told(slack: Slack) -> list[dict[str, Any]]:
    """Return the events that are told from now on."""
    events: list[dict[str, Any]] = []
    slack.workspace.listeners.append(lambda event, _: events.append(event))
    return events


@pytest.mark.parametrize(("name", "facts"), PEOPLE)
async def test_record_says_who_is_a_guest_and_who_comes_from_elsewhere(
    slack: Slack, client: AsyncWebClient, name: str, facts: tuple[object, ...]
) -> None:
    user = (await client.users_info(user=slack.workspace.user(name).id))["user"]
    assert tuple(user.get(field) for field in FIELDS) == facts


async def test_change_is_told_and_each_is_newer_than_the_last(slack: Slack) -> None:
    events = told(slack)
    slack.change_user("bob", is_restricted=True)
    slack.change_user("bob", is_restricted=False)
    users = [event["user"] for event in events if event["type"] == "user_change"]
    assert [(user["id"], user["is_restricted"]) for user in users] == [(BOB, True), (BOB, False)]
    assert users[0]["updated"] < users[1]["updated"]


def test_what_nobody_could_change_is_refused(slack: Slack) -> None:
    with pytest.raises(NotAllowed, match="id cannot be changed"):
        slack.change_user("bob", id="U1")


def test_reminder_is_posted_by_slackbot_and_mentions_with_a_label(slack: Slack) -> None:
    events = told(slack)
    ts = slack.remind("general", "<@bot> demo hi")
    said, mentioned = events
    assert (said["user"], said["ts"], said["type"]) == ("USLACKBOT", ts, "message")
    assert said["text"] == "Reminder: <@U0BURROWBOT|burrow> demo hi."
    assert mentioned["type"] == "app_mention"


@pytest.fixture
def searched(slack: Slack) -> dict[str, str]:
    """What is there to be found: what it is -> ts."""
    slack.join("alice", "random")
    found = {
        "plain": slack.say("alice", "general", "the Tech-Support"),
        "apart": slack.say("bob", "general", "tech support"),
        "random": slack.say("alice", "random", "tech-support"),
        "dm": slack.say("alice", "burrow", "tech-support"),
        "others' dm": slack.say("bob", "burrow", "tech-support"),
        "other": slack.say("alice", "general", "something else"),
    }
    slack.react("bob", "general", found["apart"], "sos")
    return found


SEARCHES = [
    ('"tech-support"', ["dm", "random", "apart", "plain"]),
    ('"tech-support" -is:dm', ["random", "apart", "plain"]),
    ('"tech-support" -is:dm -in:#random', ["apart", "plain"]),
    ('"tech-support" -is:dm in:#random', ["random"]),
    ('"tech-support" -is:dm -has::sos:', ["random", "plain"]),
    ('"tech-support" from:@bob', ["apart"]),
    ('"tech-support" -from:@alice', ["apart"]),
    ('"tech-support" after:2000-01-01 in:#random', ["random"]),
    ('"tech-support" after:2100-01-01', []),
    ("else", ["other"]),
]


@pytest.mark.parametrize(("query", "names"), SEARCHES)
async def test_search_finds_what_the_person_may_see_newest_first(
    person: AsyncWebClient, searched: dict[str, str], query: str, names: list[str]
) -> None:
    answer = await person.search_messages(query=query)
    assert [match["ts"] for match in answer["messages"]["matches"]] == [
        searched[name] for name in names
    ]


async def test_match_says_where_it_is_and_links_there(
    person: AsyncWebClient, client: AsyncWebClient, searched: dict[str, str]
) -> None:
    [match] = (await person.search_messages(query="else"))["messages"]["matches"]
    assert (match["channel"]["id"], match["channel"]["is_im"]) == (GENERAL, False)
    assert (match["user"], match["username"]) == (ALICE, "alice")
    link = await client.chat_getPermalink(channel=GENERAL, message_ts=match["ts"])
    assert match["permalink"] == link["permalink"]


async def test_search_is_paged(person: AsyncWebClient, searched: dict[str, str]) -> None:
    answer = await person.search_messages(query="support", count=3, page=2)
    assert answer["messages"]["paging"] == {"count": 3, "total": 4, "page": 2, "pages": 2}
    assert len(answer["messages"]["matches"]) == 1


async def test_bots_may_not_search_and_a_persons_token_does_nothing_else(
    person: AsyncWebClient, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.search_messages(query="x")
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await person.chat_postMessage(channel=GENERAL, text="x")
    with pytest.raises(SlackApiError, match="no_query"):
        await person.search_messages(query=" ")
