"""Mentions that complete while one types, by keyboard and by mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from dev.slack.control import Slack
from tests.dev.browser import field, shown


def suggestions(page: Page) -> Locator:
    """What is suggested now."""
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


EIGHT = [
    "general", "newbies", "random", "admin-help", "goreviews", "jobs", "modules", "performance",
]  # fmt: skip
TYPED = [
    ("@", ["@burrow", "@alice", "@bob", "@carol", "@gwen", "@otto"]),
    ("hello @b", ["@burrow", "@bob"]),
    ("(@BE", ["@bob"]),  # Bob Berg
    ("@ro", ["@burrow", "@carol"]),
    ("#", EIGHT),
    ("see #new", ["newbies"]),
    ("#help", ["admin-help"]),
    ("@nobody", []),
    ("me@b", []),
    ("@bob ", []),
]


@pytest.mark.parametrize(("typed", "suggested"), TYPED)
def test_what_fits_is_suggested(standing_page: Page, typed: str, suggested: list[str]) -> None:
    field(standing_page).fill("")
    field(standing_page).press_sequentially(typed)
    expect(suggestions(standing_page).locator("strong")).to_have_text(suggested)


def test_keys_choose_and_take_without_sending(slack: Slack, page: Page) -> None:
    field(page).press_sequentially("ask @")
    expect(suggestions(page).nth(0)).to_have_attribute("aria-selected", "true")
    field(page).press("ArrowDown")
    field(page).press("ArrowDown")
    field(page).press("ArrowUp")
    active = field(page).get_attribute("aria-activedescendant") or ""
    expect(page.locator(f"#{active}")).to_contain_text("@alice")
    field(page).press("Enter")
    expect(field(page)).to_have_value("ask @alice ")
    field(page).press_sequentially("in #gen")
    field(page).press("Tab")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("ask @alice in #general ")
    assert slack.messages("general") == []
    field(page).press("Enter")
    expect(shown(page, "ask").locator(".mention")).to_have_text(["@Alice Ames", "#general"])


def test_pointer_takes_one_and_the_field_keeps_the_focus(page: Page) -> None:
    field(page).press_sequentially("@")
    suggestions(page).filter(has_text="@carol").click()
    expect(field(page)).to_have_value("@carol ")
    expect(field(page)).to_be_focused()
    expect(suggestions(page)).to_have_count(0)


def test_completion_is_in_the_middle_too(page: Page) -> None:
    field(page).fill("ask , please")
    field(page).evaluate("(node) => node.setSelectionRange(4, 4)")
    field(page).press_sequentially("@ca")
    field(page).press("Enter")
    expect(field(page)).to_have_value("ask @carol , please")


def test_whole_name_is_sent_with_enter(slack: Slack, page: Page) -> None:
    field(page).press_sequentially("thanks @Bob")
    expect(suggestions(page)).to_have_count(1)
    field(page).press("Enter")
    expect(shown(page, "thanks @Bob Berg")).to_be_visible()


def test_escape_closes_the_list_and_not_the_thread(slack: Slack, page: Page) -> None:
    slack.say("bob", "general", "a question")
    shown(page, "a question").hover()
    shown(page, "a question").get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_label("Reply", exact=True)
    reply.press_sequentially("@")
    expect(suggestions(page)).to_have_count(6)
    reply.press("Escape")
    expect(suggestions(page)).to_have_count(0)
    expect(reply).to_be_focused()
    reply.press("Escape")
    expect(page.get_by_role("complementary", name="Thread")).to_be_hidden()


def test_editor_completes_too(slack: Slack, page: Page) -> None:
    field(page).fill("ask somebody")
    field(page).press("Enter")
    shown(page, "ask").hover()
    page.get_by_role("button", name="Edit message").click()
    editor = page.get_by_role("textbox", name="Edit message")
    editor.fill("ask @ca")
    editor.press("Enter")
    expect(editor).to_have_value("ask @carol ")
    editor.press("Enter")
    expect(shown(page, "ask").locator(".mention")).to_have_text("@Carol Cho")


def test_somebody_new_completes_at_once(slack: Slack, page: Page) -> None:
    slack.new_member("Ada Lovelace")
    expect(shown(page, "@Ada Lovelace has joined")).to_be_visible()
    field(page).press_sequentially("hi @lov")
    field(page).press("Enter")
    expect(field(page)).to_have_value("hi @ada.lovelace ")
