"""What an end means: from how the child ended, and why it was told to, to a state and a reason."""

from __future__ import annotations

from typing import Literal

import structlog
from msgspec import Struct

from consumer.runs.child import Ended
from jobs.definition import Job
from shared import metrics
from shared.run_record import Run

Stop = Literal["", "cancelled", "shutdown", "lost"]

AGAIN = frozenset({"failed", "timed out", "lost"})
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 300.0

log = structlog.get_logger()


class End(Struct, frozen=True):
    """How a run ended, as it is noted.

    Args:
        is_gone: nothing of its child is left, so that the next of its type may begin.
    """

    state: str
    reason: str = ""
    exit_code: int | None = None
    signal: int = 0
    stdout_bytes: int = 0
    stderr_bytes: int = 0
    truncated: bool = False
    is_gone: bool = True

    def fields(self) -> dict[str, str | int]:
        """Return what is noted beside the state."""
        return {
            "reason": self.reason,
            "exit_code": "" if self.exit_code is None else self.exit_code,
            "signal": self.signal,
            "stdout_bytes": self.stdout_bytes,
            "stderr_bytes": self.stderr_bytes,
            "truncated": int(self.truncated),
        }


def end_of(ended: Ended, job: Job, stop: Stop, silence_s: float) -> End:
    """Return how a run ended.

    Args:
        stop: why we told it to end, if we did.
        silence_s: after how long without news from Redis the launcher ends a run.
    """
    state, reason = judged(ended, job, stop, silence_s)
    return End(
        state,
        reason,
        ended.exit_code,
        ended.signal,
        ended.stdout_bytes,
        ended.stderr_bytes,
        ended.truncated,
    )


def judged(ended: Ended, job: Job, stop: Stop, silence_s: float) -> tuple[str, str]:
    """Return state and reason."""
    match ended.reason:
        case "timed out":
            return "timed out", f"it took longer than {job.timeout_s:g} s"
        case "memory":
            return "failed", f"it used more than {job.memory_mb} MB of memory"
        case "not started":
            return "failed", f"it could not be started: {ended.detail}"
        case "supervisor died":
            return "lost", "the process that watched over it died"
        case "stopped":
            return stopped(ended, stop, silence_s)
    return ("succeeded" if ended.exit_code == 0 else "failed"), ""


def stopped(ended: Ended, stop: Stop, silence_s: float) -> tuple[str, str]:
    """Return state and reason of a run that was told to end, by us or by its launcher."""
    if stop == "cancelled":
        return "cancelled", ""
    if stop == "shutdown":
        return "lost", "shutdown"
    if ended.exit_code is None and not ended.signal:
        return "lost", "its consumer was too slow to begin it in time"
    return "lost", f"Redis did not answer for {silence_s:g} s"


def goes_again(run: Run, job: Job | None, state: str) -> bool:
    """Return whether another attempt is made; not of what somebody cancelled, however it ended."""
    left = run.attempt <= run.retries and not run.ended_by
    return job is not None and state in AGAIN and left


def pause_s(attempt: int) -> float:
    """Return how long to wait before the attempt after this one."""
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** (attempt - 1))


def count(run: Run) -> None:
    """Count a run by how it ended, and say so in the log."""
    seconds = (run.ended_ms - run.started_ms) / 1000 if run.started_ms else 0.0
    metrics.RUNS.labels(run.job, run.state).inc()
    if run.started_ms:
        metrics.RUN_SECONDS.labels(run.job).observe(seconds)
        metrics.RUN_WAIT_SECONDS.observe(max(0, run.started_ms - run.due_ms) / 1000)
    log.info(
        "run.ended",
        run=run.run_id,
        job=run.job,
        outcome=run.state,
        reason=run.reason,
        duration_ms=round(seconds * 1000),
    )
