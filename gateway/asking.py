"""Asks a consumer what must stand in the answer to Slack; see shared/lane.py.

The connection on which replies come is opened with the first question: many gateways never ask.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from gateway.commands import pack
from gateway.publisher import Publisher
from shared import keys, lane
from shared.errors import StoreUnavailable
from shared.lane import Reply, Request
from shared.metrics import LANE_SECONDS, LANE_UNANSWERED

LISTEN_S = 1.0  # how long a look for replies takes while there are none
AGAIN_S = 0.1  # after the connection broke; questions wait meanwhile, each for its own time
KEPT_MS = int(lane.ASK_S * 1000)

log = structlog.get_logger()


class Asker:
    """Asks consumers, while `run` listens for what they reply.

    Args:
        redis: a client of one connection, for the replies only.
        clock: seconds since the epoch.
    """

    def __init__(
        self, publisher: Publisher, redis: Redis, app: str, clock: Callable[[], float]
    ) -> None:
        self.publisher, self.redis, self.clock = publisher, redis, clock
        self.list = keys.lane(app)
        self.channel = keys.lane(app, secrets.token_hex(8))
        self.waiting: dict[str, asyncio.Future[Reply]] = {}
        self._wanted, self._listening = asyncio.Event(), asyncio.Event()

    async def ask(self, payload: dict[str, Any]) -> Reply | None:
        """Return what a consumer replies, or None if none does within ASK_S."""
        asked = Request(secrets.token_hex(8), self.channel, payload, int(self.clock() * 1000))
        question = lane.encode(asked)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.waiting[asked.id] = future
        self._wanted.set()
        try:
            with LANE_SECONDS.time():
                async with asyncio.timeout(lane.ASK_S):
                    await self._listening.wait()
                    await self._push(question)
                    return await future
        except (TimeoutError, StoreUnavailable) as error:
            LANE_UNANSWERED.inc()
            log.warning("lane.unanswered", reason=str(error) or f"no reply in {lane.ASK_S} s")
            self._take_back(question)
            return None
        finally:
            del self.waiting[asked.id]

    async def _push(self, question: bytes) -> None:
        pipeline = self.publisher.pipeline
        waiting, _ = await asyncio.gather(
            pipeline.call(pack("RPUSH", self.list, question)),
            pipeline.call(pack("PEXPIRE", self.list, str(KEPT_MS))),
        )
        if not isinstance(waiting, int):
            raise StoreUnavailable(f"Redis refused: {str(waiting)[:200]}")
        if waiting > lane.WAITING_MAX:
            raise StoreUnavailable(f"{waiting} questions wait already")

    def _take_back(self, question: bytes) -> None:
        """Remove a question, lest consumers that come back begin with those nobody waits for."""
        with suppress(StoreUnavailable):
            removed = self.publisher.pipeline.call(pack("LREM", self.list, "0", question))
            removed.add_done_callback(asyncio.Future.exception)  # the connection's, told there

    async def run(self) -> None:
        """Listen for replies until cancelled, from the first question on."""
        await self._wanted.wait()
        while True:
            with suppress(RedisError, OSError):
                await self._listen()
            self._listening.clear()
            await asyncio.sleep(AGAIN_S)

    async def _listen(self) -> None:
        async with self.redis.pubsub() as replies:
            await replies.subscribe(self.channel)
            while True:
                message = await replies.get_message(timeout=LISTEN_S)
                if message is None:
                    message = await self._sign_of(replies)
                if message["type"] == "subscribe":
                    self._listening.set()
                elif message["type"] == "message":
                    self._hear(message["data"])

    async def _sign_of(self, replies: PubSub) -> dict[str, Any]:
        """Return what comes of asking for a sign: a dead host closes no connection.

        Raises:
            RedisConnectionError: nothing.
        """
        await replies.ping()
        message: dict[str, Any] | None = await replies.get_message(timeout=LISTEN_S)
        if message is None:
            raise RedisConnectionError(f"no sign in {LISTEN_S} s")
        return message

    def _hear(self, data: bytes) -> None:
        try:
            reply = lane.REPLIES.decode(data)
        except lane.MALFORMED as error:
            log.warning("lane.malformed", reason=str(error))
            return
        future = self.waiting.get(reply.id)
        if future and not future.done():
            future.set_result(reply)
