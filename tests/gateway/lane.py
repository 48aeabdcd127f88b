"""An intake that asks over a real Redis, and a consumer made by hand that answers as told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from redis.asyncio import Redis

from gateway.asking import Asker
from gateway.counts import Counts
from gateway.intake import Intake
from gateway.origin import Origin
from gateway.publisher import Publisher
from shared import keys, lane
from shared.lane import Reply, Request
from shared.sealing import Sealer

LIST = keys.lane("burrow")
INTERACTIONS = "slack_interaction"
SHORT_S = 0.3
NO_OPTIONS: dict[str, Any] = {"options": []}

Answer = Callable[[Request], Awaitable[bytes | None]]
Answering = Callable[[Answer], Awaitable[None]]


class Consumer:
    """Takes questions and answers each as it is told."""

    def __init__(self, redis: Redis, reader: Redis) -> None:
        self.redis, self.reader = redis, reader
        self.asked: list[Request] = []
        self.heard_by: list[int] = []

    async def run(self, answer: Answer) -> None:
        """Answer until cancelled."""
        while True:
            taken: Any = await self.reader.blpop([LIST], timeout=5)
            request = lane.REQUESTS.decode(taken[1])
            self.asked.append(request)
            if reply := await answer(request):
                self.heard_by.append(await self.redis.publish(request.reply_to, reply))


def says(**reply: Any) -> Answer:
    """Return what gives this reply."""

    async def answer(request: Request) -> bytes:
        return lane.encode(Reply(request.id, **reply))

    return answer


async def silent(request: Request) -> None:
    """Give no reply."""


@asynccontextmanager
async def asking_by(publisher: Publisher, listening: Redis) -> AsyncIterator[Intake]:
    """Run an asker, which must not end by itself; return an intake that asks by it."""
    asker = Asker(publisher, listening, "burrow", time.time)
    running = asyncio.create_task(asker.run())
    yield Intake(Origin(), publisher, asker, Sealer(()), Counts(lambda: 0), time.time)
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await listening.aclose()


async def send(intake: Intake, payload: dict[str, Any]) -> Any:
    """Send an interaction and return the answer's JSON, {} if it is empty."""
    said = await intake.interactive(orjson.dumps(payload), "Sg1", b"request-1", b"")
    return orjson.loads(said) if said else {}


async def stored(redis: Redis) -> list[dict[bytes, bytes]]:
    """Return the fields of what is in the stream."""
    found: Any = await redis.xrange(INTERACTIONS)
    return [fields for _, fields in found]
