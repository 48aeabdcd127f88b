"""Puts code on the playground.

Source: golang/playground `share.go`: POST, the code as the body, at most 64 KiB; the answer is an
id made of the code itself, so that sharing the same code again changes nothing.
"""

from __future__ import annotations

import re

from aiohttp import ClientSession

from consumer.playground.transfer import transfer
from shared.errors import ServiceUnavailable

MOST_BYTES = 64 * 1024  # the playground takes no more, so nothing larger is downloaded either
MOST_ID_BYTES = 64  # longer and it is no id; today's have 11
ID = re.compile(rb"[A-Za-z0-9_-]+")
SHARE_PATH, SHOW_PATH = "/_/share", "/play/p/"
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
    url = base + SHARE_PATH
    answer = await transfer(http, "POST", url, most_bytes=MOST_ID_BYTES, headers=HEADERS, body=code)
    snippet_id = answer.strip()
    if not ID.fullmatch(snippet_id):
        raise ServiceUnavailable("the answer is no id of a snippet")
    return f"{base}{SHOW_PATH}{snippet_id.decode()}"
