"""Closed-loop load: so many forms on their way at any time, each unlike any other.

A process of its own, so that neither the local workspace nor the reckoning delays it. The plan
comes as JSON on standard input, the answers' times go as JSON to standard output:

| plan     | unit | meaning                                                        |
|----------|------|----------------------------------------------------------------|
| url      |      | where the forms go                                             |
| places   |      | how many at once                                               |
| seconds  | s    | for how long                                                   |
| identity |      | fields of signed_events.Identity                               |

Output: a list of seconds until the answer, in the order of the answers; an answer that is not an
empty 200 ends the process with its status.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
import uvloop

from benchmarks.signed_events import Identity, headers

ANSWER_TIMEOUT_S = 5
FORM = "application/x-www-form-urlencoded"
USER = "U0BENCH0001"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send."""

    url: str
    places: int
    seconds: float
    identity: Identity


def form(identity: Identity, serial: int) -> dict[str, Any]:
    """Return a form with three fields, as Slack sends it."""
    fields = ("term", "meaning", "until")
    blocks = [{"type": "input", "block_id": name, "label": {"text": name}} for name in fields]
    typed = {"field": {"type": "plain_text_input", "value": "a few words that somebody typed"}}
    view = {
        "id": f"V{serial:010X}",
        "hash": f"{serial}.abcdef",
        "type": "modal",
        "callback_id": "look",
        "private_metadata": "{}",
        "blocks": blocks,
        "state": {"values": dict.fromkeys(fields, typed)},
    }
    return {
        "type": "view_submission",
        "token": identity.token,
        "api_app_id": identity.app_id,
        "team": {"id": identity.team_id, "domain": "bench"},
        "user": {"id": USER, "username": "somebody", "team_id": identity.team_id},
        "trigger_id": f"13345224609.738474920.{serial:032x}",
        "view": view,
        "response_urls": [],
    }


async def send(plan: Plan, serial: int, http: aiohttp.ClientSession) -> float:
    """Send one form and return how long its answer took, in s."""
    payload = json.dumps(form(plan.identity, serial), separators=(",", ":"))
    body = urlencode({"payload": payload}).encode()
    signed = headers(plan.identity, body, time.time()) | {"Content-Type": FORM}
    began_s = time.perf_counter()
    async with http.post(plan.url, data=body, headers=signed) as answer:
        said = await answer.read()
        if (answer.status, said) != (200, b""):
            sys.exit(f"answered {answer.status}: {said[:200]!r}")
    return time.perf_counter() - began_s


async def send_all(plan: Plan) -> list[float]:
    """Keep all places taken until the time is over."""
    serial, took_s = itertools.count(time.time_ns() // 1000), list[float]()
    end_s = time.monotonic() + plan.seconds
    timeout = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_S)
    connector = aiohttp.TCPConnector(limit=0)

    async def place() -> None:
        while time.monotonic() < end_s:
            took_s.append(await send(plan, next(serial), http))

    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        await asyncio.gather(*(place() for _ in range(plan.places)))
    return took_s


def main() -> None:
    """Carry out the plan on standard input."""
    fields: dict[str, Any] = json.load(sys.stdin)
    plan = Plan(**{**fields, "identity": Identity(**fields["identity"])})
    json.dump(uvloop.run(send_all(plan)), sys.stdout)


if __name__ == "__main__":
    main()
