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
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from shared import keys
from shared.events import TRIMMED_STREAMS
from shared.scripts import Call, Plain, Scripts

AHEAD_MS = 60_000  # a timestamp further ahead than this is not a clock that is a bit off

Fields = dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it was delivered to this consumer."""

    stream: str
    entry_id: str
    fields: Fields = field(repr=False)
    deliveries: int = 1

    @property
    def deletes(self) -> str:
        """`1` if acknowledging deletes it: the stream is not trimmed by time."""
        return "0" if self.stream in TRIMMED_STREAMS else "1"


@dataclass(frozen=True, slots=True)
class Candidate:
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an entry may begin.

    Args:
        word: new, begun, duplicate, stale or future.
        record: the chain's fields, if it was begun before.
        message_is_ours: no other event of the same message has run.
    """

    word: str
    age_ms: int = 0
    record: Fields = field(default_factory=dict)
    message_is_ours: bool = True


@dataclass(frozen=True, slots=True)
class Settlement:
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
        for stream in streams:
            try:
                await self.scripts.redis.xgroup_create(stream, self.group, "0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise

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
        """Decide which of these may begin, in one round trip (two if a message is contested)."""
        by_stream: dict[str, list[int]] = defaultdict(list)
        for n, candidate in enumerate(candidates):
            by_stream[candidate.entry.stream].append(n)
        calls: list[Call | Plain] = [
            self._begin_call(stream, [candidates[n] for n in numbers])
            for stream, numbers in by_stream.items()
        ]
        marks = [n for n, candidate in enumerate(candidates) if candidate.message_key]
        calls += [mark_message(candidates[n]) for n in marks]
        answers = checked(await self.scripts.run_all(calls))
        contested = [n for n, new in zip(marks, answers[len(by_stream) :], strict=True) if not new]
        foreign = await self._foreign(candidates, contested)
        verdicts: dict[int, Verdict] = {}
        for numbers, answer in zip(by_stream.values(), answers, strict=False):
            for n, one in zip(numbers, answer[1:], strict=True):
                verdicts[n] = verdict(one, n not in foreign)
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

    async def _foreign(self, candidates: Sequence[Candidate], contested: list[int]) -> set[int]:
        """Return which of the contested messages belong to another event."""
        if not contested:
            return set()
        calls = [Plain(("GET", candidates[n].message_key)) for n in contested]
        owners = checked(await self.scripts.run_all(calls))
        return {
            n
            for n, owner in zip(contested, owners, strict=True)
            if owner is not None and owner != candidates[n].event_id.encode()
        }

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


def mark_message(candidate: Candidate) -> Plain:
    """Return the command that takes a message for an event, unless another event has it."""
    key, event_id = candidate.message_key, candidate.event_id
    return Plain(("SET", key, event_id, "NX", "EX", keys.SEEN_TTL_S))


def verdict(answer: list[Any], message_is_ours: bool) -> Verdict:
    """Read one answer of begin.lua."""
    word, age_ms, record = answer
    pairs = dict(zip(record[::2], record[1::2], strict=True))
    return Verdict(word.decode(), int(age_ms), pairs, message_is_ours)


def checked(answers: list[Any]) -> list[Any]:
    """Return the answers of a round trip, or raise the first error among them."""
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers
