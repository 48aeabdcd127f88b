"""Two consumers and everybody's commands in any order: whatever happens, the rules of runs hold.

| rule                                                                                  |
|---------------------------------------------------------------------------------------|
| never more of a type at once than its `concurrency`, ending children included         |
| a run begins at most once, and ends once, in a state that may follow the one before    |
| nothing that was asked for vanishes: at the end every run has ended                    |
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from shared import custody
from shared.run_record import ENDED
from shared.runs import Runs
from shared.scripts import Scripts
from shared.streams import Entry
from tests.runs.workers import Worker, asked, run_of

MOST = {"demo_one": 1, "demo_two": 2}
FOLLOWS = {
    "": {"scheduled", "queued"},
    "scheduled": {"queued", "cancelled"},
    "queued": {"scheduled", "running", "cancelled", "expired"},
    "running": {"succeeded", "failed", "cancelled", "lost"},
}
STEPS = 60
Step = Callable[["Walk"], Awaitable[None]]


class Walk:
    """One walk, and what it has seen."""

    def __init__(self, seed: int, runs: Runs, redis: Redis, workers: tuple[Worker, Worker]) -> None:
        self.chance, self.runs, self.redis = random.Random(seed), runs, redis
        self.workers = workers
        self.held: dict[Worker, dict[int, Entry]] = {worker: {} for worker in workers}
        self.running: dict[int, Worker] = {}
        self.began: Counter[int] = Counter()
        self.states: dict[int, str] = {}
        self.serial = 0

    async def ask(self) -> None:
        """Somebody asks for a run, now or later, perhaps for the second time."""
        self.serial += 1
        job = self.chance.choice(list(MOST))
        delay_s = self.chance.choice([0, 0, 0, 600])
        request = asked(
            job, delay_s, n=str(self.chance.randrange(4)), concurrency=MOST[job], kill_after_s=0
        )
        for _ in range(self.chance.choice([1, 1, 2])):
            await self.runs.schedule(f"Ev{self.serial}", request)

    async def cancel(self) -> None:
        """Somebody cancels a run."""
        if self.states:
            await self.runs.cancel(self.chance.choice(list(self.states)), "U2")

    async def hold(self) -> None:
        """Somebody holds a type back, or lets it go."""
        self.serial += 1
        job, now_ms = self.chance.choice(list(MOST)), await self.runs.now_ms()
        if self.chance.random() < 0.3:
            await self.runs.suppress(f"Ev{self.serial}", job, now_ms - 1, now_ms + 600_000, "U1")
        else:
            await self.runs.lift(job)

    async def let_time_pass(self) -> None:
        """All delays are over."""
        waiting: Any = await self.redis.zrange("{jobs}:due", 0, -1)
        if waiting:
            await self.redis.zadd("{jobs}:due", dict.fromkeys(waiting, 1))
        await self.runs.tick()

    async def work(self) -> None:
        """A consumer reads and begins."""
        worker = self.chance.choice(self.workers)
        for entry in await worker.read():
            self.held[worker][run_of(entry)] = entry
        for run_id, entry in list(self.held[worker].items()):
            if run_id not in self.running:
                await self.begin(worker, run_id, entry)

    async def begin(self, worker: Worker, run_id: int, entry: Entry) -> None:
        """Begin what an entry permits, or be done with it."""
        word, _ = await worker.begin(entry)
        if word == "go":
            self.began[run_id] += 1
            self.running[run_id] = worker
        else:
            del self.held[worker][run_id]
            if word != "lost":
                await worker.acknowledge(entry)

    async def finish(self) -> None:
        """A child ends."""
        if not self.running:
            return
        run_id = self.chance.choice(list(self.running))
        worker = self.running.pop(run_id)
        state = self.chance.choice(["succeeded", "failed", "cancelled"])
        await worker.tenure.finish(run_id, state, {})
        await worker.acknowledge(self.held[worker].pop(run_id))

    async def crash(self) -> None:
        """A consumer dies, its children end, and another takes over what it held."""
        worker = self.chance.choice(self.workers)
        other = self.workers[1 - self.workers.index(worker)]
        self.held[worker].clear()
        dead = [run_id for run_id, by in self.running.items() if by is worker]
        for _, entry_id in await custody.own_pending(worker.streams, ["jobs"]):
            await self.redis.xclaim("jobs", "burrow", other.streams.consumer, 0, [entry_id])
            entry = await custody.fetch(other.streams, "jobs", entry_id)
            if entry.fields:
                self.held[other][run_of(entry)] = entry
                await self.begin(other, run_of(entry), entry)
        for run_id in dead:
            self.running.pop(run_id)
            await self.redis.zrem(f"{{jobs}}:slots:{await self.job_of(run_id)}", run_id)
        await self.runs.tick()

    async def job_of(self, run_id: int) -> str:
        """Return the type of a run."""
        run = await self.runs.find(run_id)
        return run.job if run else ""

    async def check(self) -> None:
        """Look at everything that must hold."""
        for run in [*await self.runs.active(), *await self.runs.ended(1_000)]:
            before = self.states.get(run.run_id, "")
            if run.state != before:
                assert run.state in reachable(before), (run.run_id, before, run.state)
            self.states[run.run_id] = run.state
        together = Counter([await self.job_of(run_id) for run_id in self.running])
        assert all(together[job] <= MOST[job] for job in together), together
        assert all(count == 1 for count in self.began.values()), self.began


def reachable(state: str) -> set[str]:
    """Return what a state may have become since it was looked at."""
    found = set(FOLLOWS.get(state, set()))
    while more := {after for one in found for after in FOLLOWS.get(one, set())} - found:
        found |= more
    return found


STEP_CHOICES: list[Step] = [
    *[Walk.ask] * 6,
    *[Walk.work] * 5,
    *[Walk.finish] * 4,
    Walk.cancel,
    Walk.hold,
    Walk.let_time_pass,
    Walk.crash,
]


@pytest.mark.parametrize("seed", range(30))
async def test_the_rules_hold_on_any_walk(
    seed: int, scripts: Scripts, redis: Redis, workers: tuple[Worker, Worker]
) -> None:
    walk = Walk(seed, Runs(scripts), redis, workers)
    for _ in range(STEPS):
        await walk.chance.choice(STEP_CHOICES)(walk)
        await walk.check()
    for job in MOST:
        await walk.runs.lift(job)
    while await walk.runs.active():
        await walk.let_time_pass()
        await walk.work()
        await walk.finish()
    await walk.check()
    assert set(walk.states.values()) <= ENDED, walk.states
    assert set(walk.states) == set(range(1, len(walk.states) + 1))
