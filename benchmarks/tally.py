"""What a queue's consumer is timed by: from its first message to its last.

A consumer is a program with two verbs, run by its own interpreter, so that each queue is filled by
its own producer:

    REDIS_URL=redis://… python -m benchmarks.peers.arq_consumer fill 10000
    REDIS_URL=redis://… TALLY_FILE=out.json python -m benchmarks.peers.arq_consumer work 10000

| TALLY_FILE | unit | meaning                                          |
|------------|------|--------------------------------------------------|
| messages   |      | how many were handled                            |
| seconds    | s    | from the first to the last, on the wall          |
| cpu_s      | s    | the process's CPU in that time, all threads      |

Imported by peers, in environments of their own: nothing but the standard library here.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

# Messages added side by side when a queue is filled; redis-py's pool refuses more than 100.
FILL_AT_ONCE = 50

Fill = Callable[[str, list[dict[str, Any]]], Coroutine[Any, Any, None]]


def in_batches(messages: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Return the messages in groups that a producer may add at once."""
    for first in range(0, len(messages), FILL_AT_ONCE):
        yield messages[first : first + FILL_AT_ONCE]


class Tally:
    """Counts what a no-op handler was given."""

    def __init__(self, expected: int, path: Path) -> None:
        self.expected, self.path, self.handled = expected, path, 0
        self.started_s = self.started_cpu_s = 0.0

    def count(self) -> None:
        """Note one message; the first starts the clock, the last writes the file."""
        if self.handled == 0:
            self.started_s, self.started_cpu_s = time.perf_counter(), time.process_time()
        self.handled += 1
        if self.handled == self.expected:
            self.write(time.perf_counter(), time.process_time())

    def write(self, now_s: float, now_cpu_s: float) -> None:
        """Leave the figures; the file is there only when it is whole."""
        figures = {
            "messages": self.handled,
            "seconds": now_s - self.started_s,
            "cpu_s": now_cpu_s - self.started_cpu_s,
        }
        unfinished = self.path.with_suffix(".part")
        unfinished.write_text(json.dumps(figures))
        unfinished.rename(self.path)


Work = Callable[[str, Tally], Awaitable[None]]


def main(run: Callable[[Any], Any], fill: Fill, work: Work) -> None:
    """Carry out the verb on the command line.

    Args:
        run: what runs a coroutine; the peers take uvloop's, as ours does.
        fill: put messages into the queue.
        work: handle messages until the process is ended.
    """
    from benchmarks.slack_message import backlog

    verb, count, redis_url = sys.argv[1], int(sys.argv[2]), os.environ["REDIS_URL"]
    if verb == "fill":
        run(fill(redis_url, backlog(count, time.time())))
    else:
        run(work(redis_url, Tally(count, Path(os.environ["TALLY_FILE"]))))
