"""The home tab: published, opened, and used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from dev.slack.control import Slack
from dev.slack.installing import installed
from dev.slack.workspace import Workspace
from tests.dev.blocks_of import actions, button, home, modal, select
from tests.dev.conftest import ALICE, BOB
from tests.dev.receiver import Receiver

MANIFEST = Path(__file__).parents[2] / "slack-manifest.json"


def test_home_is_seen_by_its_person(slack: Slack, bot: WebClient) -> None:
    assert slack.home("alice") is None
    bot.views_publish(user_id=ALICE, view=home(actions(button("go"))))
    view = slack.home("alice")
    assert view is not None
    assert (view["type"], view["blocks"]) == ("home", [actions(button("go"))])
    assert slack.home("bob") is None


def test_opening_tells_of_the_view_that_was_published(
    slack: Slack, receiver: Receiver, bot: WebClient
) -> None:
    slack.request_urls = [receiver.url]
    slack.open_home("alice")
    slack.wait_for(receiver.events)
    assert "view" not in receiver.events("app_home_opened")[0]
    bot.views_publish(user_id=ALICE, view=home())
    slack.open_home("alice")
    slack.wait_for(lambda: len(receiver.events()) == 2)
    assert receiver.events("app_home_opened")[1]["view"] == slack.home("alice")


def test_element_of_the_home_is_sent_with_the_view(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    bot.views_publish(user_id=ALICE, view=home(actions(select("pick", "red"), button("go", "12"))))
    slack.press("alice", "pick", "red")
    slack.press("alice", "go")
    sent = app.last
    view = slack.home("alice")
    assert sent["view"] == view
    assert view is not None
    assert sent["container"] == {"type": "view", "view_id": view["id"]}
    assert view["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "red"
    assert {"channel", "response_url"}.isdisjoint(sent)
    bot.views_open(trigger_id=sent["trigger_id"], view=modal())
    assert slack.view("alice") is not None


@pytest.mark.parametrize(
    ("view", "on", "error"),
    [
        (modal(), True, "invalid_arguments"),
        (home() | {"title": {"type": "plain_text", "text": "x"}}, True, "invalid_arguments"),
        (home({"type": "dance"}), True, "invalid_arguments"),
        (home(), False, "not_enabled"),
    ],
)
def test_home_that_slack_would_not_take_is_refused(
    slack: Slack, bot: WebClient, view: dict[str, object], on: bool, error: str
) -> None:
    slack.workspace.home_tab = on
    with pytest.raises(SlackApiError) as caught:
        bot.views_publish(user_id=BOB, view=view)
    assert caught.value.response["error"] == error
    assert slack.home("bob") is None


def test_app_is_installed_as_its_manifest_says() -> None:
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    workspace = installed(manifest)
    assert isinstance(workspace, Workspace)
    assert workspace.scopes == frozenset(manifest["oauth_config"]["scopes"]["bot"])
    assert "app_mention" in workspace.subscriptions
    assert [command.command for command in workspace.features.commands] == ["/burrow"]
