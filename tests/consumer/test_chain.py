"""The chain: each handler once, in order; what one of them raises harms no other."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any, cast

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from consumer.chain import ERROR_CHARS, Chain, Result, described, sooner
from consumer.handler import Handler
from consumer.message import Message, Place
from consumer.plan import Plan
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from consumer.tools import Tools
from shared.errors import OwnershipLost, Reject, Retry, SlackUnavailable, Throttled
from shared.events import Event
from shared.slack import Identity
from shared.streams import Candidate, Entry
from shared.writes import Writer

PLACE = Place("C1", "U1", "1.2")
ME = Identity("U0BOT", "B0BOT", "T0TEAM")


class RecordingWriter:
    """Notes what is written; raises what it is told to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.names: list[str] = []

    async def write(self, name: str, method: str, arguments: dict[str, Any]) -> None:
        """Note one write."""
        self.names.append(name)
        self.texts.append(arguments["text"])


@pytest.fixture
def writer() -> RecordingWriter:
    return RecordingWriter()


@pytest.fixture
def router() -> Router:
    return Router()


async def run(
    router: Router,
    writer: RecordingWriter,
    *,
    event_id: str = "Ev1",
    record: dict[bytes, bytes] | None = None,
    mentioned: bool = True,
    speaks_unasked: bool = True,
    noted: list[str] | None = None,
) -> Result:
    event = Event("slack_message_public", "1-0", event_id, 1, 1, {}, "message")
    message = Message(event, PLACE, "go", "go", (), mentioned, "U0BOT")
    entry = Entry(event.stream, event.entry_id, {})
    plan = Plan(entry, event, PLACE, message, router.handlers, Candidate(entry, event_id))
    nobody: dict[str, Any] = dict.fromkeys(Tools.__slots__)
    tools = Tools(**nobody | {"registry": Registry(router.handlers), "me": ME, "chance": Random()})
    chain = Chain(tools, speaks_unasked=speaks_unasked)
    note = (noted if noted is not None else []).append
    return await chain.run(plan, cast(Writer, writer), record or {}, note)


def answering(router: Router, name: str, error: Exception | None = None) -> None:
    """Add a handler that says its name, and may raise after that."""

    async def handler(message: Message, reply: Reply) -> None:
        await reply.text(name)
        if error:
            raise error

    handler.__name__ = name
    router.matches(lambda _: True)(handler)


async def test_handlers_run_in_order_and_all_but_the_last_are_noted(
    router: Router, writer: RecordingWriter
) -> None:
    for name in ("one", "two", "three"):
        answering(router, name)
    noted: list[str] = []
    result = await run(router, writer, noted=noted)
    assert writer.texts == ["one", "two", "three"]
    assert result == Result(done=["test_chain.one", "test_chain.two", "test_chain.three"])
    assert noted == ["test_chain.one", "test_chain.two"]


async def test_finished_and_rejected_handlers_do_not_run_again(
    router: Router, writer: RecordingWriter
) -> None:
    for name in ("one", "two", "three"):
        answering(router, name)
    record = {b"done:test_chain.one": b"1", b"rejected:test_chain.two": b"no"}
    result = await run(router, writer, record=record)
    assert writer.texts == ["three"]
    assert result.done == ["test_chain.one", "test_chain.three"]
    assert result.rejected == {"test_chain.two": "no"}


RAISED: list[tuple[Exception, str]] = [
    (ZeroDivisionError("no"), "failed"),
    (Reject("no"), "rejected"),
    (Retry("no"), "retry"),
    (Throttled("no", 1), "retry"),
    (RedisConnectionError("gone"), "retry"),
]


@pytest.mark.parametrize(("error", "kind"), RAISED, ids=[type(one).__name__ for one, _ in RAISED])
async def test_handler_that_raises_harms_no_other(
    router: Router, writer: RecordingWriter, error: Exception, kind: str
) -> None:
    answering(router, "one", error)
    answering(router, "two")
    result = await run(router, writer)
    assert writer.texts == ["one", "two"]
    assert result.done == ["test_chain.two"]
    assert getattr(result, kind)


