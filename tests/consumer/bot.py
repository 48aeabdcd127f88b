"""A consumer in this process, between a real Redis and the local Slack: entry in, Slack calls out.

| what    | shape                                                                          |
|---------|--------------------------------------------------------------------------------|
| event   | an inner event, as Slack sends it                                              |
| entry   | its fields: eight as our gateway writes them, five as gobridge/gopherbot's does |
| write   | `(method, arguments)` of a Web API call, without metadata and unfurl flags     |
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import orjson
from redis.asyncio import Redis

from consumer import app
from consumer.assembly import Parts, build
from consumer.clients import clients
from consumer.registry import Registry
from consumer.timings import Timings
from dev.slack.control import Slack
from shared import keys, lane
from shared.events import COMMANDS, INTERACTIONS, stream_of
from shared.limits import Pace
from shared.process import Pulse
from shared.settings import ConsumerSettings
from shared.streams import Entry
from tests.consumer.door_bodies import ALICE as ALICE
from tests.consumer.door_bodies import GENERAL as GENERAL
from tests.consumer.door_bodies import TEAM as TEAM
from tests.consumer.door_bodies import click_body, slash_body, submit_body

Event = dict[str, Any]
Write = tuple[str, dict[str, Any]]

NEWBIES = "C0NEWBIES01"
BOB = "U0BOB000001"
BOT = "U0BURROWBOT"

# What `define` alone is answered: every addressed message that needs some answer says it.
ASKED = (
    f"<@{ALICE}> The term is missing. Type `define &lt;term&gt;`, for example `define idempotent`."
)

READS = frozenset({"auth.test", "conversations.info", "files-pri", "files.info"})
UNSHOWN = frozenset({"metadata", "unfurl_links", "unfurl_media"})
DEADLINE_S = 5.0
POLL_S = 0.005
OPTIONS = app.Options(Timings(sweep_s=0.1, stuck_s=60), Pace(spacing_s=0.001, burst=1000))

serial = count(1)


class Bot:
    """One running consumer, and both ends of it."""

    def __init__(self, parts: Parts, redis: Redis, slack: Slack) -> None:
        self.worker, self.pool, self.redis, self.slack = parts.worker, parts.pool, redis, slack
        self.told: list[Event] = []
        slack.workspace.listeners.append(lambda event, _: self.told.append(event))

    def say(
        self,
        text: str,
        channel: str = "general",
        *,
        user: str = "alice",
        thread_ts: str | None = None,
        broadcast: bool = False,
    ) -> Event:
        """Let a person post, and return the event of it."""
        ts = self.slack.say(user, channel, text, thread_ts, broadcast=broadcast)
        return next(one for one in self.told if one["type"] == "message" and one["ts"] == ts)

    async def publish(self, event: Event, *, by_gopherbot: bool = False) -> Entry:
        """Add an event to its stream, as a gateway does."""
        fields = entry_of(event)
        if not by_gopherbot:
            fields |= {"team_id": TEAM, "app_id": self.slack.workspace.app_id, "traceparent": ""}
        channel_type = event.get("channel_type")
        told = channel_type if isinstance(channel_type, str) else None  # as the gateway has it
        stream = str(stream_of(event["type"], told))
        entry_id: Any = await self.redis.xadd(stream, fields)  # type: ignore[arg-type]
        return Entry(stream, entry_id.decode(), {})

    async def publish_body(self, stream: str, body: Event, *, age_s: float = 0) -> Entry:
        """Add a slash command or an interaction to its stream, as a gateway did then."""
        fields = entry_of(body) | {"team_id": TEAM, "app_id": self.slack.workspace.app_id}
        seconds, micros = await self.redis.time()
        then_ms = int(seconds * 1000 + micros / 1000 - age_s * 1000)
        named = f"{then_ms}-*" if age_s else "*"
        entry_id: Any = await self.redis.xadd(stream, fields, id=named)  # type: ignore[arg-type]
        return Entry(stream, entry_id.decode(), {})

    async def slash(self, text: str, **more: Any) -> list[Write]:
        """Let alice say `/burrow <text>` in #general; return what was written.

        Args:
            more: fields of the body; and `age_s`, how long ago Redis took it.
        """
        return await self._came(COMMANDS, slash_body(text), more)

    async def click(self, action_id: str, value: str = "", **more: Any) -> list[Write]:
        """Let alice click a button of a message in #general; return what was written."""
        return await self._came(INTERACTIONS, click_body(action_id, value), more)

    async def submit(self, callback_id: str, values: dict[str, str], **more: Any) -> list[Write]:
        """Let the deed of a form be done that alice sent; return what was written."""
        return await self._came(INTERACTIONS, submit_body(callback_id, values), more)

    async def _came(self, stream: str, body: Event, more: dict[str, Any]) -> list[Write]:
        earlier, age_s = len(self.writes()), more.pop("age_s", 0)
        await self.acknowledged(await self.publish_body(stream, body | more, age_s=age_s))
        return self.writes()[earlier:]

    async def ask(self, body: Event) -> lane.Reply | None:
        """Ask the consumer what a gateway asks, by the lane; None if nobody replies."""
        worker = f"test{next(serial)}"
        channel = keys.lane("burrow", worker)
        async with self.redis.pubsub() as replies:
            await replies.subscribe(channel)
            request = lane.Request("q1", channel, body, int(time.time() * 1000))
            await self.redis.rpush(keys.lane("burrow"), lane.encode(request))
            async with asyncio.timeout(DEADLINE_S):
                async for message in replies.listen():
                    if message["type"] == "message":
                        return lane.REPLIES.decode(message["data"])
        return None

    async def check(self, callback_id: str, values: dict[str, str], **more: Any) -> Any:
        """Send a form as alice; return `accepted` and the body of the answer to Slack."""
        reply = await self.ask(submit_body(callback_id, values) | more)
        return (reply.accepted, reply.body) if reply else None

    async def hear(self, event: Event, *, by_gopherbot: bool = False) -> list[Write]:
        """Let an event come, wait until its entry is acknowledged, and return what was written."""
        earlier = len(self.writes())
        await self.acknowledged(await self.publish(event, by_gopherbot=by_gopherbot))
        return self.writes()[earlier:]

    async def acknowledged(self, entry: Entry) -> None:
        """Wait until an entry was read and nothing of its stream is pending."""
        async with asyncio.timeout(DEADLINE_S):
            while not await self._is_acknowledged(entry):  # noqa: ASYNC110  polled from outside
                await asyncio.sleep(POLL_S)

    async def _is_acknowledged(self, entry: Entry) -> bool:
        groups: Any = await self.redis.xinfo_groups(entry.stream)
        return any(
            place(group["last-delivered-id"].decode()) >= place(entry.entry_id)
            and group["pending"] == 0
            for group in groups
        )

    def writes(self) -> list[Write]:
        """Return every call that changes something."""
        calls = [call for call in self.slack.calls() if call.method not in READS]
        return [
            (call.method, {key: call.args[key] for key in call.args.keys() - UNSHOWN})
            for call in calls
        ]


