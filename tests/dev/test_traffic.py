"""The raw traffic: what is kept of it, and the pane that shows it."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from dev.slack.control import Slack
from dev.slack.requests import ApiRequest
from dev.slack.traffic import Traffic, channel_of
from tests.dev.browser import field, shown, write
from tests.dev.conftest import ALICE, BOB, GENERAL, TOKEN
from tests.dev.receiver import Receiver

CHANNELS: list[tuple[dict[str, Any], str | None]] = [
    ({"type": "message", "channel": "C1"}, "C1"),
    ({"type": "channel_created", "channel": {"id": "C1", "name": "x"}}, "C1"),
    ({"type": "reaction_added", "item": {"channel": "C1", "ts": "1.1"}}, "C1"),
    ({"type": "team_join", "user": {"id": "U1"}}, None),
    ({"command": "/burrow", "channel_id": "C1"}, "C1"),
    ({}, None),
]


@pytest.mark.parametrize(("fields", "channel"), CHANNELS)
def test_channel_of_an_exchange(fields: dict[str, Any], channel: str | None) -> None:
    assert channel_of(fields) == channel


def test_only_the_last_exchanges_are_kept() -> None:
    traffic = Traffic(kept=3)
    for number in range(5):
        traffic.call(float(number), ApiRequest("api.test"))
    assert [exchange.number for exchange in traffic.last] == [3, 4, 5]


def test_deed_of_a_person_is_kept_with_its_answer(slack: Slack, app: Receiver) -> None:
    app.says = ["heads"]
    slack.slash("alice", "general", "/burrow flip a coin")
    slack.shortcut("alice", "ask_burrow")
    command, shortcut = slack.traffic
    assert (command.kind, command.name, command.channel) == ("event", "/burrow", GENERAL)
    assert (command.status, command.response) == (200, {"text": "heads"})
    assert command.request["text"] == "flip a coin"
    assert [attempt["url"] for attempt in command.attempts] == [app.url]
    assert (shortcut.name, shortcut.channel, shortcut.response) == ("shortcut", None, {})


def pane(page: Page) -> Locator:
    """The pane."""
    return page.get_by_role("region", name="Raw traffic")


def rows(page: Page) -> Locator:
    """Its rows, the newest first."""
    return pane(page).locator("summary")


def opened(page: Page) -> None:
    """Open the pane."""
    page.get_by_role("button", name="Raw traffic").click()
    expect(pane(page)).to_be_visible()


def test_pane_is_off_until_asked_for_and_shows_what_came_before(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    bot.chat_postMessage(channel=GENERAL, text="before")
    expect(pane(page)).to_be_hidden()
    opened(page)
    expect(rows(page).first).to_contain_text("chat.postMessage")
    field(page).focus()
    page.get_by_role("button", name="Close the traffic").click()
    expect(pane(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Raw traffic")).to_be_focused()


def test_deed_of_a_person_unfolds_to_its_answer(slack: Slack, page: Page, app: Receiver) -> None:
    app.says = [{"text": "heads"}]
    opened(page)
    slack.slash("alice", "general", "/burrow flip a coin")
    expect(rows(page)).to_contain_text("/burrow")
    rows(page).click()
    expect(pane(page).get_by_label("Answer")).to_contain_text("heads")


def test_event_unfolds_to_envelope_headers_and_answer(
    slack: Slack, page: Page, receiver: Receiver
) -> None:
    slack.request_urls = [receiver.url]
    opened(page)
    write(page, "hello there")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("message")
    expect(rows(page)).to_contain_text("#general")
    expect(rows(page)).to_contain_text("200")
    rows(page).click()
    expect(pane(page).get_by_label("Envelope")).to_contain_text('"text": "hello there"')
    delivery = pane(page).get_by_label("Delivery")
    expect(delivery).to_contain_text('"X-Slack-Signature": "v0=')
    expect(delivery).to_contain_text('"status": 200')


def test_retries_are_told_with_their_reason(slack: Slack, page: Page, receiver: Receiver) -> None:
    receiver.answers = [(500, {})]
    slack.request_urls = [receiver.url]
    opened(page)
    write(page, "hello there")
    expect(rows(page)).to_contain_text("200, 2 tries")
    rows(page).click()
    expect(pane(page).get_by_label("Delivery")).to_contain_text('"reason": "http_error"')
    retry = pane(page).get_by_label("Retry 1")
    expect(retry).to_contain_text('"X-Slack-Retry-Reason": "http_error"')


def test_call_unfolds_to_arguments_without_token_and_answer(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    opened(page)
    bot.chat_postMessage(channel=ALICE, text="psst")
    expect(rows(page)).to_contain_text("alice and burrow")
    rows(page).click()
    expect(pane(page).get_by_label("Arguments")).to_contain_text('"text": "psst"')
    expect(pane(page).get_by_label("Answer")).to_contain_text('"ok": true')
    expect(pane(page)).not_to_contain_text("xoxb")


REFUSALS = [
    ("C0NOWHERE", None, "channel_not_found"),
    (GENERAL, "status", "fault: status"),
    (GENERAL, "drop_after", "fault: drop_after"),
]


@pytest.mark.parametrize(("channel", "fault", "outcome"), REFUSALS)
def test_call_that_went_wrong_is_marked(
    slack: Slack, page: Page, channel: str, fault: Any, outcome: str
) -> None:
    opened(page)
    if fault:
        slack.fault("chat.postMessage", fault)
    post = json.dumps({"channel": channel, "text": "x"})
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    with contextlib.suppress(httpx.RemoteProtocolError):  # a dropped connection
        httpx.post(f"{slack.api_url}chat.postMessage", content=post, headers=headers)
    expect(rows(page).locator(".outcome.bad")).to_have_text(outcome)


def test_rows_are_filtered_by_kind_channel_and_word(
    slack: Slack, page: Page, bot: WebClient, receiver: Receiver
) -> None:
    slack.request_urls = [receiver.url]
    slack.say("alice", "general", "one")
    bot.chat_postMessage(channel=BOB, text="two")
    opened(page)
    names = rows(page).locator("strong")
    expect(names).to_have_text(["message", "chat.postMessage", "message"])
    pane(page).get_by_label("Kind").select_option("call")
    expect(names).to_have_text(["chat.postMessage"])
    pane(page).get_by_label("Kind").select_option("event")
    pane(page).get_by_label("Channel").select_option(label="#general")
    expect(names).to_have_text(["message"])
    pane(page).get_by_label("Find in the traffic").fill("two")
    expect(names).to_have_count(0)
    expect(pane(page)).to_contain_text("Nothing of this kind.")


CAUSED = ["reaction_added", "reactions.add", "message"]


def test_message_leads_to_its_traffic(
    slack: Slack, page: Page, bot: WebClient, receiver: Receiver
) -> None:
    slack.request_urls = [receiver.url]
    ts = slack.say("alice", "general", "party")
    slack.say("alice", "general", "something else")
    bot.reactions_add(channel=GENERAL, timestamp=ts, name="tada")
    shown(page, "party").hover()
    shown(page, "party").get_by_role("button", name="Show its traffic").click()
    expect(rows(page).locator("strong")).to_have_text(CAUSED)


def test_unfolded_row_stays_unfolded_and_focused_when_it_goes_on(
    slack: Slack, page: Page, receiver: Receiver
) -> None:
    slack.request_urls = [receiver.url]
    slack.paused = True
    opened(page)
    slack.say("alice", "general", "hello")
    expect(rows(page)).to_contain_text("on its way")
    rows(page).click()
    slack.paused = False
    expect(pane(page).get_by_label("Delivery")).to_contain_text('"status": 200')
    expect(rows(page)).to_be_focused()


def test_unfolded_row_stays_unfolded_when_more_comes(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    opened(page)
    bot.chat_postMessage(channel=GENERAL, text="one")
    rows(page).click()
    bot.chat_postMessage(channel=GENERAL, text="two")
    expect(rows(page)).to_have_count(2)
    expect(rows(page).last).to_be_focused()
    expect(pane(page).get_by_label("Arguments")).to_contain_text('"text": "one"')
    page.get_by_role("button", name="Clear").click()
    expect(pane(page)).to_contain_text("Nothing yet")


def test_phone_gives_the_pane_the_whole_screen(page: Page, bot: WebClient) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    opened(page)
    bot.chat_postMessage(channel=GENERAL, text="x" * 500)
    rows(page).click()
    assert pane(page).bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    assert page.evaluate("document.documentElement.scrollWidth") == 390
