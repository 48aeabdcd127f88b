"""What the uploader asks of Slack and of the playground, and what it takes for an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import pytest
from aiohttp import ClientSession

from consumer.playground import files
from consumer.playground.files import GoFile
from consumer.playground.sharing import SHARE_PATH, share
from shared.errors import ServiceUnavailable
from shared.slack import Slack, web_client
from tests import services
from tests.consumer.sharing import INFO, Sharer, go
from tests.services import Service

TOKEN = "xoxb-of-the-test"
FILE = "/main.go"


@pytest.fixture
def other() -> Iterator[Service]:
    """Another service, where no token belongs."""
    with services.serve() as other:
        yield other


@pytest.fixture
async def client(service: Service) -> AsyncIterator[Slack]:
    """A Slack client for which the service is Slack."""
    web_api = web_client(TOKEN, f"{service.url}/api/")
    yield Slack(web_api, cast(Any, None))
    assert web_api.session is not None
    await web_api.session.close()


IDS = [(b"abc-_1", "abc-_1"), (b"abc\n", "abc"), (b"x" * 64, "x" * 64)]


@pytest.mark.parametrize(("answer", "snippet_id"), IDS)
async def test_id_becomes_a_link(
    http: ClientSession, service: Service, answer: bytes, snippet_id: str
) -> None:
    service.says(SHARE_PATH, answer)
    assert await share(http, service.url, b"x") == f"{service.url}/play/p/{snippet_id}"


NO_IDS = [b"", b"a b", b"a|b>", b"../a", b"a\nb", b"x" * 65, b"\xff", "é".encode(), b"<html>"]


@pytest.mark.parametrize("answer", NO_IDS)
async def test_what_is_no_id_becomes_no_link(
    http: ClientSession, service: Service, answer: bytes
) -> None:
    service.says(SHARE_PATH, answer)
    with pytest.raises(ServiceUnavailable, match=r"^PLAYGROUND_URL: .*(no id|over 64 bytes)"):
        await share(http, service.url, b"x")


async def test_code_follows_no_redirect(
    http: ClientSession, service: Service, other: Service
) -> None:
    service.says(SHARE_PATH, b"", status=307, headers={"Location": other.url})
    with pytest.raises(ServiceUnavailable, match="HTTP 307"):
        await share(http, service.url, b"x")
    assert other.asked == []


def at(service: Service) -> GoFile:
    """Return a file that is said to be there."""
    return GoFile("main.go", None, None, service.url + FILE)


async def test_slack_is_shown_the_token(
    http: ClientSession, service: Service, client: Slack
) -> None:
    service.says(FILE, b"\n" * 5)
    assert await files.download(at(service), http, client) == b"\n" * 5
    assert [asked.headers["Authorization"] for asked in service.asked] == [f"Bearer {TOKEN}"]


NO_FILES = [
    (b"\n" * 4, "application/octet-stream", "the file has under 6 lines"),
    (b"\n" * 5, "text/html; charset=utf-8", "the file: the answer is a web page"),
    (b"\n" * (64 * 1024 + 1), "text/plain", "the file: the answer is over 65536 bytes"),
]


@pytest.mark.parametrize(
    ("body", "content_type", "reason"), NO_FILES, ids=["short", "sign-in page", "huge"]
)
async def test_what_slack_sends_is_looked_at_once_more(
    http: ClientSession,
    service: Service,
    client: Slack,
    body: bytes,
    content_type: str,
    reason: str,
) -> None:
    service.says(FILE, body, headers={"Content-Type": content_type})
    with pytest.raises(ServiceUnavailable, match=f"^{reason}$"):
        await files.download(at(service), http, client)


async def test_token_follows_no_redirect(
    http: ClientSession, service: Service, other: Service, client: Slack
) -> None:
    service.says(FILE, b"", status=302, headers={"Location": other.url + FILE})
    with pytest.raises(ServiceUnavailable, match="HTTP 302"):
        await files.download(at(service), http, client)
    assert other.asked == []


async def test_file_elsewhere_is_not_even_asked_for(sharer: Sharer, other: Service) -> None:
    event = sharer.upload(go(20))
    sharer.bot.slack.workspace.files_url = other.url  # as files.info has it from now on
    assert await sharer.calls(event) == [INFO]
    assert other.asked == []
