"""Answers by the address that comes with a deed (`response_url`)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from dev.slack.control import Slack
from tests.dev.blocks_of import actions, button
from tests.dev.conftest import ALICE, GENERAL
from tests.dev.receiver import Receiver


def of_command(slack: Slack, app: Receiver, channel: str = "general") -> str:
    """Use the slash command and return the address that comes with it."""
    slack.slash("alice", channel, "/burrow help")
    return str(app.last["response_url"])


def of_click(slack: Slack, app: Receiver, bot: WebClient, *, ephemeral: bool) -> tuple[str, str]:
    """Click a button and return the address that comes with it, and the message's `ts`."""
    given = {"channel": GENERAL, "text": "choose", "blocks": [actions(button("go"))]}
    if ephemeral:
        ts = bot.chat_postEphemeral(user=ALICE, **given)["message_ts"]  # type: ignore[arg-type]
    else:
        ts = bot.chat_postMessage(**given)["ts"]  # type: ignore[arg-type]
    slack.click("alice", "general", ts, "go")
    return str(app.last["response_url"]), str(ts)


def send(url: str, **given: Any) -> tuple[int, Any]:
    """Post to the address; return the status and what came back."""
    answer = httpx.post(url, json=given, trust_env=False)
    return answer.status_code, answer.json()


def texts(messages: list[dict[str, Any]]) -> list[str]:
    """Return what messages say."""
    return [message["text"] for message in messages]


def test_answer_is_seen_by_that_person_alone_unless_it_says_so(slack: Slack, app: Receiver) -> None:
    url = of_command(slack, app)
    assert send(url, text="for you") == (200, {"ok": True})
    send(url, text="for all", response_type="in_channel")
    assert texts(slack.ephemerals("alice")) == ["for you"]
    [message] = slack.messages("general")
    assert message.pop("ts")
    assert message == {
        "type": "message", "subtype": "bot_message", "bot_id": "B0BURROW001", "text": "for all",
    }  # fmt: skip


def test_posts_are_recorded_as_calls(slack: Slack, app: Receiver) -> None:
    url = of_command(slack, app)
    send(url, text="hi", response_type="ephemeral")
    [call] = slack.calls("response_url")
    assert (call.args, call.status) == ({"text": "hi", "response_type": "ephemeral"}, 200)


def test_address_is_used_up_after_five_posts(slack: Slack, app: Receiver) -> None:
    url = of_command(slack, app)
    assert [send(url, text=str(number))[0] for number in range(5)] == [200] * 5
    assert send(url, text="6") == (404, {"ok": False, "error": "used_url"})
    assert len(slack.ephemerals("alice")) == 5


def test_address_ends_after_half_an_hour(slack: Slack, app: Receiver) -> None:
    url, clock = of_command(slack, app), slack.workspace.clock
    slack.workspace.clock = lambda: clock() + 1801
    assert send(url, text="late") == (404, {"ok": False, "error": "expired_url"})
    assert slack.ephemerals("alice") == []


@pytest.mark.parametrize("ephemeral", [False, True])
def test_original_is_replaced_and_deleted(
    slack: Slack, app: Receiver, bot: WebClient, ephemeral: bool
) -> None:
    url, ts = of_click(slack, app, bot, ephemeral=ephemeral)
    seen = slack.ephemerals if ephemeral else slack.messages
    send(url, text="done", replace_original=True)
    assert [(m["ts"], m["text"], m["blocks"]) for m in seen("general")] == [(ts, "done", [])]
    send(url, delete_original="true")
    assert seen("general") == []


def test_without_replace_original_the_answer_is_new(
    slack: Slack, app: Receiver, bot: WebClient
) -> None:
    url, _ = of_click(slack, app, bot, ephemeral=False)
    send(url, text="also")
    assert texts(slack.messages("general")) == ["choose"]
    assert texts(slack.ephemerals("alice")) == ["also"]


def test_command_has_no_original(slack: Slack, app: Receiver) -> None:
    url = of_command(slack, app)
    send(url, text="new", replace_original=True, delete_original=True)
    assert texts(slack.ephemerals("alice")) == ["new"]


def test_answer_goes_where_the_bot_is_not_and_into_a_thread(slack: Slack, app: Receiver) -> None:
    url, root = of_command(slack, app, "random"), slack.say("bob", "random", "hi")
    send(url, text="below", response_type="in_channel", thread_ts=root)
    assert texts(slack.replies("random", root)) == ["below"]


REFUSED: list[tuple[bytes, str]] = [
    (b"{}", "no_text"),
    (b"[]", "invalid_payload"),
    (b"payload=x", "invalid_payload"),
    (b'{"blocks": [{"type": "dance"}]}', "invalid_blocks"),
]


@pytest.mark.parametrize(("body", "error"), REFUSED)
def test_post_that_cannot_be_shown_is_refused_and_does_not_count(
    slack: Slack, app: Receiver, body: bytes, error: str
) -> None:
    url = of_command(slack, app)
    for _ in range(6):
        answer = httpx.post(url, content=body, trust_env=False)
        assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert send(url, text="fine")[0] == 200


def test_unknown_address_is_refused(slack: Slack) -> None:
    url = f"{slack.url}actions/T0BURROW001/1/none"
    assert send(url, text="hi") == (404, {"ok": False, "error": "no_service"})


def test_post_can_be_made_to_fail(slack: Slack, app: Receiver) -> None:
    url = of_command(slack, app)
    slack.fault("response_url", "status", status=500)
    assert httpx.post(url, json={"text": "hi"}, trust_env=False).status_code == 500
    assert slack.ephemerals("alice") == []
