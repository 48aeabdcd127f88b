"""How long something takes on this machine, whoever else is busy on it."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

RUNS = 7  # the best of them is the one that was disturbed least


def least_ms(act: Callable[[], object]) -> float:
    """Return the milliseconds of CPU that the fastest of several runs took."""
    return min(one_run_ms(act) for _ in range(RUNS))


def one_run_ms(act: Callable[[], object]) -> float:
    """Return the milliseconds of CPU that one run took."""
    began = thread_time()
    act()
    return (thread_time() - began) * 1_000
