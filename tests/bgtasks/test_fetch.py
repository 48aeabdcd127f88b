"""Outside services that are slow, huge, broken or gone: each a failure that says what it is."""

from __future__ import annotations

import gzip
import threading
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bgtasks import fetch as fetching
from bgtasks.fetch import MOST_BYTES, fetch, session
from dev.redis_server import free_port
from shared.errors import ServiceUnavailable
from tests.bgtasks.services import Service

PATH = "/news"
FULL = b"[" + b" " * (MOST_BYTES - 2) + b"]"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """The client that tasks are given."""
    async with session() as opened:
        yield opened


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"[]", []),
        (b'{"a": [1]}', {"a": [1]}),
        (b")]}'\n[1]", [1]),
        (b")]}'[1]", [1]),
        (b" null ", None),
        (FULL, []),
    ],
)
async def test_json_is_read_with_and_without_gerrit_s_prefix(
    http: aiohttp.ClientSession, service: Service, body: bytes, expected: Any
) -> None:
    service.says(PATH, body)
    page = await fetch(http, "NEWS_URL", service.url + PATH)
    assert page is not None
    assert (page.body, page.etag) == (expected, "")


@pytest.mark.parametrize(
    ("body", "more", "message"),
    [
        (b"", {}, "NEWS_URL: the answer is not JSON"),
        (b"<html>", {}, "NEWS_URL: the answer is not JSON"),
        (b'[{"a": 1}', {}, "NEWS_URL: the answer is not JSON"),
        (b"[\xff]", {}, "NEWS_URL: the answer is not JSON"),
        (b"[" * 100_000, {}, "NEWS_URL: the answer is not JSON"),
        (b" )]}'[1]", {}, "NEWS_URL: the answer is not JSON"),
        (FULL + b" ", {}, "NEWS_URL: the answer is over 1048576 bytes"),
        (
            gzip.compress(b" " * 50_000_000),
            {"headers": {"Content-Encoding": "gzip"}},
            "NEWS_URL: the answer is over 1048576 bytes",
        ),
        (b"x", {"headers": {"Content-Encoding": "gzip"}}, "NEWS_URL: "),
        (b"[]", {"headers": {"Content-Length": "10"}}, "NEWS_URL: "),
        (b"[]", {"status": 500}, "NEWS_URL: the answer is HTTP 500"),
        (b"[]", {"status": 404}, "NEWS_URL: the answer is HTTP 404"),
        (b"[]", {"status": 203}, "NEWS_URL: the answer is HTTP 203"),
        (b"", {"status": 304}, "NEWS_URL: the answer is HTTP 304"),
        (b"", {"status": 302, "headers": {"Location": PATH}}, "NEWS_URL: TooManyRedirects"),
        (b"", {"status": 302, "headers": {"Location": "file:///etc/hosts"}}, "NEWS_URL: NonHttp"),
        (b"", {"status": 302, "headers": {"Location": "http://[::"}}, "NEWS_URL: Invalid"),
    ],
    ids=range(17),
)
async def test_what_makes_no_sense_is_a_failure_that_names_the_setting(
    http: aiohttp.ClientSession, service: Service, body: bytes, more: dict[str, Any], message: str
) -> None:
    service.says(PATH, body, **more)
    with pytest.raises(ServiceUnavailable, match=message):
        await fetch(http, "NEWS_URL", service.url + PATH)


async def test_a_redirect_is_followed(http: aiohttp.ClientSession, service: Service) -> None:
    service.says(PATH, b"", status=302, headers={"Location": service.url + "/moved"})
    service.says("/moved", [1])
    page = await fetch(http, "NEWS_URL", service.url + PATH)
    assert page is not None
    assert page.body == [1]


@pytest.mark.parametrize(
    ("status", "retry_after", "after_s"),
    [
        (429, "120", 120),
        (503, "120", 120),
        (503, "999999999999", 3_600),
        (503, "Fri, 01 Mar 2024 12:00:00 GMT", None),
        (503, "-1", None),
        (503, "²", None),
        (503, "", None),
    ],
)
async def test_it_is_asked_again_no_sooner_than_it_wants(
    http: aiohttp.ClientSession,
    service: Service,
    status: int,
    retry_after: str,
    after_s: float | None,
) -> None:
    headers = {"Retry-After": retry_after.encode().decode("latin-1")}
    service.says(PATH, b"", status=status, headers=headers)
    with pytest.raises(ServiceUnavailable) as caught:
        await fetch(http, "NEWS_URL", service.url + PATH)
    assert caught.value.after_s == after_s


async def test_what_is_unchanged_is_none(http: aiohttp.ClientSession, service: Service) -> None:
    service.says(PATH, [1], etag='W/"a"')
    page = await fetch(http, "NEWS_URL", service.url + PATH)
    assert page is not None
    assert page.etag == 'W/"a"'
    assert await fetch(http, "NEWS_URL", service.url + PATH, page.etag) is None
    assert await fetch(http, "NEWS_URL", service.url + PATH, '"older"') == page


async def test_who_never_answers_is_not_waited_for(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT_S", 0.3)
    go_on = threading.Event()
    service.says(PATH, [1], after=go_on)
    async with session() as hurried:
        with pytest.raises(ServiceUnavailable, match=r"NEWS_URL: .*Timeout"):
            await fetch(hurried, "NEWS_URL", service.url + PATH)
    go_on.set()


async def test_who_is_not_there_is_a_failure_that_does_not_repeat_the_address(
    http: aiohttp.ClientSession,
) -> None:
    url = f"http://user:s3cret@127.0.0.1:{free_port()}/"
    with pytest.raises(ServiceUnavailable, match="NEWS_URL: ClientConnectorError") as caught:
        await fetch(http, "NEWS_URL", url)
    assert "s3cret" not in str(caught.value)


async def test_no_cookie_is_kept(http: aiohttp.ClientSession, service: Service) -> None:
    service.says(PATH, [1], headers={"Set-Cookie": "who=you"})
    await fetch(http, "NEWS_URL", service.url + PATH)
    await fetch(http, "NEWS_URL", service.url + PATH)
    assert "Cookie" not in service.asked[1].headers
