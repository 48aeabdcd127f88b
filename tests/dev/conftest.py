"""A local workspace, slack_sdk's client for it, and a receiver for its events."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from dev.slack.control import Slack
from dev.slack.server import serve
from dev.slack.workspace import DEFAULT_SCOPES, Workspace
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
def client(slack: Slack) -> AsyncWebClient:
    """slack_sdk's client as the bot uses it, without retries of its own."""
    return AsyncWebClient(token=TOKEN, base_url=slack.api_url, retry_handlers=[], timeout=5)
