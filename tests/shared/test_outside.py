"""Services outside that are slow, huge, broken, gone, or lead elsewhere."""

from __future__ import annotations

import gzip
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from dev.redis_server import free_port
from shared.errors import ServiceUnavailable
from shared.outside import HTTP_NOT_MODIFIED, HTTP_OK, Request, ask
from tests.services import Service

PATH = "/news"
LIMIT = 1000


def question(service: Service, **more: Any) -> Request:
    """Return a request to that service."""
    url = service.url + PATH
    return replace(Request(service="NEWS_URL", url=url, most_bytes=LIMIT, within_s=5.0), **more)


@pytest.mark.parametrize("body", [b"", b"x", b"x" * LIMIT])
async def test_answer_within_the_limit_is_taken(
    http: ClientSession, service: Service, body: bytes
) -> None:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    service.says(PATH, body, etag='W/"a"', headers=headers)
    answer = await ask(http, question(service))
    assert (answer.status, answer.body) == (HTTP_OK, body)
    assert (answer.etag, answer.content_type) == ('W/"a"', "text/plain")


def moved(place: str) -> dict[str, Any]:
    """Return what makes an answer a redirect."""
    return {"status": 302, "headers": {"Location": place}}


PACKED = {"headers": {"Content-Encoding": "gzip"}}
REFUSED: list[tuple[str, bytes, dict[str, Any], str]] = [
    ("error", b"x", {"status": 503}, "the answer is HTTP 503"),
    ("not there", b"x", {"status": 404}, "the answer is HTTP 404"),
    ("another success", b"x", {"status": 203}, "the answer is HTTP 203"),
    ("no content", b"", {"status": 204}, "the answer is HTTP 204"),
    ("unasked 304", b"", {"status": 304}, "the answer is HTTP 304"),
    ("huge", b"x" * (LIMIT + 1), {}, "the answer is over 1000 bytes"),
    ("huge unpacked", gzip.compress(b" " * 50_000_000), PACKED, "the answer is over 1000 bytes"),
    ("not packed", b"x" * 99, PACKED, "ClientPayloadError"),
    ("cut off", b"x", {"headers": {"Content-Length": "10"}}, "ClientPayloadError"),
    ("redirected for ever", b"", moved(PATH), "TooManyRedirects"),
    ("to a file", b"", moved("file:///etc/hosts"), "NonHttpUrlRedirectClientError"),
    ("to nowhere", b"", moved("http://[::"), "InvalidUrlRedirectClientError"),
]


@pytest.mark.parametrize(
    ("body", "more", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
async def test_what_is_not_expected_is_refused_in_the_name_of_the_service(
    http: ClientSession, service: Service, body: bytes, more: dict[str, Any], reason: str
) -> None:
    service.says(PATH, body, **more)
    with pytest.raises(ServiceUnavailable, match=f"^NEWS_URL: {reason}$"):
        await ask(http, question(service, redirects=3))


async def test_expected_status_is_an_answer(http: ClientSession, service: Service) -> None:
    service.says(PATH, b"", status=304)
    answer = await ask(http, question(service, expected=(HTTP_OK, HTTP_NOT_MODIFIED)))
    assert answer.status == HTTP_NOT_MODIFIED


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed_unless_the_request_allows_it(
    http: ClientSession, service: Service, status: int
) -> None:
    service.says(PATH, b"", status=status, headers={"Location": "/moved"})
    service.says("/moved", b"x")
    with pytest.raises(ServiceUnavailable, match=f"HTTP {status}"):
        await ask(http, question(service))
    assert [asked.path for asked in service.asked] == [PATH]
    assert (await ask(http, question(service, redirects=3))).body == b"x"


async def test_no_more_redirects_are_followed_than_the_request_allows(
    http: ClientSession, service: Service
) -> None:
    service.says(PATH, b"", **moved("/1"))
    service.says("/1", b"", **moved("/2"))
    service.says("/2", b"x")
    assert (await ask(http, question(service, redirects=2))).body == b"x"
    with pytest.raises(ServiceUnavailable, match="TooManyRedirects"):
        await ask(http, question(service, redirects=1))


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
    http: ClientSession, service: Service, status: int, retry_after: str, after_s: float | None
) -> None:
    headers = {"Retry-After": retry_after.encode().decode("latin-1")}
    service.says(PATH, b"", status=status, headers=headers)
    with pytest.raises(ServiceUnavailable) as caught:
        await ask(http, question(service))
    assert caught.value.after_s == after_s


async def test_who_never_answers_is_not_waited_for(http: ClientSession, service: Service) -> None:
    go_on = threading.Event()
    service.says(PATH, b"x", after=go_on)
    with pytest.raises(ServiceUnavailable, match=r"^NEWS_URL: no whole answer within 0\.1 s$"):
        await ask(http, question(service, within_s=0.1))
    go_on.set()


async def test_who_is_not_there_is_a_failure_that_does_not_repeat_the_address(
    http: ClientSession, service: Service
) -> None:
    url = f"http://user:s3cret@127.0.0.1:{free_port()}/"
    with pytest.raises(ServiceUnavailable, match=r"^NEWS_URL: ClientConnectorError$") as caught:
        await ask(http, question(service, url=url))
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://[", "nowhere", "ftp://a/", ""])
async def test_what_is_no_address_is_a_failure(
    http: ClientSession, service: Service, url: str
) -> None:
    with pytest.raises(ServiceUnavailable, match=r"^NEWS_URL: "):
        await ask(http, question(service, url=url))


async def test_every_request_says_who_asks_and_no_cookie_is_kept(
    http: ClientSession, service: Service
) -> None:
    service.says(PATH, b"x", headers={"Set-Cookie": "who=you"})
    # By its name: aiohttp keeps no cookie of a mere number.
    url = service.url.replace("127.0.0.1", "localhost") + PATH
    for method in ("GET", "POST"):
        await ask(http, question(service, url=url, method=method))
    assert {asked.headers["User-Agent"] for asked in service.asked} == {"Burrow, a Slack bot"}
    assert "Cookie" not in service.asked[1].headers


@pytest.mark.parametrize(
    ("url", "no_proxy", "way"),
    [
        ("http://elsewhere.example/news", "", "http://elsewhere.example/news"),
        ("", "127.0.0.1", PATH),
    ],
    ids=["through it", "past it"],
)
async def test_proxy_of_the_environment_is_used_where_it_should_be(
    http: ClientSession,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    no_proxy: str,
    way: str,
) -> None:
    monkeypatch.setenv("http_proxy", service.url)
    monkeypatch.setenv("no_proxy", no_proxy)
    service.says(way, b"x")
    assert (await ask(http, question(service, url=url or service.url + PATH))).body == b"x"


@pytest.mark.parametrize(
    ("headers", "sent"), [({}, None), ({"Authorization": "Bearer t"}, "Bearer t")]
)
async def test_passwords_of_the_machine_are_sent_to_nobody(
    http: ClientSession,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    headers: dict[str, str],
    sent: str | None,
) -> None:
    (tmp_path / "netrc").write_text("default login somebody password s3cret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    service.says(PATH, b"x")
    await ask(http, question(service, headers=headers))
    assert service.asked[0].headers.get("Authorization") == sent
