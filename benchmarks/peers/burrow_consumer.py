"""Burrow's own consumer with all its promises, and one handler that does nothing."""

from __future__ import annotations

import time
from typing import Any

import orjson
import uvloop
from redis.asyncio import Redis

from benchmarks.tally import Tally, in_batches, main
from consumer import app
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from shared import log
from shared.events import PUBLIC
from shared.settings import ConsumerSettings, load


async def fill(redis_url: str, messages: list[dict[str, Any]]) -> None:
    """Add what the gateway would."""
    async with Redis.from_url(redis_url, protocol=2) as redis:
        for some in in_batches(messages):
            pipe = redis.pipeline(transaction=False)
            for message in some:
                pipe.xadd(PUBLIC, entry(message))
            await pipe.execute()


def entry(message: dict[str, Any]) -> dict[Any, Any]:
    """Return the fields of a message's entry."""
    now_s = time.time()
    return {
        "request_id": "",
        "gateway_ts": int(now_s * 1000),
        "event_ts": int(now_s),
        "event_id": f"Ev{message['client_msg_id']}",
        "json": orjson.dumps(message),
        "team_id": message["team"],
    }


def registry_of(tally: Tally) -> Registry:
    """Return one handler, for every message."""
    router = Router()

    async def count(_: Message, reply: Reply) -> None:
        tally.count()

    router.matches(lambda message: True)(count)
    return Registry(router.handlers)


async def work(redis_url: str, tally: Tally) -> None:
    """Run the worker of `python -m consumer`."""
    settings = load(ConsumerSettings)
    log.configure(settings, "consumer")
    await app.serve(settings, registry_of(tally))


if __name__ == "__main__":
    main(uvloop.run, fill, work)
