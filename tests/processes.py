"""Our own processes, started for real, killed for real."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

ROOT = Path(__file__).parents[1]
START_S = 20.0
STOP_S = 30.0
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
            probe.bind(("127.0.0.1", random.randrange(*BELOW_EPHEMERAL)))
            return int(probe.getsockname()[1])


class Process:
    """One process of ours, with its log.

    Args:
        module: what `python -m` runs.
        settings: its environment, beside PATH.
        started: name of the log line that says that it runs.
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
    ) -> None:
        self.module, self.settings, self.started, self.wrap = module, settings, started, wrap
        self.log_path = folder / f"{name or module}-{time.monotonic_ns()}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> Self:
        """Start it, and wait until it says that it runs."""
        environment = {"PATH": os.environ["PATH"], "LOG_FORMAT": "json", **self.settings}
        with self.log_path.open("ab") as output:
            self.process = subprocess.Popen(
                [*self.wrap, sys.executable, "-m", self.module],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        if wait:
            wait_for(self.has_started, START_S, f"{self.module} starting:\n{self.text()}")
        return self

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process is not None
        return self.process.pid

    def has_started(self) -> bool:
        """Whether it said so; fails if it ended instead."""
        if self.status() is not None:
            raise AssertionError(f"{self.module} ended with {self.status()}:\n{self.text()}")
        return any(line.get("event") == self.started for line in self.lines())

    def status(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self.process.poll() if self.process else None

    def text(self) -> str:
        """All that it printed."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def lines(self, event: str | None = None) -> list[dict[str, Any]]:
        """Its log lines that are JSON, of one name if given."""
        parsed = [
            orjson.loads(line)
            for line in self.text().splitlines()
            if line.startswith("{") and line.endswith("}")
        ]
        return [line for line in parsed if event is None or line.get("event") == event]

    def send(self, number: int) -> None:
        """Send a signal."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash would."""
        self.send(signal.SIGKILL)
        if self.process:
            self.process.wait()

    def stop(self) -> int:
        """End it in order and return its exit status."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        assert self.process is not None
        return self.process.wait(STOP_S)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
