"""Buttons that say commands about a run; what would change something asks first.

Source: https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
"""

from __future__ import annotations

from typing import Any

from consumer import blocks
from shared.run_record import Run
from shared.text import one_line

TITLE, YES, NO = "Are you sure?", "Yes", "No"
QUESTION_CHARS, CONFIRM_CHARS = 300, 30

Element = dict[str, Any]


def says(text: str, command: str, name: str, *, style: str = "", question: str = "") -> Element:
    """Return a button that says a command.

    Args:
        name: tells it from the other buttons beside it.
        question: is asked before, if it is not empty; it is shown as it is, without markup.
    """
    made = blocks.button(text, f"{blocks.SAY}:{name}", command, style)
    return made | ({"confirm": dialog(question)} if question else {})


def dialog(question: str) -> dict[str, Any]:
    """Return what Slack asks before it lets a button be pressed."""
    return {
        "title": blocks.plain(TITLE, blocks.HEADER_CHARS),
        "text": blocks.plain(question, QUESTION_CHARS),
        "confirm": blocks.plain(YES, CONFIRM_CHARS),
        "deny": blocks.plain(NO, CONFIRM_CHARS),
    }


def show(run_id: int) -> Element:
    """Return the button that tells all about a run."""
    return says("Show", f"show {run_id}", f"show.{run_id}")


def logs(run_id: int) -> Element:
    """Return the button that shows what a run wrote."""
    return says("Logs", f"logs {run_id}", f"logs.{run_id}")


def cancel(run_id: int, question: str) -> Element:
    """Return the button that takes back or stops a run."""
    command, name = f"cancel {run_id}", f"cancel.{run_id}"
    return says("Cancel", command, name, style="danger", question=question)


def cancel_now(run: Run) -> Element:
    """Return the same for a run that is known, which its question names."""
    what = "Stop" if run.started_ms else "Take back"
    return cancel(run.run_id, f"{what} run {run.run_id}, {run.job}?")


def again(run: Run, command: str) -> Element:
    """Return the button that says what was said for a run once more."""
    question = f"Run “{one_line(run.said)}” again?"
    return says("Again", command, f"again.{run.run_id}", question=question)


def of(run: Run, command_again: str) -> list[Element]:
    """Return what one can do with a run that is shown.

    Args:
        command_again: empty if nothing asks for the same any more.
    """
    made = [logs(run.run_id)] if run.started_ms else []
    made += [cancel_now(run)] if not run.ended_ms else []
    return [*made, *([again(run, command_again)] if command_again else [])]
