"""What people are told about runs: every sentence, as Slack takes it.

What comes from a job, or from whoever asked, is escaped here or stands in code.
"""

from __future__ import annotations

import signal
from datetime import timedelta

from jobs.definition import Job
from shared.run_record import Run
from shared.text import escape, shown

DIRECT = "D"  # what the ids of direct messages begin with
WHY_NOT_THERE = {
    "channel_not_found": "the channel is gone, or I am not in it",
    "invalid_channel": "the channel is gone, or I am not in it",
    "not_in_channel": "I am not in the channel; `/invite` me there",
    "is_archived": "the channel is archived",
    "": "nobody said where",
}


def named(run: Run) -> str:
    """Name a run in a sentence."""
    return f"`{run.job}` (run {run.run_id})"


def lasting(seconds: float) -> str:
    """Return a duration by its two largest units: `1 min 5 s`."""
    if seconds < 1:
        return f"{max(seconds, 0.1):.1f} s"
    rest = timedelta(seconds=round(seconds))
    hours, minutes = rest.seconds // 3600, rest.seconds // 60 % 60
    parts = [(rest.days, "d"), (hours, "h"), (minutes, "min"), (rest.seconds % 60, "s")]
    first = next(n for n, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count)


def took_s(run: Run) -> float:
    """Return how long a run ran."""
    return max(0, run.ended_ms - run.started_ms) / 1000 if run.started_ms else 0.0


# The logs channel


def begins(run: Run) -> str:
    """Say that a run begins, who wanted it and where it will be reported."""
    attempt = f" Attempt {run.attempt} of {run.retries + 1}." if run.attempt > 1 else ""
    return f"`{run.job}` begins: run {run.run_id}, {asked_by(run)}{where(run)}.{attempt}"


def warned(run: Run, problem: str) -> str:
    """Say that something is wrong with a run that goes on all the same."""
    return f"{named(run)}: {escape(problem)}"


def asked_by(run: Run) -> str:
    """Name who wanted a run."""
    if run.user_id:
        return f"asked for by <@{run.user_id}>"
    ways = {"schedule": "asked for by its schedule", "github": "asked for by GitHub"}
    return ways.get(run.via, "asked for by nobody in particular")


def where(run: Run) -> str:
    """Name the place of a request, as far as others may know."""
    if run.where.is_dm or run.where.channel.startswith(DIRECT):
        return " in a direct message"
    return f" in {channel_named(run.where.channel)}" if run.where.channel else ""


def channel_named(channel: str) -> str:
    """Name a channel by its id, or by its name where a setting has one."""
    is_id = channel.isupper() and channel.isalnum()
    return f"<#{channel}>" if is_id else f"#{escape(channel)}"


# The end of a run


def succeeded(run: Run) -> str:
    """Say that a run went well."""
    return f"{named(run)} succeeded in {lasting(took_s(run))}."


def output_for(run: Run) -> str:
    """Say who asked for the output that follows, and how."""
    return f"<@{run.user_id}> asked for {shown(run.said)} (run {run.run_id}):"


def no_output(run: Run) -> str:
    """Say that a run, whose output was wanted, printed nothing."""
    return f"No output from {named(run)}: it succeeded in {lasting(took_s(run))}."


def ended_badly(run: Run, job: Job | None) -> str:
    """Say what happened to a run that did not succeed."""
    after = f" after {lasting(took_s(run))}" if run.started_ms else ""
    reason = escape(run.reason)
    match run.state:
        case "timed out":
            limit = f": it may take {lasting(job.timeout_s)}" if job else ""
            what = f"timed out{after}{limit}"
        case "cancelled":
            by = f" by <@{run.ended_by}>" if run.ended_by else ""
            what = f"was cancelled{by}{after}"
        case "expired":
            what = f"was not started: it {waited(run, job)}"
        case "lost" if run.reason == "shutdown":
            what = f"was stopped{after}: the consumer that ran it was shut down"
        case "lost":
            why = reason or "the consumer that ran it died"
            what = f"was lost{after}: {why}. What it had done by then is done"
        case _:
            what = f"failed{after}: {reason or how_it_ended(run)}"
    return f"{named(run)} {what}."


