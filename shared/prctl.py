"""What Linux lets a process decide about itself; nothing elsewhere.

Source: prctl(2), proc(5).
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import signal
import sys

LINUX = sys.platform == "linux"

SET_PDEATHSIG = 1
SET_DUMPABLE = 4
SET_CHILD_SUBREAPER = 36
OOM_SCORE = 300  # of 1000; a consumer has 0: jobs go first even if they are somewhat smaller


def die_with_parent() -> None:
    """Let the kernel kill this process when the one that forked it ends; survives exec."""
    _prctl(SET_PDEATHSIG, signal.SIGKILL)


def hide_from_jobs() -> None:
    """Forbid other processes of this user to trace this one and to read its memory and environment.

    Until exec; children start hidden too. Without it a job reads /proc/<pid>/environ of whoever
    runs as the same user.
    """
    _prctl(SET_DUMPABLE, 0)


def adopt_orphans() -> None:
    """Become the parent of descendants whose parent ends, so that none is out of reach."""
    _prctl(SET_CHILD_SUBREAPER, 1)


def be_ended_first() -> None:
    """Let a kernel that is out of memory end this process and its children before others."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "r+") as file:
        score = max(int(file.read()), OOM_SCORE)
        file.seek(0)
        file.write(str(score))


def _prctl(option: int, value: int) -> None:
    if LINUX:
        _library().prctl(option, *(ctypes.c_ulong(argument) for argument in (value, 0, 0, 0)))


@functools.cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None)
