"""Say how full this host's file systems are.

python disk.py                all of them, the fullest first
python disk.py --full 90      those that are at least 90 % full; nothing if there are none

| field of `Mount` | type and unit                  |
|------------------|--------------------------------|
| `path`           | str, where it is mounted       |
| `total`, `free`  | int, bytes                     |
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jobs.ops.procfs import bytes_shown, read

# What the kernel makes up, or what is always full.
UNREAL = frozenset({
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts",
    "devtmpfs", "efivarfs", "fusectl", "hugetlbfs", "iso9660", "mqueue", "nsfs", "proc", "pstore",
    "ramfs", "rpc_pipefs", "securityfs", "squashfs", "sysfs", "tracefs",
})  # fmt: skip


class Mount(NamedTuple):
    """One file system."""

    path: str
    total: int
    free: int

    @property
    def full_percent(self) -> float:
        """How much of what there is cannot be used any more."""
        return 100 * (self.total - self.free) / self.total


def main(words: Sequence[str]) -> None:
    """Print the table."""
    line = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    line.add_argument("--full", type=int, default=0, metavar="PERCENT")
    least_percent = line.parse_args(words).full
    chosen = [one for one in mounts(read("mounts")) if one.full_percent >= least_percent]
    if chosen:
        sys.stdout.write(table(chosen))


def mounts(text: str) -> list[Mount]:
    """Return the file systems that a list of mounts names, each once.

    Args:
        text: as /proc/mounts has it.
    """
    found: dict[int, Mount] = {}
    for path in sorted(paths(text), key=len):  # of several places, where it is seen best
        try:
            usage, device = shutil.disk_usage(path), os.stat(path).st_dev
        except OSError:
            continue  # not ours to see, or gone
        if usage.total:
            found.setdefault(device, Mount(path, usage.total, usage.free))
    return sorted(found.values(), key=lambda one: (-one.full_percent, one.path))


def paths(text: str) -> Iterator[str]:
    """Yield where real file systems are mounted."""
    for line in text.splitlines():
        _, path, kind, *_ = line.split(" ")
        if kind not in UNREAL:
            yield re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), path)


def table(found: Sequence[Mount]) -> str:
    """Return them in columns."""
    rows = [f"{'full':>5}  {'free':>9}  {'of':>9}  mounted on"]
    for one in found:
        sizes = f"{bytes_shown(one.free):>9}  {bytes_shown(one.total):>9}"
        rows.append(f"{one.full_percent:>4.0f}%  {sizes}  {one.path}")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
