"""The whole of Burrow in a browser, as `make run` gives it: nothing here is played by the test."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.dev.browser import field, place, shown, write
from tests.dev.local_run import LocalRun

ANSWER_MS = 10_000
GO = b'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("hop")\n}\n'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalRun]:
    """One run for all tests here."""
    folder = tmp_path_factory.mktemp("run")
    with LocalRun(folder, "--port", "0", "--state", str(folder / "state")) as run:
        run.address()
        yield run


@pytest.fixture
def page(browser: Browser, run: LocalRun) -> Iterator[Page]:
    """Its page, as Alice sees it."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.goto(run.address())
    expect(place(page)).to_have_text("#general")
    yield page
    context.close()


def test_new_member_is_welcomed_and_greeted(page: Page) -> None:
    page.get_by_label("Name of the new member").fill("Ada Lovelace")
    page.get_by_role("button", name="New member").click()
    page.get_by_role("button", name="Be Ada Lovelace").click()
    page.get_by_role("button", name="burrow, unread").click(timeout=ANSWER_MS)
    expect(place(page)).to_have_text("burrow")
    welcome = page.get_by_role("log", name="Messages").get_by_role("article")
    expect(welcome).to_have_count(1)
    expect(welcome.locator(".byline")).to_contain_text("burrow")
    expect(welcome.locator(".mention", has_text="#general").first).to_be_visible()
    page.get_by_role("button", name="newbies", exact=True).click()
    page.get_by_role("button", name="Join", exact=True).click()
    greeting = shown(page, "Only visible to you")
    expect(greeting).to_contain_text("@Ada Lovelace", timeout=ANSWER_MS)


def test_help_is_paged(page: Page) -> None:
    write(page, "@burrow help")
    expect(shown(page, "Page 1 of")).to_contain_text("help 2", timeout=ANSWER_MS)
    write(page, "@burrow help 2")
    expect(shown(page, "Page 2 of")).to_be_visible(timeout=ANSWER_MS)


def test_mention_completes_is_answered_and_shows_its_traffic(page: Page) -> None:
    page.get_by_role("button", name="reviews", exact=True).click()  # nothing else is said there
    expect(place(page)).to_have_text("#reviews")
    field(page).press_sequentially("@bur")
    expect(page.get_by_role("listbox").get_by_role("option")).to_contain_text("@burrow")
    field(page).press("Tab")
    field(page).press_sequentially("flip a coin")
    field(page).press("Enter")
    answer = shown(page, "burrow").filter(has_text=re.compile("heads|tails"))
    expect(answer).to_be_visible(timeout=ANSWER_MS)
    shown(page, "flip a coin").hover()
    shown(page, "flip a coin").get_by_role("button", name="Show its traffic").click()
    pane = page.get_by_role("region", name="Raw traffic")
    rows = pane.locator("summary")
    expect(rows.filter(has_text="app_mention")).to_contain_text("200")
    rows.filter(has_text="message").click()
    expect(pane.get_by_label("Envelope")).to_contain_text('"text": "<@U0BURROWBOT> flip a coin"')
    expect(pane.get_by_label("Delivery")).to_contain_text('"status": 200')
    pane.get_by_label("Find in the traffic").fill("chat.postMessage")
    rows.first.click()
    expect(pane.get_by_label("Arguments").first).to_contain_text(
        re.compile('"text": ".*(heads|tails)')
    )
    expect(pane.get_by_label("Answer").first).to_contain_text('"ok": true')


def test_go_file_is_shared_on_the_local_playground(page: Page) -> None:
    page.get_by_role("button", name="showandtell", exact=True).click()
    expect(place(page)).to_have_text("#showandtell")
    file: FilePayload = {"name": "main.go", "mimeType": "text/plain", "buffer": GO}
    page.locator("#composer input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Send").click()
    link = page.get_by_role("log", name="Messages").locator("a[href*='/play/p/']")
    expect(link).to_be_visible(timeout=ANSWER_MS)
    with page.expect_popup() as popup:
        link.click()
    expect(popup.value.locator("body")).to_contain_text('fmt.Println("hop")')


def test_job_streams_its_output_into_one_message_that_ends_with_state_and_file(page: Page) -> None:
    page.get_by_role("button", name="performance", exact=True).click()  # nothing else is said there
    expect(place(page)).to_have_text("#performance")
    write(page, "@burrow example slow 6")
    asked = shown(page, "example slow 6")
    asked.get_by_role("button", name="1 reply").click(timeout=ANSWER_MS)
    thread = page.get_by_role("log", name="Replies")
    growing = thread.get_by_role("article").nth(1)
    expect(growing).to_contain_text("step 2 of 6", timeout=ANSWER_MS)
    seen = growing.inner_text()
    identity = growing.get_attribute("data-ts")
    expect(asked.get_by_label(re.compile("hourglass_flowing_sand"))).to_be_visible()
    expect(growing).to_contain_text("succeeded in 6 s", timeout=ANSWER_MS)
    expect(growing).to_contain_text("step 6 of 6")
    assert "is running" in seen
    assert "step 6 of 6" not in seen
    assert growing.get_attribute("data-ts") == identity
    expect(thread.locator(".file").get_by_role("link")).to_be_visible(timeout=ANSWER_MS)
    expect(thread.locator(".file pre")).to_contain_text("step 1 of 6")
    expect(asked.get_by_label(re.compile("white_check_mark"))).to_be_visible()
    expect(asked.get_by_label(re.compile("hourglass_flowing_sand"))).to_have_count(0)
