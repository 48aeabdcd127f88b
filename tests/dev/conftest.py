"""A local workspace, its clients and its page in a browser, and a receiver for its events."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.server import serve
from dev.slack.workspace import DEFAULT_SCOPES, Workspace
from tests.dev.browser import ARGUMENTS, chromium_path, place
from tests.dev.receiver import Receiver

SECRET = "a-signing-secret"
TOKEN = "xoxb-of-the-tests"
GENERAL = "C0GENERAL01"
RANDOM = "C0RANDOM001"
ALICE = "U0ALICE0001"
BOB = "U0BOB000001"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server that takes deliveries and answers as told."""
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A workspace without request URL, limits off, reading of reactions allowed."""
    with served() as slack:
        yield slack


@contextlib.contextmanager
def served() -> Iterator[Slack]:
    """Serve such a workspace."""
    workspace = Workspace(scopes=DEFAULT_SCOPES | {"reactions:read", "channels:manage"})
    with serve(
        workspace,
        signing_secret=SECRET,
        bot_token=TOKEN,
        retry_delays_s=(0.0, 0.05, 0.1),
        limit_s=0.5,
    ) as slack:
        slack.limits.off()
        yield slack


@pytest.fixture
def app(slack: Slack, receiver: Receiver) -> Receiver:
    """The receiver as the request URL of an app that wants no events, only what people ask."""
    slack.workspace.subscriptions = frozenset()
    slack.request_urls = [receiver.url]
    return receiver


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    """slack_sdk's client as the bot uses it, without retries of its own."""
    return AsyncWebClient(token=TOKEN, base_url=slack.api_url, retry_handlers=[], timeout=5)


@pytest.fixture
def bot(slack: Slack) -> WebClient:
    """The bot's client for tests that wait for the page."""
    return WebClient(token=TOKEN, base_url=slack.api_url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a module."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, slack: Slack) -> Iterator[Page]:
    """The page as Alice sees it, in a browser of her own."""
    with opened(browser, slack) as page:
        yield page


@pytest.fixture(scope="module")
def standing() -> Iterator[Slack]:
    """A workspace that the rows of a table share."""
    with served() as slack:
        yield slack


@pytest.fixture(scope="module")
def standing_page(browser: Browser, standing: Slack) -> Iterator[Page]:
    """Its page."""
    with opened(browser, standing) as page:
        yield page


@pytest.fixture
def room(standing: Slack, standing_page: Page) -> str:
    """A new channel with the bot, shown on that page; gives its id."""
    for person in list(standing.workspace.users):  # whatever a test that failed has left open
        while standing.view(person):
            standing.close_view(person, all_of_them=True)
    name = f"room-{len(standing.workspace.channels)}"
    channel_id = standing.create_channel(name, with_bot=True)
    standing_page.get_by_role("button", name=name).click()
    expect(place(standing_page)).to_have_text(f"#{name}")
    return channel_id


@contextlib.contextmanager
def opened(browser: Browser, slack: Slack) -> Iterator[Page]:
    """Open the page; an error in it fails the test."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(slack.url)
    expect(place(page)).to_have_text("#general")
    yield page
    context.close()
    assert problems == []
