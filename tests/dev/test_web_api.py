"""The Web API as slack_sdk's AsyncWebClient calls it: what works, and what comes back."""

from __future__ import annotations

import json

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.workspace import DEFAULT_SCOPES
from tests.dev.conftest import ALICE, BOB, GENERAL, RANDOM, TOKEN
from tests.processes import ROOT


async def test_bot_learns_who_it_is(slack: Slack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer["user_id"] == slack.workspace.bot.id
    assert answer["bot_id"] == slack.workspace.bot_id
    assert answer["team_id"] == slack.workspace.team_id
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


def test_local_app_has_the_scopes_of_the_manifest() -> None:
    manifest = json.loads((ROOT / "slack-manifest.json").read_text())
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == DEFAULT_SCOPES


async def test_post_appears_in_the_channel_as_the_bots(
    slack: Slack, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=GENERAL, text="hello")
    [message] = slack.messages("general")
    assert message["ts"] == answer["ts"]
    assert message["text"] == "hello"
    assert message["user"] == slack.workspace.bot.id
    assert message["bot_id"] == slack.workspace.bot_id
    assert message["bot_profile"]["app_id"] == slack.workspace.app_id


async def test_post_to_a_user_id_opens_the_dm(slack: Slack, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=BOB, text="hello, Bob")
    assert answer["channel"].startswith("D")
    assert [m["text"] for m in slack.messages("bob")] == ["hello, Bob"]


async def test_timestamps_are_unique_and_ascending(slack: Slack, client: AsyncWebClient) -> None:
    slack.workspace.clock = lambda: 1_700_000_000.5
    answers = [await client.chat_postMessage(channel=GENERAL, text=str(n)) for n in range(3)]
    assert [answer["ts"] for answer in answers] == [
        "1700000000.500000",
        "1700000000.500001",
        "1700000000.500002",
    ]


async def test_reply_goes_to_its_thread_and_is_counted(
    slack: Slack, client: AsyncWebClient
) -> None:
    root = slack.say("alice", "general", "a question")
    await client.chat_postMessage(channel=GENERAL, text="an answer", thread_ts=root)
    assert [m["text"] for m in slack.messages("general")] == ["a question"]
    assert [m["text"] for m in slack.replies("general", root)] == ["an answer"]
    assert slack.messages("general")[0]["reply_count"] == 1


async def test_broadcast_reply_shows_in_thread_and_channel(
    slack: Slack, client: AsyncWebClient
) -> None:
    root = slack.say("alice", "general", "a question")
    await client.chat_postMessage(
        channel=GENERAL, text="for all", thread_ts=root, reply_broadcast=True
    )
    assert slack.messages("general")[1]["subtype"] == "thread_broadcast"
    assert [m["text"] for m in slack.replies("general", root)] == ["for all"]


async def test_over_long_text_is_cut_with_a_warning(slack: Slack, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=GENERAL, text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]
    assert len(slack.messages("general")[0]["text"]) == 40_000


async def test_ephemeral_is_shown_to_one_person_only(slack: Slack, client: AsyncWebClient) -> None:
    answer = await client.chat_postEphemeral(channel=GENERAL, user=ALICE, text="psst")
    assert answer["message_ts"] == slack.ephemerals("alice")[0]["ts"]
    assert slack.ephemerals("bob") == []
    assert slack.messages("general") == []


async def test_update_changes_text_drops_blocks_and_marks_the_edit(
    slack: Slack, client: AsyncWebClient
) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "one"}}]
    posted = await client.chat_postMessage(channel=GENERAL, text="one", blocks=blocks)
    await client.chat_update(channel=GENERAL, ts=posted["ts"], text="two")
    [message] = slack.messages("general")
    assert (message["text"], message["blocks"]) == ("two", [])
    assert message["edited"]["user"] == slack.workspace.bot.id


async def test_delete_takes_the_message_away(slack: Slack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="oops")
    await client.chat_delete(channel=GENERAL, ts=posted["ts"])
    assert slack.messages("general") == []


async def test_reaction_is_added_read_and_removed(slack: Slack, client: AsyncWebClient) -> None:
    ts = slack.say("alice", "general", "party")
    await client.reactions_add(channel=GENERAL, timestamp=ts, name="tada")
    assert slack.reactions("general", ts) == {"tada": [slack.workspace.bot.id]}
    read = await client.reactions_get(channel=GENERAL, timestamp=ts)
    assert read["message"]["reactions"][0]["count"] == 1
    await client.reactions_remove(channel=GENERAL, timestamp=ts, name="tada")
    assert slack.reactions("general", ts) == {}


async def test_joining_twice_is_a_warning_not_an_error(
    slack: Slack, client: AsyncWebClient
) -> None:
    first = await client.conversations_join(channel=RANDOM)
    again = await client.conversations_join(channel=RANDOM)
    assert "warning" not in first.data
    assert again["warning"] == "already_in_channel"
    assert again["channel"]["is_member"] is True


async def test_leaving_where_the_bot_is_not_is_no_error(client: AsyncWebClient) -> None:
    answer = await client.conversations_leave(channel=RANDOM)
    assert answer["not_in_channel"] is True


async def test_dm_is_opened_once(client: AsyncWebClient) -> None:
    first = await client.conversations_open(users=BOB)
    again = await client.conversations_open(users=[BOB])
    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["already_open"] is True


async def test_home_view_is_kept(slack: Slack, client: AsyncWebClient) -> None:
    answer = await client.views_publish(user_id=ALICE, view={"type": "home", "blocks": []})
    assert slack.workspace.views[ALICE]["hash"] == answer["view"]["hash"]


async def test_form_and_query_are_read_like_json(slack: Slack) -> None:
    form = {"channel": GENERAL, "text": "by form", "token": TOKEN, "blocks": "[]"}
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{slack.api_url}chat.postMessage", data=form) as response:
            assert (await response.json())["ok"] is True
        url = f"{slack.api_url}conversations.info?channel={GENERAL}"
        async with http.get(url, headers={"Authorization": f"Bearer {TOKEN}"}) as response:
            assert (await response.json())["channel"]["name"] == "general"
    assert slack.messages("general")[0]["text"] == "by form"


async def test_every_call_is_recorded_with_arguments_and_answer(
    slack: Slack, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=GENERAL, text="hello")
    await client.users_info(user=ALICE)
    [call] = slack.calls("chat.postMessage")
    assert call.args == {"channel": GENERAL, "text": "hello"}
    assert call.response is not None
    assert call.response["ok"] is True
    assert [c.number for c in slack.calls()] == [1, 2]


@pytest.mark.parametrize(
    ("user_id", "name", "is_bot"), [(ALICE, "alice", False), ("U0BURROWBOT", "burrow", True)]
)
async def test_users_are_shown_as_slack_shows_them(
    client: AsyncWebClient, user_id: str, name: str, is_bot: bool
) -> None:
    user = (await client.users_info(user=user_id))["user"]
    assert (user["name"], user["is_bot"]) == (name, is_bot)
