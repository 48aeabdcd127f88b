"""Queues of jobs side by side: each starts the same small child process, eight at once.

One worker process is asked at a modest rate, then for more than it can do; see asking.py.

| figure        | unit | meaning                                                                |
|---------------|------|------------------------------------------------------------------------|
| jobs          |      | asked for at RATE_PER_S                                                |
| p50_ms p99_ms | ms   | from asking for one of them until its child has begun                  |
| rate_per_s    | 1/s  | children begun while there is a backlog, from the first to the last    |
| cpu_us        | µs   | CPU per job of the backlog, of the worker and all that it started      |
| cores         |      | the same per second                                                    |
| redis_us      | µs   | Redis' CPU per job of the backlog, asking included                     |
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asking import PLACES
from benchmarks.latency import percentile
from benchmarks.peers.burrow_jobs import define
from benchmarks.processes import cpu_s, output_of, running, wait_until
from benchmarks.results import Figures, Run, RunFailed, attempt
from benchmarks.setup import Setup, in_turn
from benchmarks.signed_events import Identity
from benchmarks.venvs import python_of
from benchmarks.workspace import bot_variables, workspace_of

SECTION = "jobs"
RATE_PER_S = 25
STRETCH = 3  # times the seconds of load: the tail needs some hundred jobs
BACKLOG_PER_S = 250  # of load; about what all of them do
WARM_UP = 2 * PLACES
ALL_WITHIN_S = 60.0
# What a worker has to do when the last child has begun: its end, its notes, its acknowledgement.
SETTLE_S = 0.5


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue and its worker.

    Args:
        client: a program with the verb `ask` of asking.py.
        worker: what is run, and measured.
        venv: the peer whose environment runs both; None is our own.
    """

    name: str
    client: str
    worker: tuple[str, ...]
    venv: str | None


def peer(name: str) -> Queue:
    """Return a queue whose one program does both."""
    module = f"benchmarks.peers.{name}_jobs"
    return Queue(name, module, (module, "work"), name)


QUEUES = (
    Queue("burrow", "benchmarks.peers.burrow_jobs", ("consumer",), None),
    peer("arq"),
    peer("taskiq"),
)


class JobsBench:
    """Measures all queues; one call to `round` takes each figure once."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.identity = setup, Identity()
        self.jobs = setup.scratch / "jobs"
        define(self.jobs)

    def round(self, round_no: int) -> Iterator[Run]:
        """Measure each queue."""
        for queue in in_turn(QUEUES, round_no):
            yield self.turn(queue, round_no)

    def turn(self, queue: Queue, round_no: int) -> Run:
        """Measure one queue."""
        return attempt(SECTION, queue.name, round_no, "", lambda: self.measure(queue))

    def measure(self, queue: Queue) -> Figures:
        """Ask one queue's worker, slowly and then at once."""
        self.setup.redis.empty()
        stamps = self.setup.scratch / "stamps"
        stamps.write_text("")
        python = python_of(queue.venv) if queue.venv else sys.executable
        log = self.setup.logs / f"{queue.name}-jobs.log"
        with workspace_of(self.identity) as slack:
            env = bot_variables(slack, self.identity) | self.variables(stamps)
            command = [*self.setup.pins.server, python, "-m", *queue.worker]
            with running(command, env, log) as process:
                client = Client((python, "-m", queue.client), env, stamps, process)
                client.ask(WARM_UP, 0)
                slow = client.ask(RATE_PER_S * self.setup.seconds * STRETCH, RATE_PER_S)
                return latency(slow) | self.backlog(client)

    def variables(self, stamps: Path) -> dict[str, str]:
        """Return what a worker needs, and what Burrow needs besides."""
        return {
            "REDIS_URL": self.setup.redis.url,
            "STAMPS": str(stamps),
            "JOBS_DIR": str(self.jobs),
            "JOBS_CONCURRENCY": str(PLACES),
            "STATE_DIR": str(self.setup.scratch / "state"),
        }

    def backlog(self, client: Client) -> dict[str, float]:
        """Ask for more than a worker can do, and see what it does."""
        redis, worker = self.setup.redis, client.worker.pid
        count, used_s, redis_s = BACKLOG_PER_S * self.setup.seconds, cpu_s(worker), redis.cpu_s()
        begun_s = [job.begun_s for job in client.ask(count, 0)]
        time.sleep(SETTLE_S)
        used_s, redis_s = cpu_s(worker) - used_s, redis.cpu_s() - redis_s
        lasted_s = max(begun_s) - min(begun_s)
        return {
            "rate_per_s": (count - 1) / lasted_s,
            "cpu_us": used_s / count * 1e6,
            "cores": used_s / lasted_s,
            "redis_us": redis_s / count * 1e6,
        }


@dataclass(frozen=True, slots=True)
class Begun:
    """One job: when it was asked for, and when its child began; s since the epoch."""

    asked_s: float
    begun_s: float


class Client:
    """Asks a queue for jobs, and waits until all have begun."""

    def __init__(
        self,
        program: Sequence[str],
        env: Mapping[str, str],
        stamps: Path,
        worker: subprocess.Popen[bytes],
    ) -> None:
        self.program, self.env, self.stamps, self.worker = program, env, stamps, worker
        self.asked = 0

    def ask(self, count: int, rate_per_s: float) -> list[Begun]:
        """Ask for jobs, and return them when all have begun.

        Raises:
            RunFailed: one has not, or twice, or the queue did not take it.
        """
        first, self.asked = self.asked, self.asked + count
        words = ("ask", str(first), str(count), str(rate_per_s))
        asked_s = answered([*self.program, *words], self.env)
        wait_until(self.all_begun, self.worker, ALL_WITHIN_S, f"{self.asked} jobs had begun")
        return begun(asked_s, self.stamps.read_text(), first)

    def all_begun(self) -> bool:
        """Tell whether there are as many stamps as jobs."""
        return self.stamps.read_bytes().count(b"\n") >= self.asked


def answered(command: Sequence[str], env: Mapping[str, str]) -> list[float]:
    """Let a queue's own client ask; return when it did, in s since the epoch.

    Raises:
        RunFailed: it could not.
    """
    asked_s: list[float] = json.loads(output_of(command, env, ALL_WITHIN_S, "its client"))
    return asked_s


def begun(asked_s: Sequence[float], stamps: str, first: int) -> list[Begun]:
    """Match the jobs asked for with the stamps that their children left.

    Args:
        first: the serial number of the first.

    Raises:
        RunFailed: a job began twice, or not at all.
    """
    found: dict[int, float] = {}
    for line in stamps.splitlines():
        serial, begun_s = line.split()
        if int(serial) in found:
            raise RunFailed(f"job {serial} began twice")
        found[int(serial)] = float(begun_s)
    serials = range(first, first + len(asked_s))
    if missing := [serial for serial in serials if serial not in found]:
        raise RunFailed(f"{len(missing)} of {len(asked_s)} jobs never began")
    return [Begun(when, found[serial]) for when, serial in zip(asked_s, serials, strict=True)]


def latency(jobs: Sequence[Begun]) -> dict[str, float]:
    """Return how long jobs waited until they began."""
    waits_ms = [(job.begun_s - job.asked_s) * 1e3 for job in jobs]
    return {
        "jobs": len(waits_ms),
        "p50_ms": percentile(waits_ms, 50),
        "p99_ms": percentile(waits_ms, 99),
    }
