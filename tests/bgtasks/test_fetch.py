"""JSON of services outside: what is read, and the failure that all else is."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bgtasks.fetch import MOST_BYTES, fetch
from shared.errors import ServiceUnavailable
from tests.services import Service

PATH = "/news"
FULL = b"[" + b" " * (MOST_BYTES - 2) + b"]"


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
        (b"[]", {"status": 500}, "NEWS_URL: the answer is HTTP 500"),
        (b"", {"status": 304}, "NEWS_URL: the answer is HTTP 304"),
        (b"", {"status": 302, "headers": {"Location": PATH}}, "NEWS_URL: TooManyRedirects"),
    ],
    ids=range(10),
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


async def test_what_is_unchanged_is_none(http: aiohttp.ClientSession, service: Service) -> None:
    service.says(PATH, [1], etag='W/"a"')
    page = await fetch(http, "NEWS_URL", service.url + PATH)
    assert page is not None
    assert page.etag == 'W/"a"'
    assert await fetch(http, "NEWS_URL", service.url + PATH, page.etag) is None
    assert await fetch(http, "NEWS_URL", service.url + PATH, '"older"') == page
