"""Whose a run is: begun by one consumer, lost with it, told by another."""

from __future__ import annotations

from redis.asyncio import Redis

from consumer.runs.last_word import LastWord
from consumer.runs.tenure import Tenure
from shared import custody, keys
from shared.runs import Runs
from shared.streams import Entry, Streams
from shared.writes import POST
from tests.runs.ends import GENERAL, RUN
from tests.runs.told import OURS, Told
from tests.runs.workers import SLOT_MS, Worker, asked, run_of


async def test_what_ran_in_a_consumer_that_died_is_lost_and_keeps_its_slot_for_a_while(
    runs: Runs, workers: tuple[Worker, Worker], redis: Redis
) -> None:
    a, b = workers
    await runs.schedule("Ev1", asked(kill_after_s=5))
    await runs.schedule("Ev2", asked(n="2"))
    [entry] = await a.read()
    await a.begin(entry)
    claimed = await custody.claim(b.streams, "jobs", 0)
    assert claimed
    word, run = await b.begin(claimed)
    assert (word, run and run.state) == ("ended", "lost")
    assert await a.tenure.beat([1]) == {1: "lost"}
    for state in ("succeeded", "lost"):
        ours, ended = await a.tenure.finish(1, state, {})
        assert (ours, ended.state) == (False, "lost")
    assert await a.begin(entry) == ("lost", None)
    await runs.tick()
    assert await b.read() == []  # its children may still be ending
    left_ms = await redis.zscore("{jobs}:slots:demo_hi", "1")
    assert left_ms
    assert SLOT_MS < left_ms - await runs.now_ms() + 1_000 <= SLOT_MS + 6_000
    await redis.zadd("{jobs}:slots:demo_hi", {"1": await runs.now_ms() - 1})
    await runs.tick()
    assert [run_of(one) for one in await b.read()] == [2]


async def test_what_had_not_begun_goes_to_another_consumer(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    a, b = workers
    await runs.schedule("Ev1", asked())
    await a.read()
    claimed = await custody.claim(b.streams, "jobs", 0)
    assert claimed
    assert (await b.begin(claimed))[0] == "go"


async def test_an_end_that_was_not_told_is_told_by_another_consumer(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    a, b = workers
    await runs.schedule("Ev1", asked())
    [entry] = await a.read()
    await a.begin(entry)
    await a.tenure.write_output(entry, 1, b"hello", b"")
    await a.tenure.finish(1, "succeeded", {"exit_code": 0})
    claimed = await custody.claim(b.streams, "jobs", 0)
    assert claimed
    word, run = await b.begin(claimed)
    output = await runs.output(1)
    assert (word, run and run.exit_code, output and output.text) == ("ended", 0, "hello")
    assert await b.tenure.note(claimed, 1, {"told": 1})
    assert (await b.begin(claimed))[0] == "told"


async def test_a_start_whose_reply_was_lost_is_this_consumers_all_the_same(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    await runs.schedule("Ev1", asked())
    [entry] = await workers[0].read()
    assert (await workers[0].begin(entry))[0] == "go"
    assert (await workers[0].begin(entry))[0] == "go"


async def test_what_was_posted_is_remembered_however_quiet_a_run_is(told: Told) -> None:
    redis = told.scripts.redis
    tenure = Tenure(Streams(told.scripts, redis, "burrow", OURS), SLOT_MS)
    entry = Entry("jobs", told.entry_id, {})
    writer = LastWord(told.teller, tenure, told.teller.slack).writer(entry, RUN)
    await writer.write("stream:0", POST, {"channel": GENERAL, "text": "runs"})
    assert await redis.ttl(keys.chain("jobs", "burrow", f"run:{RUN.run_id}")) > 24 * 3600
