"""`make bench`: measure, print Markdown tables, and leave the runs in benchmarks/results/."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from benchmarks import consumers, gateways, jobs, lane, latency, matching
from benchmarks.aims import judge
from benchmarks.load import require_wrk
from benchmarks.processes import Pins, pin_here
from benchmarks.redis_reading import redis_for
from benchmarks.report import report
from benchmarks.results import Record, Run, read
from benchmarks.setup import Setup
from shared.errors import SettingsError

RESULTS = Path(__file__).resolve().parent / "results"


class Bench(Protocol):
    """One section: what is measured side by side."""

    def round(self, round_no: int) -> Iterator[Run]:
        """Take each figure once."""


BENCHES: dict[str, Callable[[Setup], Bench]] = {
    gateways.SECTION: gateways.GatewayBench,
    consumers.SECTION: consumers.ConsumerBench,
    latency.SECTION: latency.LatencyBench,
    lane.SECTION: lane.LaneBench,
    jobs.SECTION: jobs.JobsBench,
    matching.SECTION: matching.MatchingBench,
}


def options(arguments: list[str]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=BENCHES, help="one section instead of all")
    parser.add_argument("--rounds", type=int, default=3, help="how often each figure is taken")
    parser.add_argument("--seconds", type=int, default=4, help="of load for each figure")
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it runs")
    parser.add_argument("--report", type=Path, help="only print the tables of an earlier run")
    chosen = parser.parse_args(arguments)
    if chosen.quick:
        chosen.rounds, chosen.seconds = 1, 1
    return chosen


def measure(chosen: argparse.Namespace, pins: Pins, record: Record) -> None:
    """Run the rounds of each section."""
    for section in [chosen.only] if chosen.only else BENCHES:
        with tempfile.TemporaryDirectory(prefix="burrow-bench-") as folder:
            scratch = Path(folder)
            with redis_for(scratch) as redis:
                setup = Setup(
                    redis, scratch, record.path.parent, pins, chosen.seconds, chosen.quick
                )
                bench = BENCHES[section](setup)
                for round_no in range(1, chosen.rounds + 1):
                    for run in bench.round(round_no):
                        record.add(run)


def run(chosen: argparse.Namespace) -> list[Run]:
    """Measure; the runs and the logs stay in a folder of their own."""
    if chosen.only in (None, gateways.SECTION):
        require_wrk()
    pins = pin_here()
    record = Record(RESULTS / time.strftime("%Y%m%dT%H%M%S") / "runs.jsonl")
    measure(chosen, pins, record)
    sys.stderr.write(f"runs and logs: {record.path.parent}\n\n")
    return record.runs


def main(arguments: list[str]) -> int:
    """Measure and print; 1 if something failed."""
    chosen = options(arguments)
    runs = read(chosen.report) if chosen.report else run(chosen)
    print("\n".join(part for part in (report(runs), judge(runs)) if part))
    return 1 if any(run.failed for run in runs) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SettingsError as error:
        sys.exit(str(error))
