"""What every part of a benchmark is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.processes import Pins
from benchmarks.redis_reading import BenchRedis

Peer = TypeVar("Peer")


@dataclass(frozen=True, slots=True)
class Setup:
    """One benchmark's surroundings.

    Args:
        scratch: for large files; gone when the benchmark ends.
        logs: for what the measured processes print; stays.
        seconds: of load for each figure.
        quick: only to see that it runs.
    """

    redis: BenchRedis
    scratch: Path
    logs: Path
    pins: Pins
    seconds: int
    quick: bool


def in_turn(peers: Sequence[Peer], round_no: int) -> list[Peer]:
    """Return the peers, beginning with another one each round, so that none is always first."""
    first = round_no % len(peers)
    return [*peers[first:], *peers[:first]]
