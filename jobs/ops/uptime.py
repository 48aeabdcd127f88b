"""Say how long this host has been up, and how busy it is."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime

from jobs import blocks
from jobs.ops.procfs import bytes_shown, duration_shown, meminfo, read


def main() -> None:
    """Print the figures as blocks."""
    up_s = float(read("uptime").split()[0])
    pairs = [
        ("Up", f"{duration_shown(up_s)}, since {since(up_s, datetime.now(UTC))}"),
        ("Load", load(read("loadavg"), os.cpu_count() or 1)),
        *memory(meminfo(read("meminfo"))),
    ]
    blocks.show([blocks.header(socket.gethostname()), blocks.fields(pairs)])


def since(up_s: float, now: datetime) -> str:
    """Return when it was started."""
    return f"{datetime.fromtimestamp(now.timestamp() - up_s, UTC):%Y-%m-%d %H:%M} UTC"


def load(text: str, processors: int) -> str:
    """Return the averages beside what would be too much.

    Args:
        text: as /proc/loadavg has it.
    """
    one, five, fifteen, *_ = text.split()
    word = "CPU" if processors == 1 else "CPUs"
    return f"{one}, {five}, {fifteen} in the last 1, 5, 15 min, on {processors} {word}"


def memory(figures: dict[str, int]) -> list[tuple[str, str]]:
    """Return how much memory is in use, and of swap if there is any."""
    pairs = [("Memory", used(figures["MemTotal"], figures["MemAvailable"]))]
    if figures.get("SwapTotal"):
        pairs.append(("Swap", used(figures["SwapTotal"], figures["SwapFree"])))
    return pairs


def used(total: int, free: int) -> str:
    """Return what of something is in use."""
    percent = 100 * (total - free) / total
    return f"{bytes_shown(total - free)} of {bytes_shown(total)} in use ({percent:.0f} %)"


if __name__ == "__main__":
    main()
