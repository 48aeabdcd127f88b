"""Processes are pinned where there is room, ended for good, and their end is noticed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.processes import Pins, choose_pins, family, running, wait_until
from benchmarks.results import RunFailed

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_CHILD = """
import subprocess, sys, time
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("cpus", "taskset", "pins"),
    [
        ([0, 1], "/usr/bin/taskset", Pins(("/usr/bin/taskset", "-c", "0"), 1)),
        ([4, 6, 7], "/usr/bin/taskset", Pins(("/usr/bin/taskset", "-c", "4"), 6)),
        ([0], "/usr/bin/taskset", Pins()),
        ([0, 1], None, Pins()),
    ],
)
def test_load_gets_a_core_of_its_own_if_there_are_two(
    cpus: list[int], taskset: str | None, pins: Pins
) -> None:
    assert choose_pins(cpus, taskset) == pins


def never() -> bool:
    """Say no."""
    return False


def test_process_that_ends_early_fails_the_run(tmp_path: Path) -> None:
    with (
        running([sys.executable, "-c", "exit(3)"], {}, tmp_path / "log") as process,
        pytest.raises(RunFailed, match="ended with 3 before it was ready"),
    ):
        wait_until(never, process, 10, "it was ready")


def test_process_that_takes_too_long_fails_the_run(tmp_path: Path) -> None:
    with (
        running(SLEEP, {}, tmp_path / "log") as process,
        pytest.raises(RunFailed, match="not within 0 s: it was ready"),
    ):
        wait_until(never, process, 0.05, "it was ready")


def gone(pid: int) -> Callable[[], bool]:
    """Return whether a process has ended, or only waits to be reaped."""

    def ended() -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True

    return ended


def test_children_of_a_process_end_with_it(tmp_path: Path) -> None:
    with running([sys.executable, "-c", WITH_CHILD], {}, tmp_path / "log") as process:
        wait_until(lambda: len(family(process.pid)) == 2, process, 10, "its child ran")
        child = family(process.pid)[1]
    with running(SLEEP, {}, tmp_path / "log") as witness:
        wait_until(gone(child), witness, 5, "the child ended")


# In a process of its own: this one has servers of other tests as its children.
MEASURE = """
import os, resource, subprocess, sys
from benchmarks.processes import cpu_s, rss_mib
subprocess.run([sys.executable, "-c", "sum(n * n for n in range(2_000_000))"], check=True)
print(cpu_s(os.getpid()), sum(os.times()[:4]))
print(rss_mib(os.getpid()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@pytest.fixture(scope="module")
def measured() -> list[float]:
    """CPU in s by us and by the kernel, memory in MiB by us and the highest by the kernel."""
    printed = subprocess.run(
        [sys.executable, "-c", MEASURE], check=True, capture_output=True, text=True
    )
    return [float(number) for number in printed.stdout.split()]


def test_cpu_of_a_process_is_what_the_kernel_says_of_it_and_its_children(
    measured: list[float],
) -> None:
    # Both count whole ticks of 10 ms, each of four numbers.
    assert measured[0] == pytest.approx(measured[1], abs=0.1)
    assert measured[0] > 0.1


def test_memory_of_a_process_is_no_more_than_it_ever_had(measured: list[float]) -> None:
    assert 1 < measured[2] <= measured[3] + 1
