"""A child process that prints to a file: started, listened to, signalled, ended.

For the processes of `make run`, whose output is read line by line, see dev/processes.py.
"""

from __future__ import annotations

import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

POLL_S = 0.01
TAIL_CHARS = 4_000

Value = TypeVar("Value")


class ChildProcess(ABC):
    """One process at a time; as a context it runs inside the block.

    Args:
        log_path: the file that all its output is added to.
    """

    stop_s = 30.0

    def __init__(self, log_path: Path) -> None:
        self.log_path = log_path
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def start(self) -> Self:
        """Start it, and wait until it can be used."""

    def spawn(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Start a command.

        Args:
            environment: the whole of it; as ours if not given.
            folder: where it runs; here if not given.
        """
        with self.log_path.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  our own commands
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def pid(self) -> int:
        """Its process id.

        Raises:
            RuntimeError: it was never started.
        """
        if self.process is None:
            raise RuntimeError(f"{self.log_path.stem} was never started")
        return self.process.pid

    def status(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self.process.poll() if self.process else None

    def text(self) -> str:
        """All that it printed."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def until(self, condition: Callable[[], Value | None], timeout_s: float, what: str) -> Value:
        """Poll until the condition is true and return its value.

        Raises:
            RuntimeError: it ended, or the deadline came; says what it printed last.
        """
        deadline_s = time.monotonic() + timeout_s
        while time.monotonic() < deadline_s:
            # First: a condition may hold because of another process, such as one on our port.
            self.check_running(what)
            if value := condition():
                return value
            time.sleep(POLL_S)
        raise RuntimeError(f"not within {timeout_s:g} s: {what}; {self.tail()}")

    def check_running(self, what: str) -> None:
        """Refuse to wait for what cannot come any more.

        Raises:
            RuntimeError: it ended.
        """
        if (status := self.status()) is not None:
            raise RuntimeError(f"ended with status {status} before {what}; {self.tail()}")

    def tail(self) -> str:
        """What it printed last."""
        return f"its output ends with:\n{self.text()[-TAIL_CHARS:]}"

    def send(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, timeout_s: float | None = None) -> int:
        """Wait until it ends by itself; return its exit status, 0 if it was never started.

        Raises:
            subprocess.TimeoutExpired: it still runs.
        """
        return self.process.wait(timeout_s) if self.process else 0

    def kill(self) -> None:
        """End it as a crash would."""
        self.send(signal.SIGKILL)
        self.wait()

    def stop(self) -> int:
        """End it in order, or as a crash would if that takes too long; return its exit status."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            return self.wait(self.stop_s)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
