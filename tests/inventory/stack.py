"""The whole of Burrow for these tests: a signed event in by HTTP, the calls of Slack's API out.

| part       | what it is                                                              |
|------------|-------------------------------------------------------------------------|
| gateway    | a process of its own                                                    |
| consumer   | a process of its own, with the product's handlers                       |
| db         | a real Redis of their own, with the channel cache filled                |
| slack      | the local workspace, which signs and delivers                           |
| playground | a stand-in for the Go playground                                        |

Events are sent in bulk and awaited together: an answer takes a millisecond, a wait far longer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import redis

from dev.outside import playground
from dev.outside.playground import Playground
from dev.redis_server import RedisServer
from dev.slack.api import Call as Recorded
from dev.slack.control import Slack
from dev.slack.limits import Limits
from dev.slack.server import LOCAL_SIGNING_SECRET, serve
from shared import keys
from tests.inventory import town
from tests.inventory.calls import Call, renamed
from tests.inventory.sent import Sent
from tests.processes import START_S, Process, quiet_port, wait_for

Event = dict[str, Any]

APP = "burrow"
CACHE = (keys.channels_by_id(APP), keys.channels_by_name(APP))
CONSUMER = "tests.inventory.quick_consumer"
READS = frozenset({"auth.test", "conversations.info"})
SETTLE_S = 60.0


@dataclass
class Stack:
    """The running parts."""

    slack: Slack
    db: Any
    gateway: Process
    consumer: Process
    playground: Playground
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        """Where the gateway takes events."""
        return f"http://127.0.0.1:{self.gateway.settings['PORT']}/slack/events"

    def compose(
        self,
        text: str,
        where: str = "CGEN",
        *,
        in_thread: bool = False,
        broadcast: bool = False,
        files: tuple[tuple[str, str | bytes], ...] = (),
    ) -> tuple[list[Event], Sent]:
        """Let somebody new post, and return the events of it, which nobody has delivered yet.

        Args:
            where: a channel; D1 is the author's direct message with the bot.
        """
        number = next(self.numbers)
        author, place = town.person(number), town.direct(number) if where == "D1" else where
        with self.told() as events:
            root = self.slack.say(author, place, "earlier") if in_thread else None
            if files:
                ts = self.slack.upload(author, place, files, text, root)
            else:
                ts = self.slack.say(author, place, text, root, broadcast=broadcast)
        names = {author: "UALICE", town.direct(number): "D1", ts: "TS"}
        names |= {root: "THREAD"} if root else {}
        # Others may be heard meanwhile: what the bot answers to earlier ones.
        own = [event for event in events if event.get("ts") == ts]
        uploaded = frozenset(str(file["id"]) for file in own[0].get("files", []))
        return own, Sent(author, (), names, ts, uploaded)

    @contextlib.contextmanager
    def told(self) -> Iterator[list[Event]]:
        """Collect what happens in the workspace instead of delivering it."""
        events: list[Event] = []
        workspace = self.slack.workspace
        listeners, subscriptions = workspace.listeners, workspace.subscriptions

        def collect(event: Event, _: object) -> None:
            events.append(event)

        workspace.subscriptions = frozenset()
        listeners.append(collect)
        try:
            yield events
        finally:
            listeners.remove(collect)
            workspace.subscriptions = subscriptions

    def deliver(self, event: Event, event_id: str = "", **changes: Any) -> str:
        """Deliver an event, and return its id."""
        envelope = self.slack.envelope(event, event_id or None) | changes
        self.slack.deliver(envelope)
        return str(envelope["event_id"])

    def say(self, text: str, where: str = "CGEN", **how: Any) -> Sent:
        """Let somebody new post, and Slack deliver all that it tells of it."""
        events, sent = self.compose(text, where, **how)
        sent.ids = tuple(self.deliver(event) for event in events)
        return sent

    def settle(self) -> None:
        """Wait until everything that was sent has been worked on."""
        wait_for(lambda: self.slack.pending_deliveries == 0, SETTLE_S, "delivering")
        failed = [attempt for attempt in self.slack.deliveries if attempt.status != 200]
        assert failed == []
        wait_for(self.is_idle, SETTLE_S, "working everything off")

    def is_idle(self) -> bool:
        """Return whether every entry of every stream is acknowledged."""
        streams = [str(name) for name in self.db.scan_iter("slack_*", _type="stream")]
        return all(self.is_read(stream) for stream in streams)

    def is_read(self, stream: str) -> bool:
        """Return whether the group has acknowledged the whole stream."""
        last = self.db.xinfo_stream(stream)["last-generated-id"]
        groups = [one for one in self.db.xinfo_groups(stream) if one["name"] == APP]
        return any(one["pending"] == 0 and one["last-delivered-id"] == last for one in groups)

    def calls(self, sent: Sent) -> list[Call]:
        """Return Slack's calls about something, in the inventory's names."""
        about = [one for one in self.slack.calls() if one.method not in READS]
        return [
            (call.method, renamed(without_metadata(call), sent.names))
            for call in about
            if sent.is_about(call.args)
        ]

    def parked(self, stream: str) -> int:
        """Return how many entries of a stream wait to be tried again."""
        return int(self.db.zcard(keys.parked(stream)))

    def dead(self, stream: str) -> list[dict[str, str]]:
        """Return the buried entries of a stream."""
        return [fields for _, fields in self.db.xrange(keys.dead(stream))]

    def fill_cache(self) -> None:
        """Know every channel, as bgtasks would have it."""
        by_id = {id_: name for name, id_ in town.NAMES.items()}
        for key, known in zip(CACHE, (by_id, town.NAMES), strict=True):
            self.db.hset(key, mapping=known)

    @contextlib.contextmanager
    def cold_cache(self) -> Iterator[None]:
        """Know no channel for the length of the block, as at the very first start."""
        self.db.delete(*CACHE)
        try:
            yield
        finally:
            self.fill_cache()

    @contextlib.contextmanager
    def broken_cache(self) -> Iterator[None]:
        """Let every look into the cache fail for the length of the block."""
        self.db.mset(dict.fromkeys(CACHE, "not a hash"))
        try:
            yield
        finally:
            self.db.delete(*CACHE)
            self.fill_cache()


def without_metadata(call: Recorded) -> dict[str, Any]:
    """Return a call's arguments without the mark by which a lost post is looked up."""
    return {name: value for name, value in call.args.items() if name != "metadata"}


