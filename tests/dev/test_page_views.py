"""Forms and the home tab in a real browser.

A receiver stands in for the app: `says` has its answers, and the test makes its calls.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from dev.slack.control import Slack
from tests.dev.blocks_of import actions, button, home, input_of, modal, plain, select, text_input
from tests.dev.browser import CONTRAST_OF, field, place
from tests.dev.conftest import ALICE
from tests.dev.deeds import EXTERNAL, ask, heard, opened_form, pressed
from tests.dev.receiver import Receiver

pytestmark = pytest.mark.usefixtures("room")

STYLED = [button(style, text=style) | {"style": style} for style in ("primary", "danger")]
CONTRAST = 4.5  # WCAG 2 AA for text of this size


@pytest.fixture(scope="module")
def slack(standing: Slack) -> Slack:
    """One workspace for all tests here, each of which has a channel of its own."""
    return standing


@pytest.fixture(scope="module")
def page(standing_page: Page) -> Page:
    """Its page."""
    return standing_page


def test_form_shows_its_error_beside_the_field_and_is_sent_when_it_is_mended(
    slack: Slack, page: Page, app: Receiver, bot: WebClient
) -> None:
    site = text_input("site") | {"label": plain("Site"), "hint": plain("As in the list.")}
    where = input_of("where", select("value", "staging", "live"))
    where |= {"label": plain("Where"), "optional": True}
    form = opened_form(page, slack, app, bot, modal(site, where))
    expect(form.get_by_label("Site")).to_be_focused()
    form.get_by_role("button", name="Go").click()
    expect(form.locator(".error:visible")).to_have_count(1)
    expect(form.get_by_label("Site")).to_be_focused()
    form.get_by_label("Where").select_option("live")
    form.get_by_label("Site").fill("websit")
    app.says = [{"response_action": "errors", "errors": {"site": "Unknown."}}]
    form.get_by_label("Site").press("Enter")
    expect(form.get_by_label("Site")).to_have_accessible_description("As in the list. Unknown.")
    expect(form.get_by_label("Site")).to_be_focused()
    form.get_by_label("Site").fill("website")
    expect(form.get_by_text("Unknown.")).to_be_hidden()
    form.get_by_role("button", name="Go").click()
    expect(form).to_have_count(0)
    values = app.last["view"]["state"]["values"]
    assert values["site"]["typed"]["value"] == "website"
    assert values["where"]["value"]["selected_option"]["value"] == "live"
    expect(field(page)).to_be_focused()


def test_form_without_an_answer_says_so_and_keeps_what_was_typed(
    slack: Slack, page: Page, app: Receiver, bot: WebClient
) -> None:
    form = opened_form(page, slack, app, bot, modal(text_input("site")))
    app.hold = True  # longer than the workspace waits
    form.get_by_label("Label").fill("website")
    form.get_by_role("button", name="Go").click()
    expect(form.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
    expect(form.get_by_label("Label")).to_have_value("website")
    app.hold = False
    form.get_by_role("button", name="Go").click()
    expect(form).to_have_count(0)


def test_view_is_pushed_left_and_closed_by_escape(
    slack: Slack, page: Page, app: Receiver, bot: WebClient
) -> None:
    first = modal(text_input("site"), actions(button("more", text="More")), notify_on_close=True)
    form = opened_form(page, slack, app, bot, first)
    form.get_by_label("Label").fill("half")
    form.get_by_role("button", name="More").click()
    second = modal(actions(button("x"))) | {"title": plain("Second")}
    bot.views_push(trigger_id=pressed(slack, app, "more")["trigger_id"], view=second)
    expect(page.get_by_role("dialog", name="Second")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(form.get_by_label("Label")).to_have_value("half")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert heard(slack, app, "view_closed")["is_cleared"] is False


def test_view_that_the_bot_updates_keeps_what_was_typed_and_the_focus(
    slack: Slack, page: Page, app: Receiver, bot: WebClient
) -> None:
    form = opened_form(page, slack, app, bot, modal(text_input("a"), text_input("b")))
    fields = form.get_by_label("Label")
    fields.nth(1).press_sequentially("half")
    view = slack.view("alice") or {}
    given = [text_input("new"), text_input("newer"), text_input("b")]
    bot.views_update(view_id=view["id"], view=modal(*given))
    expect(fields).to_have_count(3)
    expect(fields.nth(2)).to_have_value("half")
    expect(fields.nth(2)).to_be_focused()
    form.get_by_role("button", name="Close").click()
    expect(form).to_have_count(0)


def test_home_is_opened_kept_current_and_used(
    slack: Slack, page: Page, app: Receiver, bot: WebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack.workspace, "subscriptions", frozenset({"app_home_opened"}))
    page.get_by_role("button", name="burrow", exact=True).click()
    messages = page.get_by_role("tab", name="Messages")
    expect(messages).to_have_attribute("aria-selected", "true")
    messages.press("ArrowLeft")
    panel = page.get_by_role("tabpanel", name="Home")
    expect(panel).to_contain_text("burrow has not published its home yet")
    slack.wait_for(lambda: app.events("app_home_opened"))
    for run in ("12", "13"):
        bot.views_publish(user_id=ALICE, view=home(actions(button("again", run, f"Again {run}"))))
        expect(panel.get_by_role("button")).to_have_text(f"Again {run}")
    panel.get_by_role("button").click()
    assert pressed(slack, app, "again")["value"] == "13"
    expect(field(page)).to_be_hidden()
    messages.click()
    expect(field(page)).to_be_visible()
    page.get_by_role("button", name="general").click()
    expect(place(page)).to_have_text("#general")
    expect(messages).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_controls_and_forms_can_be_read_on_a_phone(
    slack: Slack, page: Page, app: Receiver, bot: WebClient, room: str, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    ask(bot, room, *STYLED, EXTERNAL, select("which", "red", placeholder=plain("Which")))
    page.set_viewport_size({"width": 390, "height": 780})
    view = modal(text_input("site"), text_input("more", optional=True))
    form = opened_form(page, slack, app, bot, view)
    form.get_by_role("button", name="Go").click()
    expect(form.locator(".error:visible")).to_have_count(1)
    texts = page.locator(".block button, .block select, .field *, .modal h2, .modal footer button")
    poor = [
        (node.text_content(), node.evaluate(CONTRAST_OF))
        for node in texts.all()
        if node.is_visible() and node.evaluate(CONTRAST_OF) < CONTRAST
    ]
    assert poor == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert form.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    form.get_by_role("button", name="Close").click()
    page.set_viewport_size({"width": 1200, "height": 800})
    expect(form).to_have_count(0)
