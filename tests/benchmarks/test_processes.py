"""Processes are pinned where there is room, ended for good, and their end is noticed."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.processes import Pins, choose_pins, cpu_s, family, rss_mib, running, wait_until
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


def test_cpu_of_a_process_is_what_the_kernel_says_of_it_and_its_children() -> None:
    # Both count whole ticks of 10 ms, each of four numbers.
    assert cpu_s(os.getpid()) == pytest.approx(sum(os.times()[:4]), abs=0.1)


def test_memory_of_a_process_is_no_more_than_it_ever_had() -> None:
    highest_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 1 < rss_mib(os.getpid()) <= highest_mib + 1
