"""Forks consumers and bgtasks from a process that has imported everything: 0.1 s for each, not 1.5.

Run as `python -m tests.runs.nursery`, a line of JSON for each order and each answer:

| line   | fields                                                              |
|--------|---------------------------------------------------------------------|
| order  | role (`consumer` or `bgtasks`), log (a path), environment (all of it) |
| answer | pid, in the order of the orders; and later pid, status              |
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import orjson

LOOK_S = 0.02
ROOT = Path(__file__).parents[2]


class Forked:
    """A process that was forked."""

    def __init__(self, pid: int, log_path: Path) -> None:
        self.pid, self.log_path = pid, log_path
        self.status: int | None = None

    def send(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.status is None:
            os.kill(self.pid, number)

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Return its log lines of one name."""
        text = self.log_path.read_text(errors="replace") if self.log_path.exists() else ""
        whole = [line for line in text.splitlines() if line.startswith("{") and line.endswith("}")]
        return [line for line in map(orjson.loads, whole) if line.get("event") == event]

    @property
    def stopped(self) -> bool:
        """Whether it has sent itself SIGSTOP."""
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
        return False


class Nursery:
    """The handle on the process that forks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process, self.running = process, dict[int, Forked]()
        self.waiting: asyncio.Queue[int] = asyncio.Queue()
        self.ordering = asyncio.Lock()

    async def fork(self, role: str, log_path: Path, environment: Mapping[str, str]) -> Forked:
        """Start one."""
        order = {"role": role, "log": str(log_path), "environment": dict(environment)}
        async with self.ordering:
            assert self.process.stdin
            self.process.stdin.write(orjson.dumps(order) + b"\n")
            forked = Forked(await self.waiting.get(), log_path)
        self.running[forked.pid] = forked
        return forked

    async def listen(self) -> None:
        """Take note of who was born and who ended."""
        assert self.process.stdout
        async for line in self.process.stdout:
            answer = orjson.loads(line)
            if "status" not in answer:
                self.waiting.put_nowait(answer["pid"])
            elif forked := self.running.pop(answer["pid"], None):
                forked.status = answer["status"]


@contextlib.asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """Run one; at the end everybody is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", __name__),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    opened = Nursery(process)
    listening = asyncio.create_task(opened.listen())
    try:
        yield opened
    finally:
        for forked in list(opened.running.values()):
            forked.send(signal.SIGKILL)
        assert process.stdin
        process.stdin.close()
        await process.wait()
        await listening


def main() -> None:
    """Fork whom stdin orders, until it ends and all have ended."""
    from tests.runs import mortal  # imports the product, once for all

    open_, pids, rest = True, set[int](), b""
    while open_ or pids:
        if open_ and select.select([0], [], [], LOOK_S)[0]:
            data = os.read(0, 1 << 16)
            open_ = bool(data)
            *orders, rest = (rest + data).split(b"\n")
            for order in map(orjson.loads, orders):
                pids.add(pid := born(mortal, **order))
                say(pid=pid)
        pids -= buried()


def born(mortal: Any, role: str, log: str, environment: dict[str, str]) -> int:
    """Fork one, which becomes what its role says; return its pid."""
    if pid := os.fork():
        return pid
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for number in (1, 2):
        os.dup2(file, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(environment)
    status = 1
    try:
        mortal.ROLES[role]()
        status = 0
    except SystemExit as leaving:
        status = int(leaving.code or 0)
    except BaseException:  # noqa: BLE001  it must not go on as a copy of its parent
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def buried() -> set[int]:
    """Return whose end was noted just now."""
    gone = set()
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            gone.add(found[0])
            say(pid=found[0], status=os.waitstatus_to_exitcode(found[1]))
    return gone


def say(**answer: int) -> None:
    """Answer."""
    os.write(1, orjson.dumps(answer) + b"\n")


if __name__ == "__main__":
    main()
