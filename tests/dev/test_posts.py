"""What a post may have beside its text: legacy attachments, another name, another picture."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.workspace import DEFAULT_SCOPES
from tests.dev.conftest import ALICE, GENERAL
from tests.dev.receiver import Receiver

ATTACHMENTS = [
    ({"text": "x"}, {"text": "x", "id": 1, "fallback": "x"}),
    ({"text": "x", "blocks": None}, {"text": "x", "id": 1, "fallback": "x"}),
    ({"text": "x", "fallback": "y"}, {"text": "x", "id": 1, "fallback": "y"}),
    (
        {"title": "t", "title_link": "https://go.dev", "footer": "f", "mrkdwn_in": ["text"]},
        {
            "title": "t", "title_link": "https://go.dev", "footer": "f", "mrkdwn_in": ["text"],
            "id": 1, "fallback": "t",
        },
    ),
    (
        {"image_url": "https://x"},
        {"image_url": "https://x", "id": 1, "fallback": "[no preview available]"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kept"), ATTACHMENTS)
async def test_attachment_is_kept_with_a_number_and_a_fallback(
    slack: Slack, client: AsyncWebClient, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    post = {"channel": GENERAL, "attachments": [{}, given]}
    answer = await client.api_call("chat.postMessage", json=post)
    assert answer["message"]["attachments"] == [kept]
    assert slack.messages("general")[0]["attachments"] == [kept]


async def test_ephemeral_may_have_an_attachment_only(slack: Slack, client: AsyncWebClient) -> None:
    shown = {"channel": GENERAL, "user": ALICE, "attachments": [{"text": "psst"}]}
    await client.api_call("chat.postEphemeral", json=shown)
    assert slack.ephemerals("general")[0]["attachments"][0]["text"] == "psst"


async def test_unfurl_flags_are_recorded(slack: Slack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(
        channel=GENERAL, text="x", unfurl_links=False, unfurl_media=False, link_names=False
    )
    [call] = slack.calls("chat.postMessage")
    assert {call.args[name] for name in ("unfurl_links", "unfurl_media")} <= {False, "0"}


LOOKS = [
    ({"username": "gerrit"}, "gerrit", None),
    ({"icon_emoji": ":bee:"}, "burrow", {"emoji": ":bee:"}),
    (
        {"username": "gerrit", "icon_url": "https://x/y.png"},
        "gerrit",
        dict.fromkeys(("image_36", "image_48", "image_72"), "https://x/y.png"),
    ),
]


@pytest.mark.parametrize(("look", "username", "icons"), LOOKS)
async def test_post_under_another_name_has_no_user(
    slack: Slack,
    client: AsyncWebClient,
    receiver: Receiver,
    look: dict[str, str],
    username: str,
    icons: dict[str, str] | None,
) -> None:
    slack.request_urls = [receiver.url]
    await client.api_call("chat.postMessage", json={"channel": GENERAL, "text": "merged"} | look)
    slack.wait_for(lambda: receiver.events("message"))
    [event] = receiver.events("message")
    assert (event["subtype"], event["username"], event.get("icons")) == (
        "bot_message", username, icons,
    )  # fmt: skip
    assert event["bot_id"] == slack.workspace.bot_id
    assert "user" not in event


async def test_post_under_another_name_can_be_updated(slack: Slack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=GENERAL, text="merged", username="gerrit")
    await client.chat_update(channel=GENERAL, ts=posted["ts"], text="abandoned")
    [message] = slack.messages("general")
    assert (message["text"], message["username"]) == ("abandoned", "gerrit")


@pytest.mark.parametrize("name", ["username", "icon_emoji", "icon_url"])
async def test_another_look_needs_its_scope(
    slack: Slack, client: AsyncWebClient, name: str
) -> None:
    slack.workspace.scopes = DEFAULT_SCOPES - {"chat:write.customize"}
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(
            "chat.postMessage", json={"channel": GENERAL, "text": "x", name: "me"}
        )
    assert refused.value.response["needed"] == "chat:write.customize"


def test_another_apps_bot_joins_the_workspace_and_no_channel(
    slack: Slack, receiver: Receiver
) -> None:
    slack.request_urls = [receiver.url]
    bot_id = slack.new_member("Build Bot", is_bot=True)
    slack.wait_for(lambda: receiver.events("team_join"))
    [event] = receiver.events()
    assert event["user"]["is_bot"] is True
    assert event["user"]["profile"]["bot_id"] != slack.workspace.bot_id
    assert bot_id not in slack.workspace.channel("general").members


async def test_bot_cannot_be_written_to(slack: Slack, client: AsyncWebClient) -> None:
    bot_id = slack.new_member("Build Bot", is_bot=True)
    with pytest.raises(SlackApiError, match="cannot_dm_bot"):
        await client.chat_postMessage(channel=bot_id, text="welcome")
    with pytest.raises(SlackApiError, match="cannot_dm_bot"):
        await client.conversations_open(users=bot_id)
