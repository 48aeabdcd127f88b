"""Start pinned processes, and read from /proc what they used.

| figure  | unit | from /proc/<pid>                                        |
|---------|------|---------------------------------------------------------|
| cpu_s   | s    | stat: user + system, of the process and its descendants |
| rss_mib | MiB  | statm: resident pages, of the same                      |

Source: proc(5)
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import RunFailed, last_line

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
STOP_S = 8.0
START_S = 20.0
POLL_S = 0.02
REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Pins:
    """Cores, so that the measured and the measuring share none.

    Args:
        server: what a measured process is started under; empty if nothing is pinned.
        load: the core of everything else; None if nothing is pinned.
    """

    server: tuple[str, ...] = ()
    load: int | None = None


def choose_pins(cpus: Sequence[int], taskset: str | None) -> Pins:
    """Give the first core to what is measured and the second to Redis and the load."""
    if len(cpus) < 2 or not taskset:
        return Pins()
    return Pins((taskset, "-c", str(cpus[0])), cpus[1])


def pin_here() -> Pins:
    """Move this process, and so what it starts, to the core of the load; return all pins."""
    pins = choose_pins(sorted(os.sched_getaffinity(0)), shutil.which("taskset"))
    if pins.load is not None:
        os.sched_setaffinity(0, {pins.load})
    return pins


def family(pid: int) -> list[int]:
    """Return a process and all its living descendants."""
    found = [pid]
    for member in found:
        for task in Path(f"/proc/{member}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found.extend(int(child) for child in task.read_text().split())
    return found


def cpu_s(pid: int) -> float:
    """Return what a process, its descendants and its waited-for children have used so far."""
    ticks = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in stat[11:15])
    return ticks / TICKS_PER_S


def rss_mib(pid: int) -> float:
    """Return the memory that a process and its descendants occupy."""
    pages = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            pages += int(Path(f"/proc/{member}/statm").read_text().split()[1])
    return pages * PAGE_BYTES / 2**20


@contextlib.contextmanager
def running(
    command: Sequence[str], env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of this repository while the block runs; what it prints goes to the log."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **env},
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process in order, and what it leaves behind without."""
    members = family(process.pid)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for member in members[1:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], timeout_s: float, what: str
) -> None:
    """Wait until something is so.

    Raises:
        RunFailed: the process ended, or it took too long.
    """
    deadline = time.monotonic() + timeout_s
    while not ready():
        if process.poll() is not None:
            raise RunFailed(f"ended with {process.returncode} before {what}")
        if time.monotonic() > deadline:
            raise RunFailed(f"not within {timeout_s:.0f} s: {what}")
        time.sleep(POLL_S)


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until something listens on a port of loopback."""

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(listens, process, START_S, f"it listened on port {port}")


def output_of(command: Sequence[str], env: Mapping[str, str], within_s: float, who: str) -> str:
    """Run a program to its end; return what it printed.

    Args:
        who: what a complaint calls it.

    Raises:
        RunFailed: it ended with another status than 0.
    """
    done = subprocess.run(
        command,
        env={**os.environ, **env},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=within_s,
    )
    if done.returncode:
        raise RunFailed(f"{who} failed: {last_line(done.stderr)}")
    return done.stdout