def waited(run: Run, job: Job | None) -> str:
    """Say how long a run waited for its turn, and how long it might have."""
    since_ms = run.due_ms or run.queued_ms or run.created_ms
    long = lasting(max(0, run.ended_ms - since_ms) / 1000)
    limit = f", and may wait {lasting(job.max_age_s)}" if job and job.max_age_s else ""
    return f"waited {long} for its turn{limit}"


def how_it_ended(run: Run) -> str:
    """Say with which exit code or signal a process ended."""
    if not run.signal:
        return f"exit code {run.exit_code}"
    try:
        return f"ended by the signal {signal.Signals(run.signal).name}"
    except ValueError:
        return f"ended by the signal {run.signal}"


def tried_again(run: Run) -> str:
    """Say that there is another attempt."""
    return f"I will try it again: attempt {run.attempt + 1} of {run.retries + 1}."


def more(run: Run, log: str, *, printed: bool) -> str:
    """Say which command tells more, and where all of the output is.

    Args:
        log: the folder of the log files, empty if there are none.
    """
    files = f" The log files are in `{log}`." if log else ""
    command = f"`logs {run.run_id}` shows" if printed else f"`show {run.run_id}` tells"
    return f"{command} more.{files}"


SUPPORT_IS_CALLED = "I am calling tech-support."
SUPPORT_NOT_CALLED = "I could not call tech-support: please do."
END_OF_ERRORS = "The last lines of its errors:"
END_OF_OUTPUT = "The last lines of its output:"
PRINTED_NOTHING = "It printed nothing."
NOT_TRIED_AGAIN = "It does not run again by itself: ask again if that is safe."


def failed_elsewhere(run: Run, job: Job | None) -> str:
    """Say to tech-support what failed where they cannot read it."""
    return f"{ended_badly(run, job)} Where it was asked for I could not say so."


# Reports that cannot be posted as they should


def not_blocks(run: Run, problem: str) -> str:
    """Say why an output is not shown as blocks."""
    return (
        f"{named(run)} succeeded, but its output cannot be shown as blocks: {escape(problem)}. "
        f"`logs {run.run_id}` shows all of it. It begins with:"
    )


def only_its_end(run: Run) -> str:
    """Say that the output itself is out of reach."""
    return f"The whole output of {named(run)} is on another machine. Its end, errors included:"


def out_of_reach(run: Run) -> str:
    """Say that there was an output, and that nothing of it is left here."""
    files = f", in `{run.log}`" if run.log else ""
    return f"{named(run)} succeeded. Its output is on another machine{files}."


def cut(run: Run, kept_bytes: int) -> str:
    """Say that a file holds the beginning only."""
    size = f"{kept_bytes / 1024 / 1024:.0f} MiB"
    files = f" The log files are in `{run.log}`." if run.log else ""
    return f"The first {size} of the output of {named(run)}.{files}"


def not_there(run: Run, code: str) -> str:
    """Say why a report comes as a direct message."""
    place = f" in {channel_named(run.where.channel)}" if run.where.channel else ""
    return f"I could not report on {named(run)}{place}: {why_not(code)}. So here it is:"


def why_not(code: str) -> str:
    """Say why something could not be posted somewhere, by Slack's word for it."""
    return WHY_NOT_THERE.get(code, f"Slack says `{escape(code)}`")


def refused_as_it_is(run: Run, code: str) -> str:
    """Say that Slack did not take a report in its format."""
    return f"Slack refused the report of {named(run)}: `{escape(code)}`. Here it is as a file."


def refused_as_file(run: Run, code: str) -> str:
    """Say that Slack did not take a file."""
    return (
        f"Slack refused the output of {named(run)} as a file: `{escape(code)}`. "
        f"`logs {run.run_id}` shows it. It begins with:"
    )


# Streams


def is_running(run: Run) -> str:
    """Head the message that shows what a run prints."""
    return f"{named(run)} is running."


def streamed(run: Run, job: Job | None) -> str:
    """Head the same message at the end."""
    return succeeded(run) if run.state == "succeeded" else ended_badly(run, job)
