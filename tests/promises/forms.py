"""Forms as Slack sends them, many at once, and how long each waits for its answer.

| field of Sent | unit | meaning                                 |
|---------------|------|-----------------------------------------|
| status        |      | of the answer; 0 if there was none      |
| body          |      | its JSON, {} if it is empty             |
| took_s        | s    | until the answer                        |
"""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson

from dev.slack.control import Slack
from dev.slack.seed import ALICE

PATIENCE_S = 5.0  # longer than Slack's 3 s, so that a late answer is seen as one

serial = itertools.count()


@dataclass(frozen=True)
class Sent:
    """What became of a form."""

    status: int
    body: dict[str, Any]
    took_s: float


def form(slack: Slack, word: str = "a", callback_id: str = "look") -> dict[str, Any]:
    """Return a form that alice sent, unlike any other."""
    return {
        "type": "view_submission",
        "team": {"id": slack.workspace.team_id},
        "user": {"id": ALICE, "team_id": slack.workspace.team_id},
        "api_app_id": slack.workspace.app_id,
        "trigger_id": f"trigger.{next(serial)}",
        "view": {
            "id": f"V{next(serial)}",
            "hash": "1.a",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": "",
            "blocks": [{"type": "input", "block_id": "word"}],
            "state": {"values": {"word": {"field": {"value": word}}}},
        },
    }


class Forms:
    """Sends forms to one gateway."""

    def __init__(self, slack: Slack, url: str = "") -> None:
        self.slack, self.url = slack, url
        self.http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=PATIENCE_S),
            connector=aiohttp.TCPConnector(limit=0),
        )

    async def send(self, payload: dict[str, Any]) -> Sent:
        """Send one, and wait for its answer."""
        body = urlencode({"payload": orjson.dumps(payload)}).encode()
        headers = self.slack.sign(body, time.time())
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        began_s = time.perf_counter()
        try:
            async with self.http.post(self.url, data=body, headers=headers) as response:
                status, said = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError):
            status, said = 0, b""
        return Sent(status, orjson.loads(said) if said else {}, time.perf_counter() - began_s)

    async def at_once(self, places: int, each: int, word: str = "a") -> list[Sent]:
        """Keep so many on their way at any time, each place one after the other."""

        async def one_after_the_other() -> list[Sent]:
            return [await self.send(form(self.slack, word)) for _ in range(each)]

        rows = await asyncio.gather(*(one_after_the_other() for _ in range(places)))
        return [sent for row in rows for sent in row]

    async def close(self) -> None:
        """Close the connections."""
        await self.http.close()


def p99_s(sent: list[Sent]) -> float:
    """Return the time within which 99 of 100 were answered."""
    return quantiles([one.took_s for one in sent], n=100, method="inclusive")[98]
