"""Every command on a stream that a consumer gives, each promise of delivery as code.

| promise                                       | kept by                                          |
|-----------------------------------------------|--------------------------------------------------|
| a new group misses nothing                    | ensure_groups: from id 0, not from `$`           |
| one of many gets an entry                     | read: one consumer group                         |
| if that one dies another does                 | renew and claim in shared/custody.py             |
| what a read's lost reply delivered is found   | own_pending in shared/custody.py                 |
| nobody acknowledges what is not his any more  | settle; park and bury in shared/custody.py       |
| an event runs once, a message runs once       | begin: seen mark, chain, message mark            |
| what was begun goes on, what is old is dropped| begin: decided in one script, by Redis TIME      |

Source: https://redis.io/docs/latest/develop/data-types/streams/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from shared import keys
from shared.events import TRIMMED_STREAMS
from shared.scripts import Call, Scripts

AHEAD_MS = 60_000  # a timestamp further ahead than this is not a clock that is a bit off

WORDS = {word.encode(): word for word in ("new", "begun", "duplicate", "stale", "future")}

Fields = dict[bytes, bytes]


class Entry(Struct, frozen=True):
    """An entry as it was delivered to this consumer."""

    stream: str
    entry_id: str
    fields: Fields
    deliveries: int = 1

    @property
    def deletes(self) -> str:
        """`1` if acknowledging deletes it: the stream is not trimmed by time."""
        return "0" if self.stream in TRIMMED_STREAMS else "1"


class Candidate(Struct, frozen=True):
    """An entry that asks to begin.

    Args:
        ts_ms: the event's own time, 0 if it has none.
        limit_ms: its age limit, 0 for none.
        message_key: the mark of the message that it is about, empty if it is about none.
    """

    entry: Entry
    event_id: str
    ts_ms: int = 0
    limit_ms: int = 0
    message_key: str = ""


class Verdict(Struct, frozen=True):
    """Whether an entry may begin.

    Args:
        word: new, begun, duplicate, stale or future.
        record: the chain's fields, if it was begun before.
        message_is_ours: no other event of the same message has run.
    """

    word: str
    age_ms: int = 0
    record: Fields = {}
    message_is_ours: bool = True


class Settlement(Struct, frozen=True):
    """What to record in an event's chain, and whether its entry is done with."""

    entry: Entry
    event_id: str
    record: dict[str, str | int]
    ack: bool


