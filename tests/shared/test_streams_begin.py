"""What may begin: marks, ages, chains, by the clock of Redis; on every server."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from dev.redis_server import RedisServer
from shared import keys
from shared.events import PRIVATE, PUBLIC
from shared.scripts import Call, Scripts
from shared.streams import AHEAD_MS, Candidate, Entry, Settlement, Streams, Verdict
from tests.shared.deliveries import GROUP, redis_ms


@pytest.fixture
def redis_server(each_redis_server: RedisServer) -> RedisServer:
    """Run each test on every server."""
    return each_redis_server


AGES = [
    ("fresh", -29_000, 30_000, "new"),
    ("old", -31_000, 30_000, "stale"),
    ("old without a limit", -900_000, 0, "new"),
    ("a little ahead", AHEAD_MS - 2_000, 30_000, "new"),
    ("too far ahead", AHEAD_MS + 2_000, 30_000, "future"),
    ("too far ahead without a limit", AHEAD_MS + 2_000, 0, "future"),
]


@pytest.mark.parametrize(
    ("shift_ms", "limit_ms", "word"), [one[1:] for one in AGES], ids=[one[0] for one in AGES]
)
async def test_age_decides_by_the_clock_of_redis(
    ours: Streams, redis: Redis, shift_ms: int, limit_ms: int, word: str
) -> None:
    entry = Entry(PUBLIC, "1-0", {})
    now_ms = await redis_ms(redis)
    [verdict] = await ours.begin([Candidate(entry, "Ev1", now_ms + shift_ms, limit_ms)])
    assert verdict.word == word
    assert verdict.age_ms == pytest.approx(-shift_ms, abs=500)


async def test_entry_without_a_time_of_its_own_has_no_age_limit(ours: Streams) -> None:
    [verdict] = await ours.begin([Candidate(Entry(PUBLIC, "1-0", {}), "Ev1", 0, 1)])
    assert verdict.word == "new"


async def test_second_entry_of_an_event_is_a_duplicate_also_in_the_same_batch(
    ours: Streams,
) -> None:
    first, second, third = (Entry(PUBLIC, f"{n}-0", {}) for n in (1, 2, 3))
    verdicts = await ours.begin([Candidate(first, "Ev1"), Candidate(second, "Ev1")])
    assert [one.word for one in verdicts] == ["new", "duplicate"]
    [verdict] = await ours.begin([Candidate(third, "Ev1")])
    assert verdict == Verdict("duplicate", verdict.age_ms)


async def test_entry_that_the_gateway_marked_may_begin_and_its_copy_may_not(
    ours: Streams, scripts: Scripts
) -> None:
    names = [PUBLIC, keys.seen(PUBLIC, "Ev1")]
    added, entry_id = await scripts.run("publish", names, 900, "event_id", "Ev1")
    assert added == 1
    copy, own = Entry(PUBLIC, "1-0", {}), Entry(PUBLIC, entry_id.decode(), {})
    verdicts = await ours.begin([Candidate(copy, "Ev1"), Candidate(own, "Ev1")])
    assert [one.word for one in verdicts] == ["duplicate", "new"]


async def test_what_was_begun_goes_on_whatever_its_age_and_knows_what_was_done(
    ours: Streams, redis: Redis
) -> None:
    entry = Entry(PUBLIC, "1-0", {})
    fresh = Candidate(entry, "Ev1", await redis_ms(redis), 30_000)
    old = Candidate(entry, "Ev1", await redis_ms(redis) - 99_000, 30_000)
    await ours.begin([fresh])
    await ours.settle([Settlement(entry, "Ev1", {"done:a.b": 7}, ack=False)])
    [verdict] = await ours.begin([old])
    assert verdict.word == "begun"
    assert verdict.record[b"done:a.b"] == b"7"


@pytest.mark.parametrize("word", ["stale", "future"])
async def test_what_may_not_begin_leaves_no_chain(ours: Streams, redis: Redis, word: str) -> None:
    shift_ms = {"stale": -31_000, "future": 90_000}[word]
    ts_ms = await redis_ms(redis) + shift_ms
    candidate = Candidate(Entry(PUBLIC, "1-0", {}), "Ev1", ts_ms, 30_000)
    assert [one.word for one in await ours.begin([candidate])] == [word]
    assert [one.word for one in await ours.begin([candidate])] == [word]
    assert await redis.exists(keys.chain(PUBLIC, GROUP, "Ev1")) == 0


async def test_marks_and_chains_end_by_themselves(ours: Streams, redis: Redis) -> None:
    await ours.begin([Candidate(Entry(PUBLIC, "1-0", {}), "Ev1", message_key="seen:T:C:1.2")])
    names = [keys.seen(PUBLIC, "Ev1"), keys.chain(PUBLIC, GROUP, "Ev1"), "seen:T:C:1.2"]
    lifetimes = [await redis.ttl(name) for name in names]
    assert lifetimes == pytest.approx([keys.SEEN_TTL_S] * 3, abs=2)


async def test_message_is_one_events_and_stays_its(ours: Streams) -> None:
    message = Candidate(Entry(PUBLIC, "1-0", {}), "Ev1", message_key="seen:T:C:1.2")
    mention = Candidate(Entry("slack_app_mention", "1-0", {}), "Ev2", message_key="seen:T:C:1.2")
    other = Candidate(Entry(PUBLIC, "2-0", {}), "Ev3", message_key="seen:T:C:9.9")
    unmarked = Candidate(Entry(PUBLIC, "3-0", {}), "Ev4")
    verdicts = await ours.begin([message, mention, other, unmarked])
    assert [one.message_is_ours for one in verdicts] == [True, False, True, True]
    again = await ours.begin([mention, message])
    assert [one.message_is_ours for one in again] == [False, True]


async def test_verdicts_come_in_the_order_of_the_candidates(ours: Streams) -> None:
    ids = [("Ev1", PUBLIC), ("Ev2", PRIVATE), ("Ev1", PUBLIC), ("Ev3", PRIVATE), ("Ev2", PRIVATE)]
    candidates = [
        Candidate(Entry(stream, f"{n}-0", {}), event_id)
        for n, (event_id, stream) in enumerate(ids, 1)
    ]
    words = [one.word for one in await ours.begin(candidates)]
    assert words == ["new", "new", "duplicate", "new", "duplicate"]


async def test_event_is_published_once_and_its_mark_ends_by_itself(
    scripts: Scripts, redis: Redis
) -> None:
    names = [PUBLIC, keys.seen(PUBLIC, "Ev1")]
    first = await scripts.run("publish", names, 900, "event_id", "Ev1", "json", "{}")
    second = await scripts.run("publish", names, 900, "event_id", "Ev1", "json", "{}")
    assert (first, second) == ([1, first[1]], [0, first[1]])
    assert await redis.xrange(PUBLIC) == [(first[1], {b"event_id": b"Ev1", b"json": b"{}"})]
    assert await redis.ttl(names[1]) == pytest.approx(900, abs=2)


async def test_event_that_cannot_be_added_is_not_marked(scripts: Scripts, redis: Redis) -> None:
    await redis.set(PUBLIC, "no stream")
    names = [PUBLIC, keys.seen(PUBLIC, "Ev1")]
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await scripts.run("publish", names, 900, "event_id", "Ev1")
    assert await redis.exists(names[1]) == 0


async def test_scripts_are_loaded_again_after_a_restart(scripts: Scripts, redis: Redis) -> None:
    await scripts.load()
    await redis.script_flush()
    names = [PUBLIC, keys.seen(PUBLIC, "Ev1")]
    calls = [Call("publish", names, [900, "event_id", "Ev1"]) for _ in range(2)]
    answers = await scripts.run_all(calls)
    assert [answer[0] for answer in answers] == [1, 0]
    await redis.script_flush()
    assert (await scripts.run("publish", names, 900, "event_id", "Ev1"))[0] == 0
