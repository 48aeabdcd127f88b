"""Answers at the address that Slack gives with a slash command or a click; it is a password.

It takes five answers in half an hour. A call whose answer was lost is left as it is: an answer may
be missing, but none comes twice.

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import aiohttp
import orjson
import structlog

from shared import ledger, metrics
from shared.errors import SlackRefused, Throttled
from shared.slack import CALL_TIMEOUT_S, HTTP_SERVER_ERROR, HTTP_TOO_MANY, UnknownFate
from shared.writes import Writer, replay, settled

METHOD = "response_url"
TIMEOUT = aiohttp.ClientTimeout(total=CALL_TIMEOUT_S)
HTTP_ERROR = 400
CODE_CHARS = 100

log = structlog.get_logger()


async def respond(
    writer: Writer, name: str, http: aiohttp.ClientSession, url: str, answer: dict[str, Any]
) -> None:
    """Answer once for this name.

    Args:
        name: `<handler>:<ordinal>`, the same on a second run.
        url: in the clear; never in a log line or an error.

    Raises:
        OwnershipLost: another consumer has the entry now; nothing was sent.
        SlackRefused: the address is used up or over, or cannot be reached.
        Throttled, SlackUnavailable: later.
    """
    note = ledger.intent(METHOD, answer, time.time())
    if earlier := await writer.notes.intend(name, note):
        if "at" in earlier:
            metrics.SLACK_UNKNOWN.labels(METHOD, "left").inc()
            log.warning("slack.unknown_fate", method=METHOD, outcome="left")
            await writer.notes.settle(name, settled(note, answer={}))
            return
        replay(earlier, note)
        return
    async with writer.noting_failure(name, note):
        await send(http, url, answer)
    await writer.notes.settle(name, settled(note, answer={}))


async def send(http: aiohttp.ClientSession, url: str, answer: dict[str, Any]) -> None:
    """Make the call.

    Raises:
        UnknownFate: its answer was lost.
        Throttled, SlackRefused: it certainly had no effect.
    """
    try:
        async with http.post(url, json=answer, timeout=TIMEOUT, allow_redirects=False) as response:
            status, said = response.status, code_in(await response.text())
    except aiohttp.ClientConnectorError:
        # Certainly not sent. There are other ways to the person, and no second try is as quick.
        raise SlackRefused(METHOD, "unreachable") from None
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise UnknownFate(f"{METHOD}: {type(error).__name__}") from None
    metrics.SLACK_CALLS.labels(METHOD, str(status)).inc()
    if status == HTTP_TOO_MANY:
        raise Throttled(f"{METHOD}: Slack asks to wait", after_of(response.headers))
    if status >= HTTP_SERVER_ERROR:
        raise UnknownFate(f"{METHOD}: HTTP {status}")
    if status >= HTTP_ERROR or said:
        raise SlackRefused(METHOD, said or f"HTTP {status}")


def code_in(said: str) -> str:
    """Return Slack's error word, which it says plainly or as JSON; nothing if all is well."""
    with suppress(orjson.JSONDecodeError):
        answer = orjson.loads(said)
        said = str(answer.get("error", "")) if isinstance(answer, dict) else ""
    said = said.strip()[:CODE_CHARS]
    return said if said.isidentifier() and said != "ok" else ""


def after_of(headers: Any) -> float:
    """Return how long Slack asks to wait, in s."""
    try:
        return float(headers.get("Retry-After", 1))
    except ValueError:
        return 1.0