class Streams:
    """The streams as one consumer of one group sees them.

    Args:
        reader: a client of one connection, for the blocking read only.
        consumer: `<DYNO>-<8 hex>`: on a deploy two processes of one name overlap.
    """

    def __init__(self, scripts: Scripts, reader: Redis, group: str, consumer: str) -> None:
        self.scripts, self.reader = scripts, reader
        self.group, self.consumer = group, consumer
        self.reader_id = 0

    async def ensure_groups(self, streams: Iterable[str]) -> None:
        """Create what is missing; from 0, so that what came before us is read too."""
        pipe = self.scripts.redis.pipeline(transaction=False)
        for stream in streams:
            pipe.xgroup_create(stream, self.group, "0", mkstream=True)
        for answer in await pipe.execute(raise_on_error=False):
            if isinstance(answer, Exception) and "BUSYGROUP" not in str(answer):
                raise answer

    async def read(self, streams: Sequence[str], count: int, block_ms: int) -> list[Entry]:
        """Wait for new entries; `count` is per stream.

        Raises:
            RedisError: also after a lost reply, whose entries own_pending() will find.
        """
        if not self.reader_id:
            self.reader_id = int(await self.reader.client_id())
        try:
            answer: Any = await self.reader.xreadgroup(
                self.group, self.consumer, dict.fromkeys(streams, ">"), count, block_ms
            )
        except RedisError as error:
            self.reader_id = 0
            if isinstance(error, ResponseError) and missing_group(error):
                await self.ensure_groups(streams)
                return []
            raise
        return [
            Entry(stream.decode(), entry_id.decode(), fields or {})
            for stream, entries in answer or []
            for entry_id, fields in entries
        ]

    async def unblock(self) -> None:
        """End a blocked read at once. Cancelling it would lose what it is being given."""
        if self.reader_id:
            await self.scripts.redis.client_unblock(self.reader_id)

    async def begin(self, candidates: Sequence[Candidate]) -> list[Verdict]:
        """Decide which of these may begin, in one round trip."""
        by_stream: dict[str, list[int]] = defaultdict(list)
        for n, candidate in enumerate(candidates):
            by_stream[candidate.entry.stream].append(n)
        calls = [
            self._begin_call(stream, [candidates[n] for n in numbers])
            for stream, numbers in by_stream.items()
        ]
        marked = [candidate for candidate in candidates if candidate.message_key]
        answers = checked(await self.scripts.run_all([*calls, take_messages(marked)]))
        owners = dict(zip((one.event_id for one in marked), answers.pop(), strict=True))
        verdicts: dict[int, Verdict] = {}
        for numbers, answer in zip(by_stream.values(), answers, strict=True):
            for n, one in zip(numbers, answer[1:], strict=True):
                event_id = candidates[n].event_id
                owner = owners.get(event_id)
                verdicts[n] = verdict(one, owner is None or owner == event_id.encode())
        return [verdicts[n] for n in range(len(candidates))]

    def _begin_call(self, stream: str, candidates: list[Candidate]) -> Call:
        names: list[str] = []
        arguments: list[str | int] = [keys.SEEN_TTL_S, AHEAD_MS]
        for one in candidates:
            names += (
                keys.seen(stream, one.event_id),
                keys.chain(stream, self.group, one.event_id),
            )
            arguments += (one.entry.entry_id, one.ts_ms, one.limit_ms)
        return Call("begin", names, arguments)

    async def settle(self, settlements: Sequence[Settlement]) -> list[bool]:
        """Record and acknowledge, in one round trip; False: it is another consumer's now."""
        by_stream: dict[str, list[int]] = defaultdict(list)
        for n, one in enumerate(settlements):
            by_stream[one.entry.stream].append(n)
        calls = [
            self._settle_call(stream, [settlements[n] for n in numbers])
            for stream, numbers in by_stream.items()
        ]
        settled = [True] * len(settlements)
        answers = checked(await self.scripts.run_all(calls))
        for numbers, answer in zip(by_stream.values(), answers, strict=True):
            for n, owned in zip(numbers, answer, strict=True):
                settled[n] = bool(owned)
        return settled

    def _settle_call(self, stream: str, settlements: list[Settlement]) -> Call:
        names = [stream]
        arguments: list[str | int] = [
            self.group,
            self.consumer,
            keys.SEEN_TTL_S,
            settlements[0].entry.deletes,
        ]
        for one in settlements:
            names.append(keys.chain(stream, self.group, one.event_id))
            arguments += (one.entry.entry_id, "1" if one.ack else "0", len(one.record))
            for name, value in one.record.items():
                arguments += (name, value)
        return Call("settle", names, arguments)


def missing_group(error: ResponseError) -> bool:
    """Return whether a stream or its group is gone: deleted, flushed, or Redis lost its data."""
    return str(error).startswith(("NOGROUP", "UNBLOCKED"))


def take_messages(candidates: Sequence[Candidate]) -> Call:
    """Return the call that takes messages for events, unless other events have them.

    One call for all of them is worth 30 µs a message; in a Cluster it would be one for each key.
    """
    names = [candidate.message_key for candidate in candidates]
    events = [candidate.event_id for candidate in candidates]
    return Call("take_messages", names, [keys.SEEN_TTL_S, *events])


def verdict(answer: list[Any], message_is_ours: bool) -> Verdict:
    """Read one answer of begin.lua."""
    word, age_ms, pairs = answer
    record = dict(zip(pairs[::2], pairs[1::2], strict=True)) if pairs else {}
    return Verdict(WORDS[word], age_ms, record, message_is_ours)


def checked(answers: list[Any]) -> list[Any]:
    """Return the answers of a round trip, or raise the first error among them."""
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers
