"""How somebody's own runs are shown to them, to choose from or to confirm."""

from __future__ import annotations

from collections.abc import Sequence

from consumer.asking.run_texts import titled
from shared.run_record import Run
from shared.text import one_line

LISTED = 20  # of those to be confirmed; who has more knows them by their job


def labelled(run: Run) -> str:
    """Name a run on a button, where no markup is."""
    pairs = one_line(", ".join(f"{name}={value}" for name, value in run.arguments.items()))
    given = f" {pairs}" if pairs else ""
    return f"{run.run_id} {run.job} ({run.state}){given}"


def listed(runs: Sequence[Run]) -> str:
    """Return a line for each run, not too many."""
    lines = [f"• {titled(run)}: {run.state}" for run in runs[:LISTED]]
    more = [f"… and {len(runs) - LISTED} more"] if len(runs) > LISTED else []
    return "\n".join((*lines, *more))
