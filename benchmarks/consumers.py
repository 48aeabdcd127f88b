"""Consumers side by side: a backlog through a handler that does nothing.

Each queue is filled by its own producer with the same messages, then one consumer process works
them off; see tally.py for what it is timed by.

| figure     | unit | meaning                                             |
|------------|------|-----------------------------------------------------|
| messages   |      | length of the backlog                               |
| rate_per_s | 1/s  | from the first message handled to the last          |
| cpu_us     | µs   | CPU of the consumer per message in that time        |
| cores      |      | CPU of the consumer per second in that time         |
| redis_us   | µs   | Redis' CPU per message, start of the consumer in it |
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.processes import output_of, running, wait_until
from benchmarks.results import Figures, Run, attempt
from benchmarks.setup import Setup, in_turn
from benchmarks.signed_events import Identity
from benchmarks.venvs import python_of
from benchmarks.workspace import bot_variables, workspace_of

SECTION = "consumer"
BACKLOG = 20_000
DRAIN_S = 60.0
FILL_TIMEOUT_S = 120
QUICK_SHARE = 10  # --quick takes a tenth of each backlog


@dataclass(frozen=True, slots=True)
class Consumer:
    """A queue's consumer.

    Args:
        module: a program with the two verbs of tally.py.
        venv: the peer whose environment runs it; None is our own.
        messages: its backlog; for slow ones what they do in about 6 s.
    """

    name: str
    module: str
    venv: str | None
    messages: int = BACKLOG


CONSUMERS = (
    Consumer("burrow", "benchmarks.peers.burrow_consumer", None),
    Consumer("arq", "benchmarks.peers.arq_consumer", "arq", messages=10_000),
    Consumer("taskiq", "benchmarks.peers.taskiq_consumer", "taskiq"),
    Consumer("faststream", "benchmarks.peers.faststream_consumer", "faststream"),
)


class ConsumerBench:
    """Measures all consumers; one call to `round` takes each figure once."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.identity = setup, Identity()

    def round(self, round_no: int) -> Iterator[Run]:
        """Measure each consumer."""
        for consumer in in_turn(CONSUMERS, round_no):
            yield self.turn(consumer, round_no)

    def turn(self, consumer: Consumer, round_no: int) -> Run:
        """Measure one consumer."""
        return attempt(SECTION, consumer.name, round_no, "", lambda: self.measure(consumer))

    def measure(self, consumer: Consumer) -> Figures:
        """Fill one queue and let its consumer work it off."""
        messages = consumer.messages // (QUICK_SHARE if self.setup.quick else 1)
        python = python_of(consumer.venv) if consumer.venv else sys.executable
        program = (python, "-m", consumer.module)
        self.setup.redis.empty()
        with workspace_of(self.identity) as slack:
            env = bot_variables(slack, self.identity) | {"REDIS_URL": self.setup.redis.url}
            fill([*program, "fill", str(messages)], env)
            before_s = self.setup.redis.cpu_s()
            work = [*self.setup.pins.server, *program, "work", str(messages)]
            tally = self.drain(work, env, consumer.name)
        redis_used_s = self.setup.redis.cpu_s() - before_s
        return {
            "messages": messages,
            "rate_per_s": messages / tally["seconds"],
            "cpu_us": tally["cpu_s"] / messages * 1e6,
            "cores": tally["cpu_s"] / tally["seconds"],
            "redis_us": redis_used_s / messages * 1e6,
        }

    def drain(self, command: Sequence[str], env: Mapping[str, str], name: str) -> dict[str, float]:
        """Run a consumer until it has handled the backlog; return its tally."""
        tally = self.setup.scratch / "tally.json"
        tally.unlink(missing_ok=True)
        log = self.setup.logs / f"{name}-consumer.log"
        with running(command, {**env, "TALLY_FILE": str(tally)}, log) as process:
            wait_until(tally.exists, process, DRAIN_S, "all messages were handled")
        figures: dict[str, float] = json.loads(tally.read_text())
        return figures


def fill(command: Sequence[str], env: Mapping[str, str]) -> None:
    """Let a queue's own producer add the backlog.

    Raises:
        RunFailed: it could not.
    """
    output_of(command, env, FILL_TIMEOUT_S, "its producer")
