"""Puts code on the playground.

Source: golang/playground `share.go`: POST, the code as the body, at most 64 KiB; the answer is an
id made of the code itself, so that sharing the same code again changes nothing.
"""

from __future__ import annotations

import re

from aiohttp import ClientSession

from shared.errors import ServiceUnavailable
from shared.outside import Request, ask

MOST_BYTES = 64 * 1024  # the playground takes no more, so nothing larger is downloaded either
MOST_ID_BYTES = 64  # longer and it is no id; today's have 11
TIMEOUT_S = 5.0  # longer, and the limit of the whole handler cuts off what is half shared
ID = re.compile(rb"[A-Za-z0-9_-]+")
SHARE_PATH, SHOW_PATH = "/_/share", "/play/p/"
SERVICE = "PLAYGROUND_URL"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}


async def share(http: ClientSession, base: str, code: bytes) -> str:
    """Return the link to where this code can be run.

    Args:
        base: address of the playground, without a slash at the end.

    Raises:
        ServiceUnavailable: the playground did not take it.
    """
    if len(code) > MOST_BYTES:
        raise ServiceUnavailable(f"{len(code)} bytes of code, the playground takes {MOST_BYTES}")
    request = Request(
        service=SERVICE,
        url=base + SHARE_PATH,
        most_bytes=MOST_ID_BYTES,
        within_s=TIMEOUT_S,
        method="POST",
        headers=HEADERS,
        body=code,
    )
    answer = await ask(http, request)
    snippet_id = answer.body.strip()
    if not ID.fullmatch(snippet_id):
        raise ServiceUnavailable(f"{SERVICE}: the answer is no id of a snippet")
    return f"{base}{SHOW_PATH}{snippet_id.decode()}"
