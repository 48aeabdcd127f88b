"""Runs in Redis: asked for once, one of a type at a time, held back, cancelled, never forgotten."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from shared import keys
from shared.run_record import Where
from shared.runs import Runs
from tests.runs.workers import Worker, asked, run_of

HOUR_MS = 3_600_000


async def states(runs: Runs) -> dict[int, str]:
    """Return the state of every run."""
    return {run.run_id: run.state for run in [*await runs.active(), *await runs.ended(100)]}


async def test_a_request_that_comes_again_is_the_same_run(runs: Runs) -> None:
    first = await runs.schedule("Ev1", asked())
    again = await runs.schedule("Ev1", asked())
    assert (first.word, again.word) == ("added", "known")
    assert first.run_id == again.run_id


async def test_the_same_job_and_arguments_are_updated_while_pending(runs: Runs) -> None:
    first = await runs.schedule("Ev1", asked(delay_s=60))
    other = asked(delay_s=60, where=Where("C2", "1.1", "1.2"), user_id="U2")
    second = await runs.schedule("Ev2", other)
    [run] = await runs.active()
    assert (second.word, second.run_id, run.where.channel) == ("updated", first.run_id, "C2")
    assert second.before
    assert second.before.where.channel == "C1"
    assert run.due_ms >= first.due_ms


async def test_another_attempt_leaves_a_pending_run_to_whoever_asked_for_it(runs: Runs) -> None:
    first = await runs.schedule("Ev1", asked(delay_s=60, where=Where("C2"), user_id="U2"))
    retry = await runs.schedule("retry:9", asked(delay_s=5, via="retry", attempt=2))
    [run] = await runs.active()
    assert (retry.word, retry.run_id, retry.due_ms) == ("joined", first.run_id, first.due_ms)
    assert (run.where.channel, run.user_id, run.attempt) == ("C2", "U2", 1)


async def test_other_arguments_are_another_run(runs: Runs) -> None:
    ids = {(await runs.schedule(f"Ev{n}", asked(n=str(n), delay_s=60))).run_id for n in range(3)}
    assert ids == {1, 2, 3}


async def test_asking_again_and_again_does_not_put_a_run_off_for_ever(
    runs: Runs, redis: Redis
) -> None:
    first = await runs.schedule("Ev1", asked(delay_s=60))
    created_ms = first.due_ms - 60_000
    await redis.hset(keys.run(1), "created_ms", str(created_ms - 590_000))
    again = await runs.schedule("Ev2", asked(delay_s=60))
    assert again.due_ms == created_ms - 590_000 + 600_000


async def test_now_pulls_a_pending_run_forward(runs: Runs, workers: tuple[Worker, Worker]) -> None:
    await runs.schedule("Ev1", asked(delay_s=60))
    assert await workers[0].read() == []
    await runs.schedule("Ev2", asked())
    [entry] = await workers[0].read()
    assert run_of(entry) == 1


async def test_later_takes_an_admitted_run_back(runs: Runs, workers: tuple[Worker, Worker]) -> None:
    await runs.schedule("Ev1", asked())
    [entry] = await workers[0].read()
    await runs.schedule("Ev2", asked(delay_s=60))
    assert await workers[0].begin(entry) == ("told", None)
    assert await states(runs) == {1: "scheduled"}
    await runs.schedule("Ev3", asked(n="2"))  # and its slot is free
    assert [run_of(one) for one in await workers[0].read()] == [2]


@pytest.mark.parametrize(("concurrency", "together"), [(1, 1), (3, 3)])
async def test_so_many_of_a_type_run_at_once(
    runs: Runs, workers: tuple[Worker, Worker], concurrency: int, together: int
) -> None:
    for n in range(5):
        await runs.schedule(f"Ev{n}", asked(n=str(n), concurrency=concurrency))
    entries = [*await workers[0].read(), *await workers[1].read()]
    assert len(entries) == together


async def test_the_next_of_a_type_begins_when_one_ends(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    a = workers[0]
    for n in "12":
        await runs.schedule(f"Ev{n}", asked(n=n))
    [entry] = await a.read()
    await a.begin(entry)
    assert await a.read() == []
    ours, run = await a.tenure.finish(1, "failed", {"exit_code": 3, "reason": ""})
    [second] = await a.read()
    assert (ours, run.state, run.exit_code, run_of(second)) == (True, "failed", 3, 2)


async def test_request_looks_at_its_own_type_and_the_tick_at_all(
    runs: Runs, workers: tuple[Worker, Worker], redis: Redis
) -> None:
    a = workers[0]
    for n in "12":
        await runs.schedule(f"Ev{n}", asked(n=n))
    assert [run_of(one) for one in await a.read()] == [1]
    await redis.zrem("{jobs}:slots:demo_hi", "1")
    await runs.schedule("Ev3", asked("demo_other"))
    assert [run_of(one) for one in await a.read()] == [3]
    assert await runs.tick() == 1
    assert [run_of(one) for one in await a.read()] == [2]


async def test_another_run_of_the_type_is_said_to_be_running(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    assert not (await runs.schedule("Ev1", asked())).running
    assert not (await runs.schedule("Ev2", asked(n="2"))).running  # nobody has begun the first
    [entry] = await workers[0].read()
    await workers[0].begin(entry)
    assert (await runs.schedule("Ev3", asked(n="3"))).running


async def test_a_suppression_holds_back_until_it_is_lifted(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    now_ms = await runs.now_ms()
    held = await runs.suppress("Ev0", "demo_hi", now_ms - 1, now_ms + HOUR_MS, "")
    assert held == await runs.suppress("Ev0", "demo_hi", now_ms - 1, now_ms + HOUR_MS, "")
    await runs.schedule("Ev1", asked())
    await runs.schedule("Ev2", asked("demo_other"))
    assert [run_of(one) for one in await workers[0].read()] == [2]
    assert await runs.suppressions() == [held]
    assert (await runs.lift("demo_hi"), await runs.lift("demo_hi")) == (1, 0)
    assert [run_of(one) for one in await workers[0].read()] == [1]


async def test_a_suppression_that_is_over_holds_nothing_back(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    now_ms = await runs.now_ms()
    await runs.suppress("Ev0", "demo_hi", now_ms - HOUR_MS, now_ms - 1, "U1")
    await runs.suppress("Ev9", "demo_hi", now_ms + HOUR_MS, now_ms + 2 * HOUR_MS, "U1")
    await runs.schedule("Ev1", asked())
    assert len(await workers[0].read()) == 1
    assert len(await runs.suppressions()) == 1


async def test_a_pending_run_is_cancelled_and_a_running_one_is_stopped(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    a = workers[0]
    await runs.schedule("Ev1", asked())
    await runs.schedule("Ev2", asked(n="2"))
    [entry] = await a.read()
    await a.begin(entry)
    assert [(await runs.cancel(n, "U2"))[0] for n in (1, 2, 2, 3)] == [
        "stopping",
        "cancelled",
        "ended",
        "unknown",
    ]
    assert await a.tenure.beat([1, 2]) == {1: "stop", 2: "lost"}
    await a.tenure.finish(1, "cancelled", {"reason": ""})
    assert await states(runs) == {1: "cancelled", 2: "cancelled"}
    assert await a.read() == []


async def test_a_cancelled_run_that_was_being_delivered_does_not_begin(
    runs: Runs, workers: tuple[Worker, Worker]
) -> None:
    await runs.schedule("Ev1", asked())
    [entry] = await workers[0].read()
    await runs.cancel(1, "U2")
    assert await workers[0].begin(entry) == ("told", None)


async def test_a_run_that_waited_too_long_expires(
    runs: Runs, workers: tuple[Worker, Worker], redis: Redis
) -> None:
    a = workers[0]
    await runs.schedule("Ev1", asked())
    [first] = await a.read()
    await a.begin(first)
    await runs.schedule("Ev2", asked(n="2", max_age_s=10))
    await redis.hset(keys.run(2), "expires_ms", str(await runs.now_ms() - 1))
    await runs.tick()
    [late] = await a.read()
    word, run = await a.begin(late)
    assert (word, run and run.state) == ("ended", "expired")


async def test_ids_are_never_used_again(runs: Runs, redis: Redis) -> None:
    await runs.schedule("Ev1", asked())
    await runs.cancel(1, "U1")
    await redis.delete(keys.run(1))
    assert (await runs.schedule("Ev2", asked())).run_id == 2


async def test_many_at_once_move_each_due_run_once(
    runs: Runs, workers: tuple[Worker, Worker], redis: Redis
) -> None:
    for n in range(300):
        await runs.schedule(f"Ev{n}", asked(n=str(n), delay_s=60, concurrency=1_000))
    members: Any = await redis.zrange("{jobs}:due", 0, -1)
    await redis.zadd("{jobs}:due", dict.fromkeys(members, 1))
    await asyncio.gather(*(runs.tick() for _ in range(80)))
    entries = [entry for _ in range(4) for entry in await workers[0].read()]
    assert sorted(map(run_of, entries)) == list(range(1, 301))


async def test_an_ended_run_is_kept_a_week(
    runs: Runs, workers: tuple[Worker, Worker], redis: Redis
) -> None:
    await runs.schedule("Ev1", asked())
    [entry] = await workers[0].read()
    await workers[0].begin(entry)
    assert await redis.ttl(keys.run(1)) == -1
    await workers[0].tenure.write_output(entry, 1, b"x", b"")
    await workers[0].tenure.finish(1, "succeeded", {})
    week_s = 7 * 24 * 3600
    for key in (keys.run(1), keys.run_output(1)):
        assert week_s - 5 < await redis.ttl(key) <= week_s


async def test_every_script_may_be_repeated(runs: Runs, workers: tuple[Worker, Worker]) -> None:
    a = workers[0]
    await runs.schedule("Ev1", asked())
    [entry] = await a.read()
    await a.begin(entry)
    first = await a.tenure.finish(1, "failed", {"exit_code": 1})
    second = await a.tenure.finish(1, "failed", {"exit_code": 1})
    assert first == second
    await a.acknowledge(entry)
    assert await runs.scripts.redis.xlen("jobs") == 0
