"""The packed Redis writer: one connection, kept alive, on which events are published.

Whatever Redis does, `publish` returns or raises within DEADLINE_S: Slack waits 3 s for an answer
and sends again what was refused. Nothing is repeated here except after NOSCRIPT, since then Redis
has done nothing; an event whose reply was lost comes again from Slack, and its mark in Redis keeps
it from being added twice.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import hiredis
import structlog

from gateway.commands import PING, Entry, PublishScript
from gateway.pipeline import Pipeline
from gateway.redis_address import RedisAddress
from shared.errors import SettingsError, StoreUnavailable
from shared.metrics import PUBLISH_SECONDS
from shared.silence import WARN_AFTER_S, Silence

DEADLINE_S = 1.5  # half of Slack's 3 s; the rest is for the network and a busy loop
LOOK_S = 0.1  # by so much a waiter may be told later than that
CONNECT_S = 3.0  # TLS and log-in of a distant Redis; longer only delays the next try
PING_S = 1.0  # an idle connection is asked this often, so that an outage is noticed without events
REPORT_S = 0.5
# A connection that lasted STEADY_S was a good one and is replaced at once. One that breaks at once,
# such as to a Redis that has no connection to spare, is tried at growing intervals.
STEADY_S = 1.0
BACKOFF_S = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

log = structlog.get_logger()


class Publisher:
    """Publishes events while `run` keeps the connection.

    Args:
        check: raises if the server that was reached would lose events.
    """

    def __init__(self, address: RedisAddress, check: Callable[[], Awaitable[Any]]) -> None:
        self.address, self.check = address, check
        self.now = asyncio.get_running_loop().time
        self.pipeline = self._new_pipeline()
        self._script = PublishScript()
        self._reason = "Redis was never reached"

    def _new_pipeline(self) -> Pipeline:
        return Pipeline(self.now, PUBLISH_SECONDS.observe)

    async def publish(self, stream: str, entry: Entry) -> bool:
        """Add an entry to a stream; return False if its event was there already.

        Raises:
            StoreUnavailable: Redis is away, slow, full, read-only or overrun.
        """
        command = self._script.command(stream, entry)
        reply = await self.pipeline.call(command)
        if isinstance(reply, hiredis.ReplyError) and str(reply).startswith("NOSCRIPT"):
            reply = await self._load_and_repeat(command)
        match reply:
            case [1, bytes()]:
                return True
            case [0, bytes()]:
                return False
        raise StoreUnavailable(f"Redis refused: {str(reply)[:200]}")

    async def _load_and_repeat(self, command: bytes) -> Any:
        # Two deadlines in a row would pass Slack's 3 s; a fresh one for both is under it, since a
        # NOSCRIPT comes at once. The abandoned reply is still taken off by its future.
        try:
            async with asyncio.timeout(DEADLINE_S):
                loaded = self.pipeline.call(self._script.load)
                reply = await self.pipeline.call(command)
                await loaded
                return reply
        except TimeoutError:
            raise StoreUnavailable(f"Redis did not answer within {DEADLINE_S} s") from None

    async def ping(self) -> None:
        """Return if Redis answers.

        Raises:
            StoreUnavailable: it does not.
        """
        reply = await self.pipeline.call(PING)
        if reply != b"PONG":
            raise StoreUnavailable(f"Redis refused: {str(reply)[:200]}")

    async def start(self) -> None:
        """Try to connect before the first event comes; without Redis the process starts too.

        Raises:
            SettingsError: the server that was reached would lose events.
        """
        try:
            self.pipeline = await self._connect()
        except SettingsError:
            raise
        except Exception as error:  # noqa: BLE001  see _hold_one
            self._note_failure(error)

    async def run(self) -> None:
        """Keep a connection until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_connected())
                tasks.create_task(self._report_silence())
        finally:
            self.pipeline.abort("the gateway stops")

    async def _keep_connected(self) -> None:
        failures = 0
        while True:
            lasted_s = await self._hold_one()
            failures = 0 if lasted_s > STEADY_S else failures + 1
            pause_s = BACKOFF_S[min(failures, len(BACKOFF_S) - 1)]
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))

    async def _hold_one(self) -> float:
        """Connect unless connected, wait for the end, and return how long it lasted."""
        began_s = self.now()
        try:
            if self.pipeline.transport is None:
                self.pipeline = await self._connect()
                log.info("redis.connected")
            self._reason = await self._wait_for_end(self.pipeline)
        except Exception as error:  # noqa: BLE001  whatever it is, all we can do is try again
            self._note_failure(error)
            return 0.0
        return self.now() - began_s

    def _note_failure(self, error: BaseException) -> None:
        # A time-out says nothing but its name.
        self._reason = f"Redis is not usable: {str(error) or type(error).__name__}"
        self.pipeline.abort(self._reason)

    async def _wait_for_end(self, pipeline: Pipeline) -> str:
        while not pipeline.lost.done():
            await asyncio.wait({pipeline.lost}, timeout=LOOK_S)
            look(pipeline, self.now())
        reason = pipeline.lost.result()
        log.info("redis.lost", reason=reason)
        return reason

    async def _connect(self) -> Pipeline:
        """Connect, log in and check the server; only then do events go there."""
        loop, address, pipeline = asyncio.get_running_loop(), self.address, self._new_pipeline()
        async with asyncio.timeout(CONNECT_S):
            await loop.create_connection(
                lambda: pipeline, address.host, address.port, ssl=address.tls
            )
            try:
                await self._greet(pipeline)
                await self.check()
            except BaseException:
                pipeline.abort("Redis was not usable")
                raise
        return pipeline

    async def _greet(self, pipeline: Pipeline) -> None:
        commands = (*self.address.greeting, self._script.load, PING)
        for reply in await asyncio.gather(*map(pipeline.call, commands)):
            if isinstance(reply, hiredis.ReplyError):
                raise StoreUnavailable(f"Redis refused: {reply}")

    async def _report_silence(self) -> None:
        silence = Silence()
        while True:
            now_s, answered_s = self.now(), self.pipeline.answered_s
            if now_s - answered_s < WARN_AFTER_S:
                silence.answered(now_s)
            else:
                silence.failed(answered_s, now_s, StoreUnavailable(self._reason))
            await asyncio.sleep(REPORT_S)


def look(pipeline: Pipeline, now_s: float) -> None:
    """Give up a connection whose oldest command is overdue, and ask an idle one for a sign."""
    oldest_s = pipeline.oldest_s()
    if oldest_s is not None:
        if now_s - oldest_s > DEADLINE_S:
            pipeline.abort(f"Redis did not answer within {DEADLINE_S} s")
    elif now_s - pipeline.answered_s > PING_S and pipeline.transport is not None:
        # Its failure is the connection's, and told there.
        pipeline.call(PING).add_done_callback(asyncio.Future.exception)
