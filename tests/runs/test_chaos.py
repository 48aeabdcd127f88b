"""Runs of 20 types, with consumers, bgtasks and Redis killed and frozen by chance meanwhile.

What holds at the end, whatever was broken:

| what                       | where it is looked up                                             |
|----------------------------|-------------------------------------------------------------------|
| nothing asked for vanishes | each request is a run, and each run has ended                     |
| no job ran twice           | the jobs' own lines                                               |
| never two of a type        | the same, and the locks that each job's processes hold            |
| each end is told, once     | Slack's posts                                                     |
| a run is lost, or it ended | `lost` only if its consumer or Redis was broken                   |
| no type is blocked         | one more of each runs at the end                                  |
| the clock fires once       | one request for each second that the cron schedule has            |
| nobody is left             | processes of jobs; entries, slots and queues in Redis             |
"""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from shared.run_record import ENDED, Run
from tests.runs.nursery import Forked, nursery
from tests.runs.yard import QUICK, Yard, opened

KINDS = ("quick", "brief", "slow", "fails", "forks", "deaf", "floods", "slow,retries = 1")
TYPES = {f"job{number}": KINDS[number % len(KINDS)] for number in range(20)}
CONSUMERS = 3
REDIS_AWAY_S = 0.3
FROZEN_S = 2 * QUICK["silence_s"]
CANCELLED = 0.1  # of all runs
FAULT_EVERY_S = 0.5

Fault = Callable[["Chaos"], Awaitable[None]]


class Chaos:
    """Breaks what works in a yard."""

    def __init__(self, yard: Yard, seed: int) -> None:
        self.yard, self.chance = yard, random.Random(seed)
        self.consumers: list[Forked] = []
        self.clocks: list[Forked] = []
        self.done: Counter[str] = Counter()

    async def staff(self) -> None:
        """Start everybody who is not there."""
        for role, crew, most in (("c", self.consumers, CONSUMERS), ("b", self.clocks, 2)):
            crew[:] = [one for one in crew if one.status is None]
            while len(crew) < most:
                begin = self.yard.consumer(wait=False) if role == "c" else self.yard.bgtasks()
                crew.append(await begin)

    async def run(self, every_s: float, until: asyncio.Event) -> None:
        """Break something again and again, and start anew what died."""
        while not until.is_set():
            fault = self.chance.choice(FAULTS)
            await fault(self)
            self.done[fault.__name__] += 1
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * every_s)
            await self.staff()

    async def kill_consumer(self) -> None:
        """Let a consumer crash."""
        self.chance.choice(self.consumers).send(signal.SIGKILL)

    async def kill_bgtasks(self) -> None:
        """Let an instance of bgtasks crash."""
        self.chance.choice(self.clocks).send(signal.SIGKILL)

    async def freeze_consumer(self) -> None:
        """Let a consumer stand still for longer than its jobs may run on."""
        victim = self.chance.choice(self.consumers)
        victim.send(signal.SIGSTOP)
        await asyncio.sleep(FROZEN_S)
        victim.send(signal.SIGCONT)

    async def kill_redis(self) -> None:
        """Let Redis crash and come back."""
        await self.yard.server_away(REDIS_AWAY_S)

    async def deploy(self) -> None:
        """Let a consumer end in order."""
        self.chance.choice(self.consumers).send(signal.SIGTERM)


FAULTS: list[Fault] = [
    *[Chaos.kill_consumer] * 4,
    *[Chaos.kill_bgtasks] * 2,
    *[Chaos.freeze_consumer] * 2,
    *[Chaos.kill_redis] * 2,
    Chaos.deploy,
]


async def ask_for(yard: Yard, count: int, chance: random.Random, every_s: float) -> None:
    """Ask for runs one after another, and cancel some."""
    for number in range(count):
        job = chance.choice(list(TYPES))
        await yard.ask(job, f"Ev{number}", str(number))
        if chance.random() < CANCELLED:
            await yard.cancel(chance.randrange(1, number + 2))
        await asyncio.sleep(chance.uniform(0, 2 * every_s))


def wrong(yard: Yard, runs: dict[int, Run]) -> dict[int, str]:
    """Return the runs that were not carried out and told as they should have been."""
    starts, reports = yard.starts(), yard.reports()
    return {
        run.run_id: f"{run.state} {run.reason}: {starts[run.run_id]}, told {reports[run.run_id]}"
        for run in runs.values()
        if run.state not in ENDED
        or starts[run.run_id] > 1
        or (run.state in {"succeeded", "failed"} and starts[run.run_id] != 1)
        or reports[run.run_id] != told_how_often(run)
    }


def told_how_often(run: Run) -> int:
    """Return how often the end of a run is told: not by a report if it was cancelled pending."""
    return 0 if run.state == "cancelled" and not run.started_ms else 1


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("count", "every_s"), [(40, 0.08), pytest.param(500, 0.15, marks=pytest.mark.soak)]
)
async def test_no_run_is_lost_unsaid_none_is_doubled_and_no_type_is_blocked(
    tmp_path: Path, count: int, every_s: float
) -> None:
    seed = int(time.time())
    print(f"seed {seed}")  # noqa: T201  shown if it fails
    chance = random.Random(seed)
    async with nursery() as forks, opened(tmp_path, forks, appendonly="yes") as yard:
        yard.define(TYPES | {"tick": 'quick,schedule = {cron = "* * * * *"}'})
        chaos, over = Chaos(yard, seed), asyncio.Event()
        await chaos.staff()
        breaking = asyncio.create_task(chaos.run(FAULT_EVERY_S, over))
        await ask_for(yard, count, chance, every_s)
        over.set()
        await breaking
        await chaos.staff()
        for number, job in enumerate(TYPES):
            await yard.ask(job, f"last{number}", f"last{number}")
        for clock in chaos.clocks:
            clock.send(signal.SIGKILL)
        runs = await yard.all_told(count + len(TYPES), 60)
        states = Counter(run.state for run in runs.values())
        print(f"faults: {dict(chaos.done)}; runs: {dict(states)}")  # noqa: T201
        assert wrong(yard, runs) == {}
        assert [mark for mark in yard.marks() if mark.word == "overlap"] == []
        await yard.none_survives()
