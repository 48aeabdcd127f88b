"""Jobs for the tests of the launcher, and a look at who of them is alive."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consumer.runs import procfs
from consumer.runs.child import Child, Ended, Launcher, Spec
from tests.waiting import until

GONE_S = 5.0

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
# Its first process ends; a grandchild, deaf to TERM, stays in a session of its own with the pipes.
LEAVES_ONE_BEHIND = """
import os, signal, time
ready, tell = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.write(tell, b"!")
    time.sleep(60)
os.read(ready, 1)
print("left one behind", flush=True)
"""
# The fault plan's: grandchildren everywhere, deaf to TERM, 100 MB on stdout.
HYDRA = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for leaves in (False, True):
    for _ in range(3):
        if os.fork() == 0:
            if leaves:
                os.setsid()
            if os.fork() == 0:
                time.sleep(60)
            time.sleep(60)
block = b"x" * 2**20
for _ in range(100):
    os.write(1, block)
os.write(2, b"wrote it all\\n")
time.sleep(60)
"""


@dataclass(slots=True)
class Jobs:
    """A launcher, and what it takes to run something through it.

    Args:
        mark: in the environment of all that is run, by which descendants are found anywhere.
    """

    launcher: Launcher
    folder: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def spec(self, *argv: str, **changes: Any) -> Spec:
        """Return a spec that is generous, but for what is changed."""
        fields: dict[str, Any] = {
            "argv": argv,
            "folder": str(self.folder),
            "environment": {"PATH": os.environ["PATH"], "MARK": self.mark},
            "timeout_s": 30.0,
            "kill_after_s": 0.2,
            "memory_mb": 512,
            "open_files": 64,
            "logs": str(self.folder / "logs" / uuid.uuid4().hex),
        }
        return Spec(**(fields | changes))

    def python(self, code: str, **changes: Any) -> Spec:
        """Return a spec of a Python program."""
        return self.spec(sys.executable, "-S", "-c", code, **changes)

    async def run(self, spec: Spec) -> tuple[bytes, Ended]:
        """Run to the end; return what came on both pipes, and the end."""
        child = await self.launcher.run(spec)
        seen = b"".join([data async for _, data in child.output()])
        return seen, await child.ended()

    async def started(self, spec: Spec, word: bytes = b"ready") -> Child:
        """Start, and return as soon as it has said a word."""
        child = await self.launcher.run(spec)
        seen = b""
        async for _, data in child.output():
            seen += data
            if word in seen:
                return child
        raise AssertionError(f"ended without {word!r}: {seen!r}, {child.end}")


def marked(mark: str) -> list[int]:
    """Return the living processes whose environment has a mark."""
    found = []
    for process in procfs.everybody():
        with suppress(OSError):
            environment = Path(f"/proc/{process.pid}/environ").read_bytes()
            if process.state not in procfs.DEAD and f"MARK={mark}".encode() in environment:
                found.append(process.pid)
    return found


def supervisor_of(child: Child) -> int:
    """Return the pid of a run's supervisor."""
    process = procfs.look_at(child.pid)
    assert process
    return int(process.parent)


async def until_gone(mark: str, timeout_s: float = GONE_S) -> None:
    """Wait until nobody has a mark any more."""
    await until(lambda: not marked(mark), timeout_s)


@asynccontextmanager
async def launching(folder: Path) -> AsyncIterator[Jobs]:
    """Have a launcher; whatever a test does, nothing of it survives."""
    launcher = Launcher()
    await launcher.start()
    jobs = Jobs(launcher, folder)
    try:
        yield jobs
    finally:
        await launcher.stop()
        for pid in marked(jobs.mark):
            os.kill(pid, 9)
