"""Ask an outside service for JSON, with care: it may be slow, huge, broken or gone.

| it answers               | and the caller gets                                             |
|--------------------------|-----------------------------------------------------------------|
| 200 and JSON             | `Page(body, etag)`; the prefix `)]}'` is taken off              |
| 304                      | None: as it was when it sent the ETag that we showed it         |
| 429, 503 and Retry-After | ServiceUnavailable, to be asked no sooner                       |
| anything else, nothing   | ServiceUnavailable                                              |

Errors name the setting that the address is from, not the address: it may hold a password.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import msgspec
import orjson

from bgtasks.tools import Tools
from shared.errors import ServiceUnavailable

USER_AGENT = "Burrow, a Slack bot"
TIMEOUT_S = 10.0  # a task's other half is posting
MOST_BYTES = 1024 * 1024  # twice what Gerrit says of 100 changes
MOST_REDIRECTS = 3
LONGEST_WAIT_S = 60 * 60.0  # whatever Retry-After asks
XSSI_PREFIX = b")]}'"  # Gerrit's, so that no page can run the answer as a script
HTTP_OK, HTTP_NOT_MODIFIED = 200, 304

Read = TypeVar("Read", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Page:
    """What a service answered.

    Args:
        etag: names this state of the answer; empty if the service gave none.
    """

    body: Any
    etag: str


def session() -> aiohttp.ClientSession:
    """Return the client for outside services; a proxy is taken from the environment."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
        headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=True,
    )


async def fetch(http: aiohttp.ClientSession, setting: str, url: str, etag: str = "") -> Page | None:
    """Return what is there now, or None if it is as it was.

    Args:
        setting: name of the variable that the address is from.
        etag: of an answer that was dealt with to the end.

    Raises:
        ServiceUnavailable: no sensible answer came.
    """
    headers = {"If-None-Match": etag} if etag else {}
    try:
        async with http.get(url, headers=headers, max_redirects=MOST_REDIRECTS) as response:
            if response.status == HTTP_NOT_MODIFIED and etag:
                return None
            refuse_failures(setting, response)
            body = await read_limited(setting, response)
    # ValueError, for a redirect to what is no address.
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise ServiceUnavailable(f"{setting}: {type(error).__name__}") from None
    return Page(parsed(setting, body), response.headers.get("ETag", ""))


def refuse_failures(setting: str, response: aiohttp.ClientResponse) -> None:
    """Raise ServiceUnavailable for every answer but 200."""
    if response.status == HTTP_OK:
        return
    wait = response.headers.get("Retry-After", "")  # a date is as good as nothing: it is rare
    after_s = min(float(wait), LONGEST_WAIT_S) if wait.isascii() and wait.isdigit() else None
    raise ServiceUnavailable(f"{setting}: the answer is HTTP {response.status}", after_s)


async def read_limited(setting: str, response: aiohttp.ClientResponse) -> bytes:
    """Return a body that is not over the limit; the rest of a larger one is not read."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            raise ServiceUnavailable(f"{setting}: the answer is over {MOST_BYTES} bytes")
    return bytes(body)


def parsed(setting: str, body: bytes) -> Any:
    """Return a body as JSON."""
    try:
        return orjson.loads(body.removeprefix(XSSI_PREFIX))
    except orjson.JSONDecodeError as error:
        raise ServiceUnavailable(f"{setting}: the answer is not JSON: {error}") from None


def shaped(setting: str, body: Any, kind: type[Read]) -> Read:
    """Return an answer in the shape that we need.

    Raises:
        ServiceUnavailable: it has another shape.
    """
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise ServiceUnavailable(f"{setting}: the answer is not as expected: {error}") from None


def entries(tools: Tools, setting: str, body: Any, kind: type[Read]) -> list[Read]:
    """Return what a list holds; what cannot be read is left out with a warning.

    Raises:
        ServiceUnavailable: it is no list, or nothing in it can be read.
    """
    if not isinstance(body, list):
        raise ServiceUnavailable(f"{setting}: the answer is not a list")
    found: list[Read] = []
    for one in body:
        try:
            found.append(msgspec.convert(one, kind))
        except msgspec.ValidationError as error:
            tools.log.warning("watch.unreadable", setting=setting, reason=str(error))
    if body and not found:
        raise ServiceUnavailable(f"{setting}: none of {len(body)} entries can be read")
    return found
