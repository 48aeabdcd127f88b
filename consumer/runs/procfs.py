"""What /proc says about processes: who descends from whom, and how much memory they use.

Without a /proc (macOS) nobody is seen: then a process group is all that can be ended.

Source: proc(5); smaps_rollup since Linux 4.14.
"""

from __future__ import annotations

import os
from collections import namedtuple

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
DEAD = "ZX"  # a zombie holds nothing but its number

Process = namedtuple("Process", "pid parent group session state start")


def look_at(pid: int) -> Process | None:
    """Return what a process is, or None if there is none of that number."""
    text = _read(f"/proc/{pid}/stat")
    if not text:
        return None
    # The name stands in parentheses and may hold anything, parentheses too.
    fields = text.rpartition(")")[2].split()
    state, parent, group, session = fields[:4]
    return Process(pid, int(parent), int(group), int(session), state, fields[19])


def everybody() -> list[Process]:
    """Return all processes that can be seen."""
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    looks = (look_at(int(name)) for name in names if name.isdigit())
    return [process for process in looks if process]


def children(pid: int) -> list[int]:
    """Return the children of all threads of a process; may miss some while others end."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    if not os.path.exists(f"/proc/{pid}/task/{pid}/children"):  # a kernel without it, or it ended
        return [process.pid for process in everybody() if process.parent == pid]
    texts = (_read(f"/proc/{pid}/task/{thread}/children") for thread in threads)
    return [int(word) for text in texts for word in text.split()]


def descendants(pid: int) -> list[int]:
    """Return all that descend from a process, parents before their children."""
    found = children(pid)
    for one in found:  # grows while it is walked
        found += children(one)
    return found


def members(leader: int, start: str) -> list[int]:
    """Return the living members of the group and the session that a process was made leader of.

    Args:
        start: its start time: if the number means another process by now, there are none.
    """
    now = look_at(leader)
    if now and now.start != start:
        return []
    return [
        process.pid
        for process in everybody()
        if leader in (process.group, process.session) and process.state not in DEAD
    ]


def resident_bytes(pids: list[int]) -> int:
    """Return the memory of processes; what they share counts for each."""
    pages = (_read(f"/proc/{pid}/statm").split() for pid in pids)
    return PAGE_BYTES * sum(int(fields[1]) for fields in pages if fields)


def proportional_bytes(pids: list[int]) -> int:
    """Return the memory of processes, what they share counted once; dearer to find out."""
    return sum(_proportional(pid) for pid in pids)


def _proportional(pid: int) -> int:
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return resident_bytes([pid])  # ended meanwhile, or not ours to read


def _read(path: str) -> str:
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except OSError:  # it ended
        return ""
