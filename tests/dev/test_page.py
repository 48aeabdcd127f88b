"""The chat page in a real browser; the test plays the bot through the Web API."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from dev.slack.control import Slack
from tests.dev.browser import CONTRAST_OF, place, shown, write
from tests.dev.conftest import ALICE, BOB, GENERAL

# WCAG 2 AA for text of this size.
CONTRAST = 4.5


def test_typed_mention_is_sent_and_the_answer_appears(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    write(page, "@burrow flip a coin")
    expect(shown(page, "flip a coin").locator(".mention")).to_have_text("@burrow")
    assert slack.messages("general")[0]["text"] == "<@U0BURROWBOT> flip a coin"
    bot.chat_postMessage(channel=GENERAL, text=f"*heads*, <@{ALICE}>")
    expect(shown(page, "heads, @Alice Ames")).to_be_visible()
    expect(shown(page, "heads").locator("strong", has_text="heads")).to_be_visible()


def test_shift_enter_begins_a_line(slack: Slack, page: Page) -> None:
    box = page.get_by_label("Message", exact=True)
    box.fill("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    box.press("Enter")
    slack.wait_for(lambda: slack.messages("general"))
    assert slack.messages("general")[0]["text"] == "one\ntwo"


def test_thread_is_opened_answered_and_sent_to_the_channel(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    root = slack.say("bob", "general", "a question")
    shown(page, "a question").hover()
    shown(page, "a question").get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_label("Also send to #general").check()
    thread.get_by_label("Reply", exact=True).fill("an answer")
    thread.get_by_label("Reply", exact=True).press("Enter")
    expect(thread.get_by_role("article").filter(has_text="an answer")).to_be_visible()
    expect(shown(page, "an answer")).to_contain_text("replied to a thread")
    bot.chat_postMessage(channel=GENERAL, thread_ts=root, text="from the bot")
    expect(thread.get_by_role("article").filter(has_text="from the bot")).to_be_visible()
    expect(shown(page, "a question").get_by_role("button", name="2 replies")).to_be_visible()
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_reaction_is_picked_and_taken_back(slack: Slack, page: Page, bot: WebClient) -> None:
    ts = slack.say("bob", "general", "party")
    bot.reactions_add(channel=GENERAL, timestamp=ts, name="bee")
    expect(shown(page, "party").get_by_role("button", name="bee, 1: burrow")).to_be_visible()
    shown(page, "party").hover()
    shown(page, "party").get_by_role("button", name="Add reaction").click()
    page.get_by_role("dialog", name="Choose a reaction").get_by_label("tada").click()
    chip = shown(page, "party").get_by_role("button", name="tada, 1: Alice Ames")
    expect(chip).to_have_attribute("aria-pressed", "true")
    assert slack.reactions("general", ts)["tada"] == [ALICE]
    chip.click()
    expect(chip).to_be_hidden()


def test_ephemeral_is_marked_and_others_do_not_see_it(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    bot.chat_postEphemeral(channel=GENERAL, user=ALICE, text="psst")
    expect(shown(page, "psst")).to_contain_text("Only visible to you")
    page.get_by_label("You are").select_option(BOB)
    expect(page.get_by_label("You are")).to_have_value(BOB)
    slack.say("bob", "general", "marker")
    expect(shown(page, "marker")).to_be_visible()
    expect(shown(page, "psst")).to_have_count(0)


def test_channel_is_joined_before_writing_and_left_again(slack: Slack, page: Page) -> None:
    page.get_by_role("button", name="newbies").click()
    expect(place(page)).to_have_text("#newbies")
    expect(page.get_by_label("Message", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(shown(page, "@Alice Ames has joined the channel")).to_be_visible()
    write(page, "hello newbies")
    expect(shown(page, "hello newbies")).to_be_visible()
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_label("Message", exact=True)).to_be_disabled()
    assert ALICE not in slack.workspace.channel("newbies").members


def test_new_member_appears_and_can_be_played(slack: Slack, page: Page) -> None:
    page.get_by_label("Name of the new member").fill("Ada Lovelace")
    page.get_by_role("button", name="New member").click()
    expect(shown(page, "@Ada Lovelace has joined the channel")).to_be_visible()
    page.get_by_label("You are").select_option(label="Ada Lovelace")
    write(page, "hello, I am new")
    expect(shown(page, "hello, I am new").locator("strong").first).to_have_text("Ada Lovelace")
    assert slack.messages("general")[-1]["user"] == slack.workspace.user("ada.lovelace").id


def test_bot_is_talked_to_in_a_direct_message(slack: Slack, page: Page, bot: WebClient) -> None:
    page.get_by_role("button", name="burrow", exact=True).click()
    expect(place(page)).to_have_text("burrow")
    page.get_by_role("button", name="flip a coin").click()
    page.get_by_label("Message", exact=True).press("Enter")
    expect(shown(page, "flip a coin")).to_be_visible()
    bot.chat_postMessage(channel=ALICE, text="tails")
    expect(shown(page, "tails")).to_be_visible()


def test_own_message_is_edited_and_deleted(slack: Slack, page: Page) -> None:
    write(page, "see https://slack.dev @bob")
    message = page.get_by_role("log", name="Messages").get_by_role("article").first
    message.hover()
    message.get_by_role("button", name="Edit message").click()
    editor = page.get_by_role("textbox", name="Edit message")
    expect(editor).to_have_value("see https://slack.dev @bob")
    slack.new_member("Ada")
    expect(shown(page, "@Ada has joined the channel")).to_be_visible()
    editor.fill("changed")
    editor.press("Enter")
    expect(message).to_contain_text("changed")
    expect(message).to_contain_text("(edited)")
    message.hover()
    message.get_by_role("button", name="Delete message").click()
    expect(shown(page, "changed")).to_have_count(0)
    assert [m.get("subtype") for m in slack.messages("general")] == ["channel_join"]


def test_text_of_people_and_bot_is_never_markup(slack: Slack, page: Page, bot: WebClient) -> None:
    write(page, "<img src=x onerror=document.title='owned'> &amp; <b>bold</b>")
    expect(shown(page, "<b>bold</b>")).to_contain_text("&amp;")
    bot.chat_postMessage(channel=GENERAL, text="<javascript:alert(1)|click> <i>raw</i>")
    expect(shown(page, "raw")).to_be_visible()
    expect(page.locator(".log img, .log b, .log i, .log a")).to_have_count(0)
    expect(page).to_have_title(re.compile("#general"))


def test_unread_channel_is_marked_until_it_is_opened(slack: Slack, page: Page) -> None:
    slack.say("bob", "random", "anyone?")
    unread = page.get_by_role("button", name="random, unread")
    expect(unread).to_be_visible()
    unread.click()
    expect(shown(page, "anyone?")).to_be_visible()
    expect(page.get_by_role("button", name="random", exact=True)).to_be_visible()


def test_bot_is_brought_into_a_channel_by_a_hint(slack: Slack, page: Page) -> None:
    page.get_by_role("button", name="random").click()
    page.get_by_role("button", name="Bring burrow into #random").click()
    expect(shown(page, "@burrow has joined the channel")).to_be_visible()
    expect(page.get_by_role("button", name="@burrow help")).to_be_visible()


def test_phone_shows_channels_only_when_asked(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    newbies = page.get_by_role("button", name="newbies", exact=True)
    expect(newbies).to_be_hidden()
    page.get_by_role("button", name="Show channels").click()
    newbies.click()
    expect(place(page)).to_have_text("#newbies")
    expect(newbies).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_can_be_read(
    slack: Slack, page: Page, bot: WebClient, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    slack.say("bob", "general", "<@bot> `code` <https://slack.dev>\n&gt; quoted")
    bot.chat_postEphemeral(channel=GENERAL, user=ALICE, text="psst")
    expect(shown(page, "psst")).to_be_visible()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(26, 29, 26)"
    assert dark is (scheme == "dark")
    texts = page.locator(
        "h1, h2, .quiet, .places button, .body p, .body code, .body a, .body blockquote, .mention, "
        ".avatar, .badge, .byline time, .flag, .chip, .send, #membership"
    )
    poor = [
        (node.text_content(), node.evaluate(CONTRAST_OF))
        for node in texts.all()
        if node.is_visible() and node.evaluate(CONTRAST_OF) < CONTRAST
    ]
    assert poor == []
