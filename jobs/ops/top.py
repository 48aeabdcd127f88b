"""Say which processes use the CPU and the memory.

python top.py [COUNT]       the busiest of the last second, then the largest
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence

from jobs.ops.procfs import Process, bytes_shown, processes, read

SAMPLE_S = 1.0
SHOWN = 10


def main(words: Sequence[str]) -> None:
    """Watch for a second and print the table."""
    read("stat")  # says so where there is no /proc
    began_s, before = time.monotonic(), processes()
    time.sleep(SAMPLE_S)
    after, lasted_s = processes(), time.monotonic() - began_s
    count = int(words[0]) if words else SHOWN
    sys.stdout.write(table(busiest(before, after, lasted_s), count))


def busiest(
    before: Mapping[int, Process], after: Mapping[int, Process], lasted_s: float
) -> list[tuple[float, Process]]:
    """Return every process with its use of one CPU in percent, the busiest first."""
    ticks_per_s = os.sysconf("SC_CLK_TCK")
    found = []
    for pid, now in after.items():
        # Another process may have got the same id meanwhile: it has used less.
        ticks = max(0, now.ticks - before[pid].ticks) if pid in before else now.ticks
        found.append((100 * ticks / ticks_per_s / lasted_s, now))
    return sorted(found, key=lambda pair: (-pair[0], -pair[1].resident, pair[1].pid))


def table(found: Sequence[tuple[float, Process]], count: int) -> str:
    """Return the first of them in columns."""
    rows = [f"{'pid':>8}  {'CPU':>5}  {'memory':>9}  name"]
    for percent, one in found[:count]:
        rows.append(f"{one.pid:>8}  {percent:>4.0f}%  {bytes_shown(one.resident):>9}  {one.name}")
    if len(found) > count:
        rows.append(f"and {len(found) - count} more")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