async def test_failure_is_described_with_its_place(router: Router, writer: RecordingWriter) -> None:
    answering(router, "one", ZeroDivisionError("by zero"))
    failed = (await run(router, writer)).failed["test_chain.one"]
    assert failed.startswith("ZeroDivisionError: by zero at test_chain.py:")


async def test_lost_ownership_ends_the_chain(router: Router, writer: RecordingWriter) -> None:
    answering(router, "one", OwnershipLost("claimed"))
    answering(router, "two")
    with pytest.raises(OwnershipLost):
        await run(router, writer)
    assert writer.texts == ["one"]


async def test_handler_over_its_limit_fails_and_the_next_one_runs(
    router: Router, writer: RecordingWriter
) -> None:
    @router.contains("go", limit_s=0.02)
    async def hang(message: Message, reply: Reply) -> None:
        await asyncio.Event().wait()

    answering(router, "two")
    result = await run(router, writer)
    assert result.failed == {"test_chain.hang": "took longer than its limit of 0.02 s"}
    assert result.done == ["test_chain.two"]


async def test_function_with_several_triggers_runs_once(
    router: Router, writer: RecordingWriter
) -> None:
    async def once(message: Message, reply: Reply) -> None:
        await reply.text("once")

    router.contains("g")(once)
    router.contains("o")(once)
    await run(router, writer)
    assert writer.texts == ["once"]


async def test_chance_is_the_same_on_a_second_run_and_differs_between_events(
    router: Router, writer: RecordingWriter
) -> None:
    @router.matches(lambda _: True)
    async def throw(message: Message, reply: Reply, tools: Tools) -> None:
        await reply.text(str(tools.chance.random()))

    for event_id in ("Ev1", "Ev1", "Ev2"):
        await run(router, writer, event_id=event_id)
    first, again, other = writer.texts
    assert first == again
    assert first != other


async def test_writes_are_named_by_handler_and_ordinal(
    router: Router, writer: RecordingWriter
) -> None:
    @router.matches(lambda _: True)
    async def speak(message: Message, reply: Reply) -> None:
        await reply.text("a")
        await reply.to_author("b")

    answering(router, "two")
    await run(router, writer)
    assert writer.names == ["test_chain.speak:0", "test_chain.speak:1", "test_chain.two:0"]


@pytest.mark.parametrize(
    ("mentioned", "speaks_unasked", "texts"),
    [(True, True, ["one"]), (True, False, ["one"]), (False, True, ["one"]), (False, False, [])],
)
async def test_shadow_mode_speaks_only_when_asked(
    router: Router,
    writer: RecordingWriter,
    mentioned: bool,
    speaks_unasked: bool,
    texts: list[str],
) -> None:
    answering(router, "one")
    result = await run(router, writer, mentioned=mentioned, speaks_unasked=speaks_unasked)
    assert writer.texts == texts
    assert result.done == ["test_chain.one"]


RETRY, UNAVAILABLE, BACKS_OFF = Retry("r", 5), SlackUnavailable("u", 3), Retry("b")
WAIT, LONG_WAIT = Throttled("t", 1), Throttled("t", 9)
PAIRS: list[tuple[Retry | None, Retry, Retry]] = [
    (None, WAIT, WAIT),
    (WAIT, RETRY, RETRY),
    (RETRY, WAIT, RETRY),
    (RETRY, UNAVAILABLE, UNAVAILABLE),
    (UNAVAILABLE, RETRY, UNAVAILABLE),
    (RETRY, BACKS_OFF, BACKS_OFF),
    (WAIT, UNAVAILABLE, UNAVAILABLE),
    (LONG_WAIT, WAIT, WAIT),
]


@pytest.mark.parametrize(("one", "other", "counts"), PAIRS)
def test_failure_counts_before_a_mere_wait_and_then_the_sooner_one(
    one: Retry | None, other: Retry, counts: Retry
) -> None:
    assert sooner(one, other) is counts


def test_description_of_an_error_is_short() -> None:
    async def nothing() -> None:
        """Do nothing."""

    handler = Handler("a.b", "contains", nothing)
    assert len(described(ValueError("x" * 9_999), handler)) == ERROR_CHARS
