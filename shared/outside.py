"""Ask a service outside, with care: it may be slow, huge, broken or gone.

| it answers                                   | and the caller gets                            |
|----------------------------------------------|------------------------------------------------|
| an expected status and not too many bytes    | `Answer(status, body, etag, content_type)`     |
| any other status                             | ServiceUnavailable                             |
| the same with Retry-After, such as 429, 503  | ServiceUnavailable, to be asked no sooner      |
| more redirects than the request allows       | ServiceUnavailable                             |
| too much, too late, nothing, no HTTP         | ServiceUnavailable                             |

Errors hold the name that the caller has for the service, not the address: it may hold a password.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from shared.errors import ServiceUnavailable

USER_AGENT = "Burrow, a Slack bot"
LONGEST_WAIT_S = 60 * 60.0  # whatever Retry-After asks
HTTP_OK, HTTP_NOT_MODIFIED = 200, 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask, and what is too much to wait for or to read.

    Args:
        service: what errors call it, best the setting that the address is from.
        within_s: from the first byte asked to the last one read.
        redirects: how many are followed. None, where they would take a token, or somebody's
            text, to where nobody meant it to go.
    """

    service: str
    url: str
    most_bytes: int
    within_s: float
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    redirects: int = 0
    expected: tuple[int, ...] = (HTTP_OK,)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered.

    Args:
        etag: names this state of the answer; empty if the service gave none.
        content_type: without its parameters.
    """

    status: int
    body: bytes
    etag: str
    content_type: str


def session() -> aiohttp.ClientSession:
    """Return the client for services outside."""
    headers = {"User-Agent": USER_AGENT}
    return aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar())


async def ask(http: aiohttp.ClientSession, request: Request) -> Answer:
    """Make the request and return the answer.

    Raises:
        ServiceUnavailable: another answer came than one that is expected, or none.
    """
    try:
        async with sent(http, request) as response:
            refuse_failures(request, response)
            body = await read_limited(request, response)
    except TimeoutError:
        reason = f"{request.service}: no whole answer within {request.within_s:g} s"
        raise ServiceUnavailable(reason) from None
    # ValueError, for what is no address.
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise ServiceUnavailable(f"{request.service}: {type(error).__name__}") from None
    etag = response.headers.get("ETag", "")
    return Answer(response.status, body, etag, response.content_type)


def sent(
    http: aiohttp.ClientSession, request: Request
) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
    """Return the response to come."""
    return http.request(
        request.method,
        request.url,
        data=request.body,
        headers=request.headers,
        allow_redirects=request.redirects > 0,
        max_redirects=request.redirects + 1,  # the one at which aiohttp gives up
        proxy=proxy_for(request.url),
        timeout=aiohttp.ClientTimeout(total=request.within_s),
    )


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address.

    aiohttp's trust_env would also send what a .netrc holds, or refuse a request with a token of
    its own because of it.
    """
    parts = urlsplit(url)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def refuse_failures(request: Request, response: aiohttp.ClientResponse) -> None:
    """Raise ServiceUnavailable for every status that is not expected."""
    if response.status in request.expected:
        return
    wait = response.headers.get("Retry-After", "")  # a date is as good as nothing: it is rare
    after_s = min(float(wait), LONGEST_WAIT_S) if wait.isascii() and wait.isdigit() else None
    raise ServiceUnavailable(f"{request.service}: the answer is HTTP {response.status}", after_s)


async def read_limited(request: Request, response: aiohttp.ClientResponse) -> bytes:
    """Return a body that is not over the limit; the rest of a larger one is not read."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > request.most_bytes:
            raise ServiceUnavailable(
                f"{request.service}: the answer is over {request.most_bytes} bytes"
            )
    return bytes(body)
