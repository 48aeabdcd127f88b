"""What a run is asked to be, and how it ended."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

Reason = Literal["", "timed out", "memory", "stopped", "not started", "supervisor died"]


@dataclass(frozen=True, slots=True)
class Spec:
    """What to run, and how far it may go.

    Args:
        argv: the program, looked up in the environment's PATH, and its arguments; never a shell.
        environment: all of it.
        kill_after_s: from TERM to KILL.
        memory_mb: of each process, and of all together.
        logs: folder for the log files; made.
        silence_s: so long after the last beat the run is ended.
        held_s: the first beat: when the run was the consumer's, on the monotonic clock.
    """

    argv: tuple[str, ...]
    folder: str
    environment: Mapping[str, str]
    timeout_s: float
    kill_after_s: float
    memory_mb: int
    open_files: int
    logs: str
    silence_s: float = 20.0
    held_s: float = field(default_factory=time.monotonic)

    def order(self) -> bytes:
        """Return it as the supervisor reads it."""
        return json.dumps(asdict(self) | {"environment": dict(self.environment)}).encode()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended.

    Args:
        exit_code: of the first process; None if a signal ended it, or it never ran.
        signal: its number, else 0.
        reason: why it was ended; "" if it ended by itself.
        detail: the reason in more words.
        truncated: a log file does not hold all.
    """

    exit_code: int | None = None
    signal: int = 0
    reason: Reason = ""
    detail: str = ""
    stdout_bytes: int = 0
    stderr_bytes: int = 0
    truncated: bool = False
