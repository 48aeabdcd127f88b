"""Ends what a job started: TERM, then KILL, until nobody is left.

The supervisor adopts orphans (see prctl.py), so every descendant is found, also one that left the
session, and none is left as soon as waitpid knows of no child. Elsewhere than on Linux only the
process group is reached.

Imported by the launcher, which has the standard library only.
"""

from __future__ import annotations

import contextlib
import os
import signal

from consumer.runs import procfs
from shared import prctl

FIRST_PAUSE_S = 0.01
LONGEST_PAUSE_S = 1.0  # for what cannot be killed yet, such as one that waits for a dead disk


class Ending:
    """The end of one run.

    Args:
        pid: the job's first process, which leads the group and the session.
    """

    def __init__(self, pid: int, kill_after_s: float) -> None:
        self.pid, self.kill_after_s = pid, kill_after_s
        self.status: int | None = None  # what waitpid said about the first process
        self.next_s = float("inf")
        self.pause_s = FIRST_PAUSE_S
        self.begun = self.killing = self.all_gone = False

    def begin(self, now_s: float) -> None:
        """Ask everybody to end."""
        self.begun = True
        self.next_s = now_s + self.kill_after_s
        self.tell_all(signal.SIGTERM)
        self.tell_all(signal.SIGCONT)  # what is stopped would not hear it

    def hasten(self, now_s: float, within_s: float) -> None:
        """Kill within a time, if that is sooner."""
        self.next_s = min(self.next_s, now_s + within_s)

    def tend(self, now_s: float) -> None:
        """Kill, if it is time to."""
        if now_s >= self.next_s:
            self.killing = True
            self.tell_all(signal.SIGKILL)
            # Again: what was forked meanwhile, and what left the group just before.
            self.next_s = now_s + self.pause_s
            self.pause_s = min(2 * self.pause_s, LONGEST_PAUSE_S)

    def tell_all(self, number: int) -> None:
        """Signal the group at once, so that none can fork away, then those who left it."""
        family = [one for one in map(procfs.look_at, procfs.descendants(os.getpid())) if one]
        # With nobody in it, the group's number may be another's.
        if self.status is None or any(one.group == self.pid for one in family) or not prctl.LINUX:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)
        for one in family:
            if one.group != self.pid:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(one.pid, number)

    def reap(self) -> None:
        """Take note of who ended."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                self.all_gone = prctl.LINUX or not group_exists(self.pid)
                return
            if pid == 0:
                return
            if pid == self.pid:
                self.status = status
            if self.killing:
                self.next_s = 0.0  # at once: it may have forked just before


def group_exists(group: int) -> bool:
    """Return whether a process group has members."""
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):  # PermissionError: macOS, of zombies
        return False
    return True


def kill_remains(leader: int, start: str) -> bool:
    """Kill what is left of a job that nobody supervises; return whether there was anything.

    Args:
        start: when the job's first process started: its number may be another's by now.
    """
    if not prctl.LINUX:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
        return group_exists(leader)
    remains = procfs.members(leader, start)
    for pid in remains:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    return bool(remains)
