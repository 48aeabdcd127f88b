"""How the page draws what messages may have: attachments, files, another name; and sends files."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from slack_sdk import WebClient

from dev.slack.control import Slack
from tests.dev.browser import CONTRAST_OF, field, place, shown, write
from tests.dev.conftest import GENERAL, TOKEN

GO = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("hi")\n}\n'
CONTRAST = 4.5
# What is drawn of an attachment's text: selector, and the text there.
DRAWN = [
    ("*bold* words", "strong", "bold"),
    ("<https://go.dev/tour/|the tour>", "a", "the tour"),
    ("see https://go.dev.", "a", "https://go.dev"),
    ("- one\n- two", "ul li:nth-child(2)", "two"),
    ("1. one", "ol li", "one"),
    ("&gt; quoted", "blockquote", "quoted"),
    ("```a &lt; b```", "pre", "a < b"),
    ("in <#C0NEWBIES01>", ".mention", "#newbies"),
    ("ask <@U0BOB000001>", ".mention", "@Bob Berg"),
    ("*at <!date^1^{time}|09:00 UTC>*", "strong", "at 09:00 UTC"),
]


@pytest.mark.parametrize(("text", "where", "drawn"), DRAWN)
def test_attachment_is_drawn_as_text_is(
    standing: Slack, standing_page: Page, text: str, where: str, drawn: str
) -> None:
    bot = WebClient(token=TOKEN, base_url=standing.api_url)
    bot.chat_postMessage(channel=GENERAL, text="here", attachments=[{"text": text}])
    last = shown(standing_page, "here").last.locator(f".attachment {where}")
    expect(last).to_have_text(drawn)


def test_attachment_has_title_footer_and_plain_text_where_it_says_so(
    page: Page, bot: WebClient
) -> None:
    attachment = {
        "title": "Resources",
        "title_link": "https://go.dev",
        "text": "*as it is*",
        "footer": "<https://go.dev|from> here",
        "mrkdwn_in": ["pretext"],
    }
    bot.chat_postMessage(channel=GENERAL, text="here", attachments=[attachment])
    card = shown(page, "here").locator(".attachment")
    expect(card.get_by_role("link", name="Resources")).to_have_attribute("href", "https://go.dev")
    expect(card).to_contain_text("*as it is*")
    expect(card.locator(".footer")).to_have_text("from here")


def test_other_name_and_picture_are_shown_with_the_apps_badge(page: Page, bot: WebClient) -> None:
    write(page, "first")
    bot.chat_postMessage(channel=GENERAL, text="as always")
    bot.chat_postMessage(channel=GENERAL, text="merged", username="gerrit", icon_emoji=":bee:")
    byline = shown(page, "merged").locator(".byline")
    expect(byline).to_contain_text("gerrit")
    expect(byline).to_contain_text("APP")
    expect(shown(page, "merged").locator(".avatar")).to_have_text("🐝")


def to_send(page: Page) -> Locator:
    """The files of the next message."""
    return page.locator("#composer .chosen")


def chosen(page: Page, *files: FilePayload) -> None:
    """Choose files for the next message."""
    page.locator("#composer input[type=file]").set_input_files(list(files))


def test_file_is_chosen_sent_shown_and_opened(slack: Slack, page: Page) -> None:
    chosen(page, {"name": "main.go", "mimeType": "text/plain", "buffer": GO.encode()})
    expect(to_send(page)).to_contain_text("main.go")
    field(page).fill("@burrow look at this")
    page.get_by_role("button", name="Send").click()
    message = shown(page, "look at this")
    expect(message.locator(".file")).to_contain_text("Go · 8 lines")
    expect(message.locator(".file pre")).to_contain_text("package main")
    expect(to_send(page)).to_be_hidden()
    [sent] = slack.messages("general")
    assert sent["files"][0]["name"] == "main.go"
    assert sent["text"] == "<@U0BURROWBOT> look at this"
    with page.expect_popup() as popup:
        message.get_by_role("link", name="main.go").click()
    expect(popup.value.locator("body")).to_have_text(GO)


def test_file_alone_is_sent_and_one_taken_back_is_not(slack: Slack, page: Page) -> None:
    for name in ("a.go", "b.go"):
        chosen(page, {"name": name, "mimeType": "text/plain", "buffer": b"package main"})
    page.get_by_role("button", name="Remove a.go").click()
    page.get_by_role("button", name="Send").click()
    expect(shown(page, "b.go")).to_be_visible()
    assert [file["name"] for file in slack.messages("general")[0]["files"]] == ["b.go"]


def test_file_that_is_no_text_is_refused(page: Page) -> None:
    chosen(page, {"name": "cat.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
    expect(page.get_by_role("alert")).to_contain_text("cat.png is no text")
    expect(to_send(page)).to_be_hidden()


def test_pasted_file_is_chosen(page: Page) -> None:
    field(page).evaluate(
        """(node) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["package main"], "pasted.go"));
          node.dispatchEvent(new ClipboardEvent("paste", {
            clipboardData: transfer, bubbles: true, cancelable: true }));
        }"""
    )
    expect(to_send(page)).to_contain_text("pasted.go")


def test_file_of_a_private_channel_is_not_shown_to_others(slack: Slack, page: Page) -> None:
    slack.upload("alice", "organisers", [("secret.txt", "x")])
    file_id = slack.messages("organisers")[0]["files"][0]["id"]
    seen = {
        name: page.request.get(f"{slack.url}_control/file?as={name}&id={file_id}")
        for name in ("alice", "bob")
    }
    assert [seen["alice"].status, seen["bob"].status] == [200, 404]
    assert seen["alice"].headers["content-type"] == "text/plain; charset=utf-8"
    assert seen["alice"].headers["x-content-type-options"] == "nosniff"


def test_file_of_the_bot_is_shown_with_its_first_lines(page: Page, bot: WebClient) -> None:
    bot.files_upload_v2(filename="demo_code-12.txt", content="one\ntwo\n", channel=GENERAL)
    card = page.locator(".file")
    expect(card.get_by_role("link", name="demo_code-12.txt")).to_be_visible()
    expect(card.locator("pre")).to_contain_text("one\ntwo")


def test_message_of_the_bot_grows_in_a_thread_while_somebody_looks(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    root = slack.say("alice", "general", "please count")
    bot.reactions_add(channel=GENERAL, timestamp=root, name="hourglass_flowing_sand")
    posted = bot.chat_postMessage(channel=GENERAL, thread_ts=root, text="```\nstep 1\n```")
    shown(page, "please count").get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("log", name="Replies")
    expect(thread.locator("pre")).to_have_text("step 1")
    lines = "\n".join(f"step {n}" for n in range(1, 81))
    bot.chat_update(channel=GENERAL, ts=posted["ts"], text=f"```\n{lines}\n```")
    expect(thread.locator("pre")).to_contain_text("step 80")
    expect(thread.get_by_role("article")).to_have_count(2)
    below = "node => node.scrollHeight - node.scrollTop - node.clientHeight"
    assert thread.evaluate(below) < 60  # whoever reads the last line goes on reading it
    bot.reactions_remove(channel=GENERAL, timestamp=root, name="hourglass_flowing_sand")
    expect(shown(page, "please count").locator(".reaction")).to_have_count(0)


def test_link_to_a_message_opens_its_channel_and_thread(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    root = slack.say("alice", "general", "it is broken")
    reply = slack.say("bob", "general", "it is indeed", root)
    for ts in (root, reply):
        link = bot.chat_getPermalink(channel=GENERAL, message_ts=ts)["permalink"]
        bot.chat_postMessage(channel="C0SUPPORT01", text=f"<{link}|{ts}>")
    page.get_by_role("button", name="support").click()
    shown(page, root).get_by_role("link").click()
    expect(place(page)).to_have_text("#general")
    expect(shown(page, "it is broken")).to_be_in_viewport()
    expect(page.locator("#thread")).to_be_hidden()
    page.get_by_role("button", name="support").click()
    shown(page, reply).get_by_role("link").click()
    expect(place(page)).to_have_text("#general")
    expect(page.get_by_role("log", name="Replies")).to_contain_text("it is indeed")


def test_new_member_is_played_and_finds_the_welcome_unread(
    slack: Slack, page: Page, bot: WebClient
) -> None:
    page.get_by_label("Name of the new member").fill("Ada Lovelace")
    page.get_by_role("button", name="New member").click()
    page.get_by_role("button", name="Be Ada Lovelace").click()
    expect(page.get_by_label("You are")).to_have_value(slack.workspace.user("ada.lovelace").id)
    bot.chat_postMessage(channel=slack.workspace.user("ada.lovelace").id, text="Welcome!")
    page.get_by_role("button", name="burrow, unread").click()
    expect(place(page)).to_have_text("burrow")
    expect(shown(page, "Welcome!")).to_be_visible()
    expect(page.get_by_role("button", name="burrow", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_not_always_there_can_be_read(
    slack: Slack, page: Page, bot: WebClient, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    slack.upload("alice", "general", [("main.go", GO)])
    bot.chat_postMessage(channel=GENERAL, text="x", attachments=[{"text": "y", "footer": "z"}])
    page.get_by_role("button", name="Raw traffic").click()
    page.locator(".exchange summary").first.click()
    field(page).press_sequentially("@")
    texts = page.locator(
        ".complete li *, .attachment p, .file a, .file .quiet, .file pre, #traffic-toggle, "
        ".traffic-bar h2, .exchange summary *, .exchange h4, .exchange pre"
    )
    poor = [
        (node.text_content(), node.evaluate(CONTRAST_OF))
        for node in texts.all()
        if node.is_visible() and node.evaluate(CONTRAST_OF) < CONTRAST
    ]
    assert poor == []
