"""Our own processes, started for real, killed for real."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import orjson

from dev.child_process import ChildProcess

ROOT = Path(__file__).parents[1]
START_S = 20.0
CHANCE = random.SystemRandom()  # Hypothesis seeds the other one, in every worker alike
BELOW_EPHEMERAL = (15_000, 32_000)  # Linux gives outgoing connections those above


def wait_for(condition: Callable[[], Any], timeout_s: float = 10.0, what: str = "it") -> Any:
    """Poll until the condition is true and return its value; fail at the deadline."""
    deadline = time.monotonic() + timeout_s
    while True:
        if value := condition():
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {timeout_s:g} s")
        time.sleep(0.02)


def quiet_port() -> int:
    """Return a free port that no outgoing connection is given while a process starts."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", CHANCE.randrange(*BELOW_EPHEMERAL)))
            return int(probe.getsockname()[1])


class Process(ChildProcess):
    """One process of ours, with its log.

    Args:
        module: what `python -m` runs.
        settings: its environment, beside PATH.
        started: name of the log line that says that it runs.
        arguments: behind the module on the command line.
    """

    def __init__(
        self,
        module: str,
        settings: Mapping[str, str],
        folder: Path,
        *,
        name: str = "",
        started: str = "process.started",
        wrap: tuple[str, ...] = (),
        arguments: tuple[str, ...] = (),
    ) -> None:
        self.module, self.settings, self.started, self.wrap = module, settings, started, wrap
        self.arguments = arguments
        super().__init__(folder / f"{name or module}-{time.monotonic_ns()}.log")

    def start(self, *, wait: bool = True) -> Self:
        """Start it, and wait until it says that it runs."""
        environment = {"PATH": os.environ["PATH"], "LOG_FORMAT": "json", **self.settings}
        command = [*self.wrap, sys.executable, "-m", self.module, *self.arguments]
        self.spawn(command, environment, ROOT)
        if wait:
            self.until(self.has_started, START_S, f"{self.module} starting")
        return self

    def has_started(self) -> bool:
        """Whether it said so; fails if it ended instead."""
        self.check_running(f"{self.module} starting")
        return any(line.get("event") == self.started for line in self.lines())

    def lines(self, event: str | None = None) -> list[dict[str, Any]]:
        """Its log lines that are JSON, of one name if given."""
        parsed = [
            orjson.loads(line)
            for line in self.text().splitlines()
            if line.startswith("{") and line.endswith("}")
        ]
        return [line for line in parsed if event is None or line.get("event") == event]