def entry_of(event: Event) -> dict[str, str | bytes | int]:
    """Return the five fields that every gateway writes."""
    return {
        "request_id": "",
        "gateway_ts": int(time.time() * 1000),
        "event_ts": int(time.time()),
        "event_id": f"Ev{next(serial)}",
        "json": orjson.dumps(event),
    }


def place(entry_id: str) -> tuple[int, ...]:
    """Return an entry's id as it is ordered."""
    return tuple(map(int, entry_id.split("-")))


def post(text: str, channel: str = GENERAL, **more: Any) -> Write:
    """Return a post as it is compared."""
    return "chat.postMessage", {"channel": channel, "text": text} | more


def ephemeral(text: str, channel: str = GENERAL, user: str = ALICE) -> Write:
    """Return a message for one person as it is compared."""
    return "chat.postEphemeral", {"channel": channel, "user": user, "text": text}


def reaction(emoji: str, event: Event) -> Write:
    """Return a reaction as it is compared."""
    where = {"channel": event["channel"], "timestamp": event["ts"]}
    return "reactions.add", where | {"name": emoji}


@asynccontextmanager
async def running(
    settings: ConsumerSettings, registry: Registry, redis: Redis, slack: Slack
) -> AsyncIterator[Bot]:
    """Run a consumer for the length of the block."""
    stop = asyncio.Event()
    async with clients(settings) as opened:
        parts = await build(settings, registry, OPTIONS.timings, OPTIONS.pace, opened)
        working = asyncio.create_task(app.work(parts, OPTIONS, Pulse(), stop))
        try:
            yield Bot(parts, redis, slack)
        finally:
            stop.set()
            await working
