"""Keeps what a job writes: capped files, and the last 64 KiB for whoever listens.

| file     | holds                                                          |
|----------|----------------------------------------------------------------|
| `stdout` | what came on stdout                                            |
| `stderr` | what came on stderr                                            |
| `output` | both, in order, as exactly as pipes.py says                     |

Imported by the launcher, which has the standard library only.
"""

from __future__ import annotations

import os
from collections import deque

from consumer.runs.frames import OUT

CAP_BYTES = 16 * 2**20  # 48 MiB a run at most
TAIL_BYTES = 64 * 2**10
CUT = b"\n[cut here: a log file holds 16 MiB, what came after was dropped]\n"
NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


class LogFile:
    """One file of at most CAP_BYTES and a line that says so.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, path: str) -> None:
        self.file = os.open(path, NEW, 0o600)
        self.bytes, self.cut = 0, False

    def add(self, data: bytes) -> None:
        """Write as much as there is room for."""
        if self.cut:
            return
        room = CAP_BYTES - self.bytes
        self.write(data[:room])
        if len(data) > room:
            self.write(CUT)
            self.cut = True

    def write(self, data: bytes) -> None:
        """Write; a full disk cuts the log, it does not end the job."""
        try:
            while data:
                written = os.write(self.file, data)
                self.bytes += written
                data = data[written:]
        except OSError:
            self.cut = True


class Logs:
    """The three files of a run.

    Raises:
        OSError: the folder or a file cannot be made.
    """

    def __init__(self, folder: str) -> None:
        os.makedirs(folder, exist_ok=True)
        self.stdout, self.stderr, self.output = (
            LogFile(os.path.join(folder, name)) for name in ("stdout", "stderr", "output")
        )

    def add(self, kind: int, data: bytes) -> None:
        """Write what came."""
        (self.stdout if kind == OUT else self.stderr).add(data)
        self.output.add(data)

    @property
    def truncated(self) -> bool:
        """Whether a file does not hold all."""
        return self.stdout.cut or self.stderr.cut or self.output.cut


class Tail:
    """The newest output that nobody was sent yet, TAIL_BYTES at most."""

    def __init__(self) -> None:
        self.parts: deque[tuple[int, bytearray]] = deque()
        self.bytes = 0

    def add(self, kind: int, data: bytes) -> None:
        """Add what came, and drop the oldest instead."""
        if self.parts and self.parts[-1][0] == kind:
            self.parts[-1][1].extend(data)  # a job that writes byte by byte is one part, not many
        else:
            self.parts.append((kind, bytearray(data)))
        self.bytes += len(data)
        while self.bytes > TAIL_BYTES:
            self._drop(self.bytes - TAIL_BYTES)

    def _drop(self, count: int) -> None:
        oldest = self.parts[0][1]
        count = min(count, len(oldest))
        del oldest[:count]
        self.bytes -= count
        if not oldest:
            self.parts.popleft()

    def take(self) -> list[tuple[int, bytes]]:
        """Return all, and forget it."""
        taken = [(kind, bytes(data)) for kind, data in self.parts]
        self.parts.clear()
        self.bytes = 0
        return taken