@contextlib.contextmanager
def running(
    folder: Path, before: Callable[[Any], object] | None = None, **settings: str
) -> Iterator[Stack]:
    """Start everything.

    Args:
        before: is given Redis before any process starts.
        settings: more of the consumer's.
    """
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(RedisServer(folder / "redis"))
        unlimited = Limits(enabled=False)
        slack = opened.enter_context(serve(town.workspace(), limits=unlimited))
        outside = opened.enter_context(playground.serve())
        db = redis.Redis.from_url(server.url, decode_responses=True, protocol=2)
        opened.callback(db.close)
        if before:
            before(db)
        shared = environment(server, slack, outside) | settings
        gateway = Process("gateway", shared | {"PORT": str(quiet_port())}, folder)
        consumer = Process(CONSUMER, shared, folder)
        for process in (gateway, consumer):
            process.start(wait=False)
            opened.callback(process.kill)
        stack = Stack(slack, db, gateway, consumer, outside)
        stack.fill_cache()
        await_start(gateway, consumer)
        slack.request_urls = [stack.url]
        yield stack


def environment(server: RedisServer, slack: Slack, outside: Playground) -> dict[str, str]:
    """Return the settings of both processes."""
    return {
        "REDIS_URL": server.url,
        "APP_NAME": APP,
        "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
        "SLACK_API_URL": slack.api_url,
        "PLAYGROUND_URL": outside.url,
        "ENV": "production",
    }


def await_start(*processes: Process) -> None:
    """Wait until all say that they run."""
    for process in processes:
        wait_for(process.has_started, START_S, f"the start of {process.module}")
