"""Server-sent events: what a page that stays open is told, over one connection.

| event      | data                                                                                |
|------------|-------------------------------------------------------------------------------------|
| (none)     | `{"type": …, "channel": id or null}`; the page then asks for what it shows          |
|            | with `user`: a `view` (stack of modals) or `home` that this person sees changed     |
| `exchange` | an `Exchange` (traffic.py), if asked for: all that are kept, then each that changes |

One connection, because a browser opens six to an address: with two for each page, three pages side
by side would leave none to write by.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from typing import Any

from dev.slack.entities import Channel
from dev.slack.traffic import Exchange, Traffic
from dev.slack.workspace import Event, Workspace

KEEP_ALIVE_S = 15.0  # a silent stream is cut by browsers and proxies after a minute

OF_ONE_PERSON = frozenset({"home", "view"})

Lines = asyncio.Queue[str]


async def pushed(workspace: Workspace, traffic: Traffic | None) -> AsyncIterator[str]:
    """Stream that something changed, and with `traffic` what goes between Slack and the bot."""
    lines: Lines = asyncio.Queue()
    with _changes(workspace, lines), _exchanges(traffic, lines):
        yield ": listening\n\n"
        while True:
            yield await _next(lines)


@contextlib.contextmanager
def _changes(workspace: Workspace, lines: Lines) -> Iterator[None]:
    def hear(event: Event, channel: Channel | None) -> None:
        change = {"type": event["type"], "channel": channel.id if channel else None}
        if event["type"] in OF_ONE_PERSON:
            change["user"] = event["user"]
        lines.put_nowait(_data(change))

    workspace.listeners.append(hear)
    try:
        yield
    finally:
        workspace.listeners.remove(hear)


@contextlib.contextmanager
def _exchanges(traffic: Traffic | None, lines: Lines) -> Iterator[None]:
    def hear(exchange: Exchange) -> None:
        lines.put_nowait("event: exchange\n" + _data(asdict(exchange)))

    if traffic is None:
        yield
        return
    for exchange in traffic.last:
        hear(exchange)
    traffic.listeners.append(hear)
    try:
        yield
    finally:
        traffic.listeners.remove(hear)


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value)}\n\n"


async def _next(lines: Lines) -> str:
    try:
        return await asyncio.wait_for(lines.get(), KEEP_ALIVE_S)
    except TimeoutError:
        return ": still here\n\n"
