"""What Burrow's figures should be; each but the last is a ratio within one round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.report import pick, ratios, row
from benchmarks.results import Run

GOOD = "yes"
BAD = "NO"


@dataclass(frozen=True, slots=True)
class Aim:
    """One bound, and how the ratio is had from the runs."""

    text: str
    bound: float
    at_least: bool
    measure: Callable[[Sequence[Run]], list[float]]

    def met(self, measured: float) -> bool:
        """Tell whether a ratio is on the right side of the bound."""
        return measured >= self.bound if self.at_least else measured <= self.bound


def against_starlette(figure: str) -> Callable[[Sequence[Run]], list[float]]:
    """Return what takes our gateway's ratio to the plain endpoint at 64 connections."""

    def measure(runs: Sequence[Run]) -> list[float]:
        done = [run for run in pick(runs, "gateway") if run.setting == "64" and not run.failed]
        ours = [run for run in done if run.peer == "burrow"]
        return ratios(ours, done, "starlette", figure)

    return measure


def against_the_best_queue(
    section: str, figure: str, best: Callable[[list[float]], float]
) -> Callable[[Sequence[Run]], list[float]]:
    """Return what takes our figure over that of the best queue, for each round."""

    def measure(runs: Sequence[Run]) -> list[float]:
        done = [run for run in pick(runs, section) if not run.failed]
        ours = {run.round: run.figures[figure] for run in done if run.peer == "burrow"}
        found = []
        for round_no, number in ours.items():
            others = [run for run in done if run.peer != "burrow" and run.round == round_no]
            theirs = [run.figures[figure] for run in others]
            found += [number / best(theirs)] if theirs else []
        return found

    return measure


def many_triggers_over_few(runs: Sequence[Run]) -> list[float]:
    """Return the time with 10,000 triggers over that with 100, of ordinary texts."""
    done = pick(runs, "matching")
    few = {(run.peer, run.round): run.figures["text_us"] for run in done if run.setting == "100"}
    return [
        run.figures["text_us"] / few[run.peer, run.round]
        for run in done
        if run.setting == "10000" and (run.peer, run.round) in few
    ]


def slowest_hostile_ms(runs: Sequence[Run]) -> list[float]:
    """Return the time of the slowest hostile text, for each round."""
    slowest: dict[int, float] = {}
    for run in pick(runs, "matching"):
        if run.peer.startswith("hostile"):
            took_ms = run.figures["text_us"] / 1000
            slowest[run.round] = max(slowest.get(run.round, 0.0), took_ms)
    return list(slowest.values())


AIMS = (
    Aim("req/s at 64 connections ÷ starlette's", 4.5, True, against_starlette("rate_per_s")),
    Aim("CPU at 64 connections ÷ starlette's", 0.25, False, against_starlette("cpu_us")),
    Aim(
        "messages/s ÷ the fastest queue's",
        5.0,
        True,
        against_the_best_queue("consumer", "rate_per_s", max),
    ),
    # A supervisor beside each child costs a second process; it must not cost a third.
    Aim(
        "jobs/s ÷ the fastest queue's", 0.4, True, against_the_best_queue("jobs", "rate_per_s", max)
    ),
    Aim(
        "start of a job p50 ÷ the fastest queue's",
        1.5,
        False,
        against_the_best_queue("jobs", "p50_ms", min),
    ),
    Aim("matching with 10,000 triggers ÷ with 100", 2.0, False, many_triggers_over_few),
    Aim("ms for 40,000 hostile characters", 5.0, False, slowest_hostile_ms),
)


def judge(runs: Sequence[Run]) -> str:
    """Return a table of the aims that these runs can tell about; empty if there are none."""
    lines = [row(("aim", "bound", "measured", "met")), row(["---"] * 4)]
    for aim in AIMS:
        if measured := aim.measure(runs):
            middle = median(measured)
            bound = f"{'at least' if aim.at_least else 'at most'} {aim.bound}"
            lines.append(row((aim.text, bound, f"{middle:.2f}", GOOD if aim.met(middle) else BAD)))
    return "\n".join(["### Aims", "", *lines]) + "\n" if len(lines) > 2 else ""
