"""The ways in as people use them: in the browser, over all that `python -m dev` starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.dev.browser import ARGUMENTS, chromium_path, field, place, shown, write
from tests.dev.local_run import LocalRun

ANSWER_MS = 10_000
HTTP, SOCKET = (), ("--socket-mode",)
over_http = pytest.mark.parametrize("run", [HTTP], indirect=True, ids=["http"])
over_both = pytest.mark.parametrize("run", [HTTP, SOCKET], indirect=True, ids=["http", "socket"])
NO_TIME = '"25:00" is no time: write HH:MM'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests here."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a run, by one of Slack's two transports."""
    folder: Path = tmp_path_factory.mktemp("run")
    words = ("--port", "0", "--state", str(folder / "state"), *request.param)
    with LocalRun(folder, *words) as started:
        yield started.address()


@pytest.fixture(scope="module")
def standing(browser: Browser, run: str) -> Iterator[Page]:
    """Its page; an error in it fails the last test."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(run)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def page(standing: Page) -> Page:
    """The same, with #general as Alice sees it."""
    standing.get_by_label("You are").select_option("Alice Ames")
    standing.get_by_role("button", name="general").click()
    expect(place(standing)).to_have_text("#general")
    return standing


def home_of(page: Page) -> Locator:
    """Open the bot's home tab."""
    page.get_by_role("button", name="burrow", exact=True).click()
    page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_text("Your recent runs")).to_be_visible(timeout=ANSWER_MS)
    return home


@over_both
def test_slash_command_from_the_menu_is_answered_for_alice_alone(page: Page) -> None:
    field(page).press_sequentially("/b")
    expect(page.get_by_role("listbox").get_by_role("option")).to_contain_text("/burrow")
    field(page).press("Enter")
    field(page).press_sequentially("define idempotent")
    field(page).press("Enter")
    answer = shown(page, "Only visible to you")
    expect(answer).to_contain_text("idempotent:", timeout=ANSWER_MS)
    page.get_by_label("You are").select_option("Bob Berg")
    expect(shown(page, "idempotent")).to_have_count(0)


@over_http
def test_form_says_what_is_wrong_beside_the_field_and_does_it_once_mended(page: Page) -> None:
    write(page, "/burrow example later suppress from")
    form = page.get_by_role("dialog")
    expect(form).to_contain_text("You can type it", timeout=ANSWER_MS)
    form.get_by_label("Start at").fill("25:00")
    form.get_by_label("End at").fill("tomorrow 23:59")
    form.get_by_role("button", name="Run").click()
    expect(form.locator(".error:visible")).to_contain_text(NO_TIME, timeout=ANSWER_MS)
    expect(form.get_by_label("Start at")).to_be_focused()
    form.get_by_label("Start at").fill("tomorrow 23:58")
    form.get_by_role("button", name="Run").click()
    expect(form).to_have_count(0, timeout=ANSWER_MS)
    expect(shown(page, "example_quiet is held back from")).to_be_visible(timeout=ANSWER_MS)


@over_http
def test_question_is_answered_by_its_button_which_is_gone_then(page: Page) -> None:
    write(page, "/burrow example later")
    expect(shown(page, "of example_quiet is accepted")).to_be_visible(timeout=ANSWER_MS)
    write(page, "@burrow cancel all")
    question = shown(page, "Cancel your run?")
    question.get_by_role("button", name="Cancel it").click(timeout=ANSWER_MS)
    expect(shown(page, "is removed, and will not begin")).to_be_visible(timeout=ANSWER_MS)
    expect(question).to_contain_text("✓ Cancel it, @Alice Ames")
    expect(question.locator(".block").get_by_role("button")).to_have_count(0)


@over_http
def test_home_tab_runs_a_job_again_and_cancels_it(page: Page) -> None:
    write(page, "/burrow example later")
    expect(shown(page, "of example_quiet is accepted").last).to_be_visible(timeout=ANSWER_MS)
    home = home_of(page)
    cancel = home.get_by_role("button", name="Cancel", exact=True)
    cancel.click()
    page.get_by_role("dialog").get_by_role("button", name="Yes").click()
    expect(home.get_by_text("cancelled").first).to_be_visible(timeout=ANSWER_MS)
    expect(cancel).to_have_count(0)
    home.get_by_role("button", name="Again").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Yes").click()
    expect(cancel).to_have_count(1, timeout=ANSWER_MS)
    page.get_by_role("tab", name="Messages").click()
    expect(shown(page, "is removed, and will not begin")).to_be_visible()
    expect(shown(page, "of example_quiet is accepted")).to_be_visible()
