"""How a run is described to people who ask about it; what is told unasked: runs/sentences.py."""

from __future__ import annotations

from consumer.asking.moments import MS, stamp
from consumer.runs.sentences import asked_by, channel_named, lasting, took_s
from shared.run_record import PENDING, Run
from shared.text import escape, one_line, shown

ARGUMENT_CHARS = 100
FOUND_NONE = (
    "there never was one, or it ended over 7 days ago. `status` lists what runs and waits, `runs` "
    "what ended last."
)


def unknown(run_id: int) -> str:
    """Say that there is no such run."""
    return f"Run {run_id} is not found: {FOUND_NONE}"


def named(run: Run) -> str:
    """Name a run to somebody who named it by its number."""
    return f"Run {run.run_id} (`{escape(run.job)}`)"


def titled(run: Run) -> str:
    """Name a run in a list, with its job and what it was given."""
    return f"[{run.run_id}] `{escape(run.job)}`{given(run)}"


def given(run: Run) -> str:
    """Return the arguments of a run, if it has any."""
    pairs = one_line(", ".join(f"{name}={value}" for name, value in run.arguments.items()))
    if not pairs:
        return ""
    cut = pairs if len(pairs) <= ARGUMENT_CHARS else pairs[:ARGUMENT_CHARS] + "…"
    return f" `{escape(cut.replace('`', chr(39)))}`"


def ended(run: Run) -> str:
    """Describe a run that ended, in one line."""
    return f"{titled(run)}: {outcome(run)}, {stamp(run.ended_ms)}, {asked_by(run)}"


def outcome(run: Run) -> str:
    """Say how a run ended, and after how long, if it ever began."""
    code = f" (exit code {run.exit_code})" if run.state == "failed" and run.exit_code else ""
    took = f" after {lasting(took_s(run))}" if run.started_ms else ""
    return f"*{run.state}*{code}{took}"


def state(run: Run, now_ms: int) -> str:
    """Return the state of a run, with how it came about."""
    if run.state in PENDING:
        return f"*{run.state}*"
    if run.state == "running":
        return f"*running* for {lasting((now_ms - run.started_ms) / MS)}"
    reason = f": {escape(run.reason)}" if run.reason and run.reason != run.state else ""
    signal = f" (signal {run.signal})" if run.signal else ""
    return f"{outcome(run)}{signal}{reason}"


def whole(run: Run, now_ms: int) -> str:
    """Return all that is known of a run, one fact a line."""
    facts = {
        "State": state(run, now_ms),
        "Said": shown(run.said) if run.said else "",
        "By": asked_by(run).removeprefix("asked for by "),
        "In": "a direct message" if run.where.is_dm else channel_named(run.where.channel),
        "Arguments": given(run).strip(),
        "Attempt": f"{run.attempt} of {run.retries + 1}" if run.retries else "",
        **times(run),
        "Cancelled by": f"<@{run.ended_by}>" if run.ended_by else "",
        "Wrote": written(run) if run.ended_ms and run.started_ms else "",
        "Log files": f"`{escape(run.log)}`" if run.log else "",
        "On": escape(run.holder),
    }
    return "\n".join(f"• {name}: {value}" for name, value in facts.items() if value)


def times(run: Run) -> dict[str, str]:
    """Return the times of a run; those that are not yet, or say nothing new, are empty."""
    known = {
        "Asked for": run.created_ms,
        "Due": run.due_ms * (run.due_ms // MS != run.created_ms // MS),
        "Started": run.started_ms,
        "Ended": run.ended_ms,
    }
    return {name: stamp(t_ms) if t_ms else "" for name, t_ms in known.items()}


def written(run: Run) -> str:
    """Say how much a run wrote."""
    cut = "; more than the log files hold" if run.truncated else ""
    return f"{run.stdout_bytes:,} bytes to stdout, {run.stderr_bytes:,} to stderr{cut}"


def next_commands(run: Run) -> str:
    """Say what one can do with a run."""
    if not run.started_ms:
        return "" if run.ended_ms else f"`cancel {run.run_id}` takes it back."
    logs = f"`logs {run.run_id}` shows the end of what it wrote"
    if run.ended_ms:
        return f"{logs}, `logs {run.run_id} all` everything."
    return f"{logs}, `cancel {run.run_id}` stops it."
