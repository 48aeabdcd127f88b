"""The control routes, as other processes and the page use them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from dev.slack import modals
from dev.slack.control import Slack
from dev.slack.pushing import pushed
from dev.slack.workspace import Workspace
from tests.dev.blocks_of import home, modal, text_input
from tests.dev.conftest import ALICE, BOB, GENERAL
from tests.dev.receiver import Receiver


@pytest.fixture
def control(slack: Slack) -> Iterator[httpx.Client]:
    """An HTTP client at the control routes."""
    with httpx.Client(base_url=f"{slack.url}_control/", trust_env=False) as client:
        yield client


def test_act_of_a_person_returns_its_result(slack: Slack, control: httpx.Client) -> None:
    said = {"user": "alice", "channel": "general", "text": "@burrow hi", "typed": True}
    ts = control.post("say", json=said).json()["result"]
    assert [m["ts"] for m in slack.messages("general")] == [ts]
    assert slack.messages("general")[0]["text"] == "<@U0BURROWBOT> hi"


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("say", {"user": "alice", "channel": "newbies", "text": "x"}, 400, "join first"),
    ("say", {"user": "dora", "channel": "general", "text": "x"}, 400, "no user 'dora'"),
    ("say", {"user": "alice"}, 400, "missing 2 required"),
    ("delete", {"user": "bob", "channel": "general", "ts": "1.0"}, 400, "has no message 1.0"),
    ("create_channel", {"user": "bob", "name": "general"}, 400, "there is a #general already"),
    ("fault", {"method": "auth.test", "kind": "explode"}, 400, "no fault 'explode'"),
    ("dance", {}, 404, "no act 'dance'"),
    ("slash", {"user": "alice", "channel": "general", "text": "/x"}, 400, "not a valid command"),
    (
        "slash", {"user": "alice", "channel": "general", "text": "/burrow", "thread_ts": "1.0"},
        400, "cannot be used in threads",
    ),
    ("submit", {"user": "alice"}, 400, "has no modal open"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "arguments", "status", "reason"), REFUSED)
def test_impossible_act_is_refused_with_its_reason(
    control: httpx.Client, act: str, arguments: dict[str, Any], status: int, reason: str
) -> None:
    answer = control.post(act, json=arguments)
    assert answer.status_code == status
    assert reason in answer.json()["error"]


def test_deed_that_the_app_answers_returns_how_it_did(
    slack: Slack, control: httpx.Client, app: Receiver
) -> None:
    app.says = [{"text": "heads"}]
    typed = {"user": "alice", "channel": "general", "text": "/burrow flip a coin"}
    answered = control.post("slash", json=typed).json()["result"]
    assert answered.pop("duration_s") > 0
    assert answered == {"status": 200, "body": {"text": "heads"}, "error": ""}
    assert control.post("view", json={"user": "alice"}).json() == {"result": None}


def test_state_has_what_the_app_offers_and_shows_one_person(
    slack: Slack, control: httpx.Client, app: Receiver, bot: WebClient
) -> None:
    slack.shortcut("alice", "ask_burrow")
    bot.views_open(trigger_id=app.last["trigger_id"], view=modal(text_input("name")))
    bot.views_publish(user_id=ALICE, view=home())
    slack.submit("alice", {"name": ""})
    state = control.get("state", params={"as": "alice"}).json()
    assert [command["command"] for command in state["commands"]] == ["/burrow"]
    assert [(s["callback_id"], s["type"]) for s in state["shortcuts"]] == [
        ("ask_burrow", "global"), ("call_support", "message"),
    ]  # fmt: skip
    assert state["views"] == [slack.view("alice")]
    assert state["views"][0]["errors"] == {"name": "Please complete this required field."}
    assert state["home"] == slack.home("alice")
    bobs = control.get("state", params={"as": "bob"}).json()
    assert (bobs["views"], bobs["home"]) == ([], None)


async def test_page_is_told_whose_view_or_home_changed() -> None:
    workspace = Workspace()
    pushes = pushed(workspace, None)
    assert await anext(pushes) == ": listening\n\n"
    modals.open_modal(workspace, ALICE, modal())
    modals.publish_home(workspace, BOB, home())
    told = [json.loads((await anext(pushes)).removeprefix("data: ")) for _ in range(2)]
    assert told == [
        {"type": "view", "channel": None, "user": ALICE},
        {"type": "home", "channel": None, "user": BOB},
    ]
    await pushes.aclose()  # type: ignore[attr-defined]


def test_form_of_another_site_is_refused(slack: Slack, control: httpx.Client) -> None:
    said = {"user": "alice", "channel": "general", "text": "x"}
    assert control.post("say", data=said).status_code == 415
    assert control.get("state", headers={"Host": "evil.example"}).status_code == 400
    assert slack.messages("general") == []


def test_state_shows_what_one_person_sees(slack: Slack, control: httpx.Client) -> None:
    slack.say("alice", "general", "hi")
    bobs = control.get("state", params={"as": "bob"}).json()
    seen = {channel["name"]: channel["member"] for channel in bobs["channels"]}
    assert "organisers" not in seen
    assert [seen[name] for name in ("general", "newbies", "random", "")] == [
        True, False, True, True,
    ]  # fmt: skip
    messages = control.get("channel", params={"as": ALICE, "id": GENERAL}).json()["messages"]
    assert [message["text"] for message in messages] == ["hi"]


def test_deliveries_are_directed_paused_and_read(
    slack: Slack, control: httpx.Client, receiver: Receiver
) -> None:
    control.post("delivery", json={"request_urls": [receiver.url], "paused": True})
    slack.say("alice", "general", "hi")
    assert slack.paused
    control.post("delivery", json={"paused": False})
    slack.wait_for(lambda: slack.deliveries)
    [attempt] = control.get("deliveries").json()
    assert (attempt["url"], attempt["status"]) == (receiver.url, 200)


def test_limits_are_set_and_switched_off(slack: Slack, control: httpx.Client) -> None:
    control.post("limits", json={"post_burst": 1})
    assert (slack.limits.enabled, slack.limits.post_burst) == (True, 1)
    control.post("limits", json={"enabled": False})
    assert slack.limits.enabled is False


def test_recorded_calls_are_read_by_method(slack: Slack, control: httpx.Client) -> None:
    httpx.post(f"{slack.api_url}api.test", trust_env=False)
    assert [call["method"] for call in control.get("calls").json()] == ["api.test"]
    assert control.get("calls", params={"method": "auth.test"}).json() == []
