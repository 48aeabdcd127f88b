"""Signed events for the gateways, sent as Slack does: again, until one of them answers 200.

| field      | content                                                        |
|------------|----------------------------------------------------------------|
| accepted   | ids of the events that were answered 200                       |
| statuses   | how often each status came; 0 is no answer                     |
| slowest_s  | the longest that a gateway took to answer                      |
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from dev.slack.control import Slack
from dev.slack.seed import ALICE

GENERAL = "C0GENERAL01"
DM = "D0ALICE0001"
AGAIN_S = 0.1  # Slack waits longer; what happens is the same
INSIST_S = 30.0
PATIENCE_S = 5.0  # longer than Slack's 3 s, so that a late answer is seen as one

serial = itertools.count()


def said(
    text: str,
    channel: str = GENERAL,
    age_s: float = 0.0,
    kind: str = "message",
    ts: str = "",
) -> dict[str, Any]:
    """Return the inner event of something that Alice said.

    Args:
        age_s: how long ago; negative for the future.
        ts: the message's own, to speak of one message twice.
    """
    ts = ts or unique_ts(time.time() - age_s)
    event = {"type": kind, "channel": channel, "user": ALICE, "text": text, "ts": ts}
    channel_type = "im" if channel.startswith("D") else "channel"
    return event | {"event_ts": ts} | ({"channel_type": channel_type} if kind == "message" else {})


def unique_ts(at_s: float) -> str:
    """Return a ts that no other message of this run has, within 10 ms of a time."""
    return f"{int(at_s)}.{int(at_s % 1 * 100):02d}{next(serial) % 10_000:04d}"


class Sender:
    """Posts to the gateways in turn."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.urls: list[str] = []
        self.accepted: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.slowest_s = 0.0
        self.turn = itertools.count()
        self.session: aiohttp.ClientSession | None = None

    async def post(self, envelope: Mapping[str, Any]) -> int:
        """Post once and return the status, 0 if no answer came."""
        url = self.urls[next(self.turn) % len(self.urls)]
        body, began_s = orjson.dumps(envelope), time.monotonic()
        headers = self.slack.sign(body, time.time())
        try:
            async with self._session().post(url, data=body, headers=headers) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        self.slowest_s = max(self.slowest_s, time.monotonic() - began_s)
        self.statuses[status] += 1
        if status == 200:
            self.accepted.add(envelope["event_id"])
        return status

    @staticmethod
    def encoded(event: Mapping[str, Any]) -> str:
        """Return an inner event as the gateway forwards it."""
        return orjson.dumps(event).decode()

    async def insist(self, envelope: Mapping[str, Any]) -> None:
        """Post until it is accepted."""
        async with asyncio.timeout(INSIST_S):
            while True:
                if await self.post(envelope) == 200:
                    return
                await asyncio.sleep(AGAIN_S)

    def _session(self) -> aiohttp.ClientSession:
        if self.session is None:
            self.session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=PATIENCE_S),
                connector=aiohttp.TCPConnector(limit=0),
            )
        return self.session

    async def close(self) -> None:
        """Close the connections."""
        if self.session:
            await self.session.close()
