"""Ask a service outside for JSON; whatever else may come, shared/outside.py refuses it.

| it answers   | and the caller gets                                     |
|--------------|---------------------------------------------------------|
| 200 and JSON | `Page(body, etag)`; the prefix `)]}'` is taken off      |
| 304          | None: as it was when it sent the ETag that we showed it |
| anything else| ServiceUnavailable, with what shared/outside.py tells   |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import msgspec
import orjson

from bgtasks.tools import Tools
from shared.errors import ServiceUnavailable
from shared.outside import HTTP_NOT_MODIFIED, HTTP_OK, Request, ask

TIMEOUT_S = 10.0  # a task's other half is posting
MOST_BYTES = 1024 * 1024  # twice what Gerrit says of 100 changes
MOST_REDIRECTS = 3
XSSI_PREFIX = b")]}'"  # Gerrit's, so that no page can run the answer as a script

Read = TypeVar("Read", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Page:
    """What a service answered.

    Args:
        etag: names this state of the answer; empty if the service gave none.
    """

    body: Any
    etag: str


async def fetch(http: aiohttp.ClientSession, setting: str, url: str, etag: str = "") -> Page | None:
    """Return what is there now, or None if it is as it was.

    Args:
        setting: name of the variable that the address is from.
        etag: of an answer that was dealt with to the end.

    Raises:
        ServiceUnavailable: no sensible answer came.
    """
    request = Request(
        service=setting,
        url=url,
        most_bytes=MOST_BYTES,
        within_s=TIMEOUT_S,
        headers={"Accept": "application/json"} | ({"If-None-Match": etag} if etag else {}),
        redirects=MOST_REDIRECTS,
        expected=(HTTP_OK, HTTP_NOT_MODIFIED) if etag else (HTTP_OK,),
    )
    answer = await ask(http, request)
    if answer.status == HTTP_NOT_MODIFIED:
        return None
    return Page(parsed(setting, answer.body), answer.etag)


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
