"""The stand-in for the Go playground."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from dev.outside import playground
from dev.outside.playground import Playground

CODE = b"package main\n// \xc3\xb6\n"
HEADERS = {"User-Agent": "a bot", "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def there() -> Iterator[Playground]:
    """A playground of the test's own."""
    with playground.serve() as there:
        yield there


@pytest.fixture
def http(there: Playground) -> Iterator[httpx.Client]:
    """A client of it, with little patience."""
    with httpx.Client(base_url=there.url, timeout=0.5) as http:
        yield http


def test_shared_code_is_recorded_and_shown_under_its_id(
    there: Playground, http: httpx.Client
) -> None:
    answer = http.post("/_/share", content=CODE, headers=HEADERS)
    [shared] = there.shared
    assert (answer.status_code, answer.text) == (200, shared.id)
    assert (shared.body, shared.headers["user-agent"]) == (CODE, "a bot")
    shown = http.get(f"/play/p/{shared.id}")
    assert (shown.content, shown.headers["content-type"]) == (CODE, "text/plain; charset=utf-8")


def test_same_code_has_the_same_id(http: httpx.Client) -> None:
    ids = [http.post("/_/share", content=code).text for code in (CODE, b"other", CODE)]
    assert ids[0] == ids[2] != ids[1]


REFUSED = [
    ("POST", "/_/share", b"x" * (64 * 1024 + 1), 413),
    ("POST", "/elsewhere", b"", 404),
    ("GET", "/_/share", b"", 405),
    ("GET", "/play/p/unknown", b"", 404),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), REFUSED)
def test_request_is_refused(
    http: httpx.Client, method: str, path: str, body: bytes, status: int
) -> None:
    assert http.request(method, path, content=body).status_code == status


def test_it_fails_as_told_and_keeps_nothing(there: Playground, http: httpx.Client) -> None:
    there.fail(500, times=1)
    assert [http.post("/_/share", content=CODE).status_code for _ in range(2)] == [500, 200]
    assert [shared.id == "" for shared in there.shared] == [True, False]
    there.fail(503)
    assert [http.post("/_/share", content=CODE).status_code for _ in range(2)] == [503, 503]
    there.work()
    assert http.post("/_/share", content=CODE).status_code == 200


def test_it_leaves_a_request_without_an_answer(there: Playground, http: httpx.Client) -> None:
    there.hang()
    with pytest.raises(httpx.ReadTimeout):
        http.post("/_/share", content=CODE)
    assert [shared.body for shared in there.shared] == [CODE]
