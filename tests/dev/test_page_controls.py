"""Slash commands, the bot's controls in messages, and shortcuts in a real browser.

A receiver stands in for the app: `says` has its answers, and the test makes its calls.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from dev.slack.control import Slack
from dev.slack.features import Features
from tests.dev.blocks_of import actions, button, options, plain, select
from tests.dev.browser import field, shown, write
from tests.dev.conftest import ALICE
from tests.dev.deeds import EXTERNAL, ask, heard, pressed, said
from tests.dev.receiver import Receiver

pytestmark = pytest.mark.usefixtures("room")

SURE = {
    "title": plain("Stop it?"),
    "text": plain("For good."),
    "confirm": plain("Stop"),
    "deny": plain("Go on"),
}


@pytest.fixture(scope="module")
def slack(standing: Slack) -> Slack:
    """One workspace for all tests here, each of which has a channel of its own."""
    return standing


@pytest.fixture(scope="module")
def page(standing_page: Page) -> Page:
    """Its page."""
    return standing_page


def test_slash_menu_is_walked_and_completes_names_inside_the_command(
    slack: Slack, page: Page, app: Receiver, room: str
) -> None:
    app.says = ["*heads*"]
    field(page).press_sequentially("/")
    expect(page.get_by_role("listbox").get_by_role("option")).to_contain_text(
        ["/burrowhelp, or what you want"]
    )
    field(page).press("Enter")
    expect(field(page)).to_have_value("/burrow ")
    field(page).press_sequentially("ask @bo")
    field(page).press("ArrowDown")
    field(page).press("Tab")
    expect(field(page)).to_have_value("/burrow ask @bob ")
    field(page).press("Enter")
    expect(shown(page, "heads")).to_contain_text("Only visible to you")
    assert (app.last["command"], app.last["text"]) == ("/burrow", "ask <@U0BOB000001|bob>")
    assert said(slack, room) == []


def test_line_that_is_no_command_is_told_and_kept_but_sent_with_a_blank_before_it(
    slack: Slack, page: Page, room: str
) -> None:
    write(page, "/etc/passwd is mine")
    expect(page.get_by_role("alert")).to_contain_text("/etc/passwd is not a command")
    expect(field(page)).to_have_value("/etc/passwd is mine")
    assert said(slack, room) == []
    write(page, " /etc/passwd is mine")
    expect(shown(page, "/etc/passwd is mine")).to_be_visible()
    expect(field(page)).to_have_value("")


def test_thread_takes_no_commands_and_says_so(
    slack: Slack, page: Page, app: Receiver, room: str
) -> None:
    slack.say("alice", room, "a question")
    shown(page, "a question").hover()
    shown(page, "a question").get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_label("Reply", exact=True)
    reply.press_sequentially("/burrow help")
    expect(page.get_by_role("listbox")).to_have_count(0)
    reply.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("/burrow does not work in threads")
    assert app.received == []


def test_click_is_busy_until_it_is_answered_and_the_message_changes_in_place(
    page: Page, app: Receiver, bot: WebClient, room: str
) -> None:
    ts = ask(bot, room, button("go", "1", "Go on"), button("stop", "1", "Stop"))
    app.hold = True
    control = page.get_by_role("button", name="Go on")
    control.click()
    expect(control).to_have_attribute("aria-busy", "true")
    app.holding.set()
    expect(control).not_to_have_attribute("aria-busy", "true")
    assert app.last["actions"][0]["action_id"] == "go"
    bot.chat_update(channel=room, ts=ts, text="done", blocks=[actions(button("go", text="Again"))])
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_role("button", name="Again")).to_be_focused()
    bot.chat_delete(channel=room, ts=ts)
    expect(page.get_by_role("button", name="Again")).to_have_count(0)


def test_click_that_fails_is_told(page: Page, app: Receiver, bot: WebClient, room: str) -> None:
    ask(bot, room, button("go", text="Go on"))
    app.answers = [(500, {})]
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("burrow could not be reached")


def test_confirmation_is_denied_then_given(
    slack: Slack, page: Page, app: Receiver, bot: WebClient, room: str
) -> None:
    ask(bot, room, button("stop", "12", "Stop it") | {"style": "danger", "confirm": SURE})
    control = page.get_by_role("button", name="Stop it")
    control.click()
    dialog = page.get_by_role("dialog", name="Stop it?")
    expect(dialog).to_contain_text("For good.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(control).to_be_focused()
    assert app.received == []
    control.click()
    dialog.get_by_role("button", name="Stop", exact=True).click()
    assert pressed(slack, app, "stop")["value"] == "12"


def test_ephemeral_has_its_buttons_and_selects(
    slack: Slack, page: Page, app: Receiver, bot: WebClient, room: str
) -> None:
    row = actions(
        button("yes", text="Yes"), select("which", "red", "blue", placeholder=plain("Which"))
    )
    bot.chat_postEphemeral(channel=room, user=ALICE, text="psst", blocks=[row])
    page.get_by_label("Which").select_option("BLUE")
    assert pressed(slack, app, "which")["selected_option"]["value"] == "blue"


def test_external_select_asks_while_one_types(
    slack: Slack, page: Page, app: Receiver, bot: WebClient, room: str
) -> None:
    ask(bot, room, EXTERNAL)
    app.says = [{"options": options("index", "interface")}]
    control = page.get_by_role("combobox", name="A term")
    control.click()
    expect(page.get_by_role("option", name="Type to search")).to_be_visible()
    control.press_sequentially("in")
    offered = page.get_by_role("listbox").get_by_role("option")
    expect(offered).to_have_text(["INDEX", "INTERFACE"])
    assert app.last["value"] == "in"
    control.press("ArrowDown")
    control.press("Enter")
    expect(control).to_have_value("INTERFACE")
    assert pressed(slack, app, "term")["selected_option"]["value"] == "interface"


def test_shortcuts_are_found_at_the_composer_and_at_a_message(
    slack: Slack, page: Page, app: Receiver, room: str
) -> None:
    ts = slack.say("alice", room, "it is broken")
    page.get_by_role("button", name="Shortcuts").press("Enter")
    expect(page.get_by_role("menuitem")).to_have_text([re.compile("Ask Burrow")])
    expect(page.get_by_role("menuitem")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Shortcuts")).to_be_focused()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Ask Burrow").click()
    assert heard(slack, app, "shortcut")["callback_id"] == "ask_burrow"
    shown(page, "it is broken").hover()
    shown(page, "it is broken").get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Call tech support").click()
    assert heard(slack, app, "message_action")["message"]["ts"] == ts


def test_app_without_commands_and_shortcuts_offers_none(
    slack: Slack, page: Page, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack.workspace, "features", Features())
    slack.say("alice", room, "it is broken")
    expect(shown(page, "it is broken")).to_be_visible()
    expect(page.get_by_role("button", name="Shortcuts")).to_be_hidden()
    expect(page.get_by_role("button", name="More actions")).to_have_count(0)
