"""The dead-letter streams: list, show, replay, drop; on every server."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from dev.redis_server import RedisServer
from shared import custody, dead_letters, keys
from shared.dead_letters import DeadLetter
from shared.events import PRIVATE, PUBLIC
from shared.scripts import Scripts
from shared.streams import Candidate, Entry, Settlement, Streams, Verdict
from tests.shared.deliveries import FIELDS, GROUP, deliver, entries


@pytest.fixture
def redis_server(each_redis_server: RedisServer) -> RedisServer:
    """Run each test on every server."""
    return each_redis_server


async def bury(
    streams: Streams, stream: str = PUBLIC, more: dict[bytes, bytes] | None = None
) -> DeadLetter:
    """Let an entry be worked on in vain, and return its letter."""
    entry = await deliver(streams, stream, FIELDS | (more or {}))
    await streams.begin([Candidate(entry, "Ev1")])
    record: dict[str, str | int] = {
        "done:a.b": 1,
        "failed:c.d": "no",
        "rejected:e.f": "never",
        "finished": 1,
    }
    await streams.settle([Settlement(entry, "Ev1", record, ack=False)])
    await custody.bury(streams, entry, "Ev1", "why")
    return (await dead_letters.listed(streams.scripts.redis, [stream]))[-1]


async def test_letters_are_listed_by_stream_oldest_first(ours: Streams, redis: Redis) -> None:
    letters = [await bury(ours, PRIVATE), await bury(ours), await bury(ours)]
    assert await dead_letters.listed(redis, [PRIVATE, "slack_team_join", PUBLIC]) == letters


async def test_letter_is_shown_by_its_id_or_not_at_all(ours: Streams, redis: Redis) -> None:
    letter = await bury(ours)
    assert await dead_letters.show(redis, PUBLIC, letter.letter_id) == letter
    assert await dead_letters.show(redis, PUBLIC, "1-1") is None
    assert await dead_letters.show(redis, PRIVATE, letter.letter_id) is None
    assert await dead_letters.show(redis, PUBLIC, "no id") is None


async def test_letter_shown_by_half_its_id_has_the_whole_one(ours: Streams, redis: Redis) -> None:
    letter = await bury(ours)
    found = await dead_letters.show(redis, PUBLIC, letter.letter_id.partition("-")[0])
    assert found == letter


async def test_field_that_is_no_text_can_be_shown() -> None:
    letter = DeadLetter(PUBLIC, "1-0", {b"json": b"\xff"})
    assert (letter.text("json"), letter.text("none")) == ("\ufffd", "")


async def test_replayed_entry_goes_on_where_it_stopped_whatever_its_age(
    ours: Streams, scripts: Scripts, redis: Redis
) -> None:
    letter = await bury(ours, more={b"retry": b"8 later"})
    new_id = await dead_letters.replay(scripts, letter)
    assert new_id is not None
    [_, (entry_id, fields)] = await entries(redis)
    assert (entry_id, fields) == (new_id, FIELDS)
    [verdict] = await ours.begin([Candidate(Entry(PUBLIC, new_id, fields), "Ev1", 1, 1)])
    assert verdict.word == "begun"
    assert verdict.record.keys() == {b"begun", b"done:a.b", b"rejected:e.f"}
    assert await redis.xlen(keys.dead(PUBLIC)) == 0


async def test_letter_whose_chain_has_ended_begins_anew(
    ours: Streams, scripts: Scripts, redis: Redis
) -> None:
    letter = await bury(ours)
    await redis.delete(keys.chain(PUBLIC, GROUP, "Ev1"), keys.seen(PUBLIC, "Ev1"))
    new_id = await dead_letters.replay(scripts, letter)
    [verdict] = await ours.begin([Candidate(Entry(PUBLIC, str(new_id), {}), "Ev1", 1, 1)])
    assert verdict == Verdict("begun", verdict.age_ms, {b"begun": b"0"})


async def test_letter_is_replayed_once(ours: Streams, scripts: Scripts, redis: Redis) -> None:
    letter = await bury(ours)
    assert await dead_letters.replay(scripts, letter)
    assert await dead_letters.replay(scripts, letter) is None
    assert await redis.xlen(PUBLIC) == 2


async def test_dropped_letter_is_gone_and_no_other(ours: Streams, redis: Redis) -> None:
    dropped, kept = await bury(ours), await bury(ours)
    await dead_letters.drop(redis, dropped)
    assert await dead_letters.listed(redis, [PUBLIC]) == [kept]
