"""Buttons that say commands about a run; what would change something asks first."""

from __future__ import annotations

from consumer.blocks import Element, say
from shared.run_record import Run
from shared.text import one_line


def show(run_id: int) -> Element:
    """Return the button that tells all about a run."""
    return say("Show", f"show {run_id}", f"show.{run_id}")


def logs(run_id: int) -> Element:
    """Return the button that shows what a run wrote."""
    return say("Logs", f"logs {run_id}", f"logs.{run_id}")


def cancel(run_id: int, question: str) -> Element:
    """Return the button that takes back or stops a run."""
    command, name = f"cancel {run_id}", f"cancel.{run_id}"
    return say("Cancel", command, name, style="danger", question=question)


def cancel_now(run: Run) -> Element:
    """Return the same for a run that is known, which its question names."""
    what = "Stop" if run.started_ms else "Take back"
    return cancel(run.run_id, f"{what} run {run.run_id}, {run.job}?")


def again(run: Run, command: str) -> Element:
    """Return the button that says what was said for a run once more."""
    question = f"Run “{one_line(run.said)}” again?"
    return say("Again", command, f"again.{run.run_id}", question=question)


def of(run: Run, command_again: str) -> list[Element]:
    """Return what one can do with a run that is shown.

    Args:
        command_again: empty if nothing asks for the same any more.
    """
    made = [logs(run.run_id)] if run.started_ms else []
    made += [cancel_now(run)] if not run.ended_ms else []
    return [*made, *([again(run, command_again)] if command_again else [])]
