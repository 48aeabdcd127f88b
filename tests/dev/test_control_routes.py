"""The control routes, as other processes and the page use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from dev.slack.control import Slack
from tests.dev.conftest import ALICE, GENERAL
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
]


@pytest.mark.parametrize(("act", "arguments", "status", "reason"), REFUSED)
def test_impossible_act_is_refused_with_its_reason(
    control: httpx.Client, act: str, arguments: dict[str, Any], status: int, reason: str
) -> None:
    answer = control.post(act, json=arguments)
    assert answer.status_code == status
    assert reason in answer.json()["error"]


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
