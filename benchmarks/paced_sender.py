"""Open-loop load: events at a fixed rate, whether the earlier ones were answered or not.

A process of its own, so that sending is not delayed by the simulator's work. The plan comes as
JSON on standard input, what happened goes as JSON to standard output:

| plan       | unit | meaning                                   |
|------------|------|-------------------------------------------|
| url        |      | where the events go                       |
| rate_per_s | 1/s  | events                                    |
| count      |      | how many                                  |
| channels   |      | ids, used in turn                         |
| user, text |      | who writes, and what                      |
| identity   |      | fields of signed_events.Identity          |

| sent     | unit | meaning                                     |
|----------|------|---------------------------------------------|
| channel  |      | where the event was written                 |
| sent_s   | s    | since the epoch, when the request left      |
| answer_s | s    | until the answer                            |
| status   |      | of the answer; 0 if there was none          |
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp
import uvloop

from benchmarks.signed_events import Identity, envelope, headers
from benchmarks.slack_message import message_event

ANSWER_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send."""

    url: str
    rate_per_s: float
    count: int
    channels: list[str]
    user: str
    text: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one event."""

    channel: str
    sent_s: float
    answer_s: float
    status: int


def body_of(plan: Plan, serial: int, now_s: float) -> bytes:
    """Return the body of one event, written just now."""
    event = message_event(random.Random(serial), plan.identity.team_id, f"{now_s:.6f}")
    event |= {"user": plan.user, "text": plan.text, "channel": channel_of(plan, serial)}
    body = envelope(plan.identity, event, f"Ev{int(now_s * 1e6):X}", now_s)
    return json.dumps(body, separators=(",", ":")).encode()


def channel_of(plan: Plan, serial: int) -> str:
    """Return where an event is written."""
    return plan.channels[serial % len(plan.channels)]


async def send(plan: Plan, serial: int, http: aiohttp.ClientSession) -> Sent:
    """Send one event."""
    now_s = time.time()
    body = body_of(plan, serial, now_s)
    signed = headers(plan.identity, body, now_s)
    sent_s = time.time()
    try:
        async with http.post(plan.url, data=body, headers=signed) as answer:
            status = answer.status
    except (aiohttp.ClientError, TimeoutError):
        status = 0
    return Sent(channel_of(plan, serial), sent_s, time.time() - sent_s, status)


async def send_all(plan: Plan) -> list[Sent]:
    """Send all events, each at its time."""
    loop = asyncio.get_running_loop()
    timeout = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_S)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        started_s, sending = loop.time(), []
        for serial in range(plan.count):
            await asyncio.sleep(started_s + serial / plan.rate_per_s - loop.time())
            sending.append(asyncio.create_task(send(plan, serial, http)))
        return list(await asyncio.gather(*sending))


def main() -> None:
    """Carry out the plan on standard input."""
    fields: dict[str, Any] = json.load(sys.stdin)
    plan = Plan(**{**fields, "identity": Identity(**fields["identity"])})
    json.dump([asdict(sent) for sent in uvloop.run(send_all(plan))], sys.stdout)


if __name__ == "__main__":
    main()
