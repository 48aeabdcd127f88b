"""Requests to services outside that are slow, huge, broken, or lead elsewhere."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from consumer.playground import files
from consumer.playground.files import GoFile
from consumer.playground.sharing import share
from consumer.playground.transfer import transfer
from shared.errors import ServiceUnavailable
from shared.slack import Slack, web_client
from tests.consumer.sharing import INFO, Sharer, go

LIMIT = 1000
TOKEN = "xoxb-of-the-test"


class Stranger:
    """A server that answers what it is told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.silent = False
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return str(self.server.make_url("/")).rstrip("/")

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.headers))
        if self.silent:
            await asyncio.sleep(30)
        return web.Response(**self.answer)


@pytest.fixture
async def stranger() -> AsyncIterator[Stranger]:
    """A server of the test's own."""
    stranger = Stranger()
    async with stranger.server:
        yield stranger


@pytest.fixture
async def other() -> AsyncIterator[Stranger]:
    """Another one, where no token belongs."""
    other = Stranger()
    async with other.server:
        yield other


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    """The client for outside services."""
    async with ClientSession() as http:
        yield http


@pytest.fixture
async def client(stranger: Stranger) -> AsyncIterator[Slack]:
    """A Slack client for which the stranger is Slack."""
    web_api = web_client(TOKEN, f"{stranger.url}/api/")
    yield Slack(web_api, cast(Any, None))
    assert web_api.session is not None
    await web_api.session.close()


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("error", {"status": 503, "body": b"x"}, "the answer is HTTP 503"),
    ("no content", {"status": 204}, "the answer is HTTP 204"),
    ("sign-in page", {"text": "x", "content_type": "text/html"}, "the answer is a web page"),
    ("huge", {"body": b"x" * (LIMIT + 1)}, "the answer is over 1000 bytes"),
    (
        "huge when unpacked",
        {"body": gzip.compress(b"x" * 10_000_000), "headers": {"Content-Encoding": "gzip"}},
        "the answer is over 1000 bytes",
    ),
    (
        "not packed",
        {"body": b"x" * 99, "headers": {"Content-Encoding": "gzip"}},
        "ClientPayloadError",
    ),
]


@pytest.mark.parametrize(
    ("answer", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
async def test_answer_is_refused(
    http: ClientSession, stranger: Stranger, answer: dict[str, Any], reason: str
) -> None:
    stranger.answer = answer
    with pytest.raises(ServiceUnavailable, match=f"^{reason}$"):
        await transfer(http, "GET", stranger.url, most_bytes=LIMIT, headers={})


async def test_answer_within_the_limit_is_taken(http: ClientSession, stranger: Stranger) -> None:
    stranger.answer = {"body": b"x" * LIMIT}
    answer = await transfer(http, "GET", stranger.url, most_bytes=LIMIT, headers={})
    assert answer == b"x" * LIMIT


async def test_silence_is_given_up(http: ClientSession, stranger: Stranger) -> None:
    stranger.silent = True
    with pytest.raises(ServiceUnavailable, match=r"no whole answer within 0\.1 s"):
        await transfer(http, "GET", stranger.url, most_bytes=LIMIT, headers={}, timeout_s=0.1)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[", "nowhere", "ftp://a/", ""])
async def test_no_server_is_no_answer(http: ClientSession, url: str) -> None:
    with pytest.raises(ServiceUnavailable):
        await transfer(http, "GET", url, most_bytes=LIMIT, headers={})


IDS = [("abc-_1", "abc-_1"), ("abc\n", "abc"), ("x" * 64, "x" * 64)]


@pytest.mark.parametrize(("answer", "snippet_id"), IDS)
async def test_id_becomes_a_link(
    http: ClientSession, stranger: Stranger, answer: str, snippet_id: str
) -> None:
    stranger.answer = {"text": answer}
    assert await share(http, stranger.url, b"x") == f"{stranger.url}/play/p/{snippet_id}"


NO_IDS = [b"", b"a b", b"a|b>", b"../a", b"a\nb", b"x" * 65, b"\xff", "é".encode()]


@pytest.mark.parametrize("answer", NO_IDS)
async def test_what_is_no_id_becomes_no_link(
    http: ClientSession, stranger: Stranger, answer: bytes
) -> None:
    stranger.answer = {"body": answer}
    with pytest.raises(ServiceUnavailable, match=r"no id|over 64 bytes"):
        await share(http, stranger.url, b"x")


async def test_code_follows_no_redirect(
    http: ClientSession, stranger: Stranger, other: Stranger
) -> None:
    stranger.answer = {"status": 307, "headers": {"Location": other.url}}
    with pytest.raises(ServiceUnavailable, match="HTTP 307"):
        await share(http, stranger.url, b"x")
    assert other.asked == []


def at(url: str) -> GoFile:
    """Return a file that is said to be there."""
    return GoFile("main.go", None, None, f"{url}/main.go")


async def test_slack_is_shown_the_token(
    http: ClientSession, stranger: Stranger, client: Slack
) -> None:
    stranger.answer = {"body": b"\n" * 5}
    assert await files.download(at(stranger.url), http, client) == b"\n" * 5
    assert [asked["Authorization"] for asked in stranger.asked] == [f"Bearer {TOKEN}"]


async def test_file_whose_lines_slack_did_not_count_is_counted_here(
    http: ClientSession, stranger: Stranger, client: Slack
) -> None:
    stranger.answer = {"body": b"\n" * 4}
    with pytest.raises(ServiceUnavailable, match="under 6 lines"):
        await files.download(at(stranger.url), http, client)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_token_follows_no_redirect(
    http: ClientSession, stranger: Stranger, other: Stranger, client: Slack, status: int
) -> None:
    stranger.answer = {"status": status, "headers": {"Location": f"{other.url}/main.go"}}
    with pytest.raises(ServiceUnavailable, match=f"HTTP {status}"):
        await files.download(at(stranger.url), http, client)
    assert other.asked == []


async def test_file_elsewhere_is_not_even_asked_for(sharer: Sharer, other: Stranger) -> None:
    event = sharer.upload(go(20))
    sharer.bot.slack.workspace.files_url = other.url  # as files.info has it from now on
    assert await sharer.calls(event) == [INFO]
    assert other.asked == []
