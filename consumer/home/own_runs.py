"""The home tab's part with somebody's runs: each with its state, and buttons for it."""

from __future__ import annotations

from consumer import blocks, policy
from consumer.asking import again, run_buttons
from consumer.asking.run_texts import outcome, titled
from consumer.blocks import Block, Element
from consumer.home.facts import Facts
from consumer.later.timetable import moment
from consumer.tools import Tools
from shared.run_record import Run


def blocks_of(facts: Facts, tools: Tools) -> list[Block]:
    """Return the newest runs of somebody, and how to see the others."""
    shown = [blocks.header("Your recent runs")]
    if not facts.runs:
        return [*shown, blocks.section(none_yet(facts))]
    for run in facts.runs:
        shown += [
            blocks.section(f"{titled(run)}: {state(run)}"),
            blocks.actions(*buttons(run, facts, tools)),
        ]
    more = facts.of_all - len(facts.runs)
    return [*shown, *([blocks.context(f"… and {more} more: `runs`")] if more > 0 else [])]


def none_yet(facts: Facts) -> str:
    """Say that there are no runs, and what to do about it."""
    text = "You have asked for no job in the last 7 days."
    if not facts.namespaces:
        return text
    about = f"`help {facts.namespaces[0].name}` says what they do."
    return f"{text} The buttons above begin some; {about}"


def state(run: Run) -> str:
    """Return how a run is, and since when."""
    if run.ended_ms:
        return f"{outcome(run)}, {moment(run.ended_ms)}"
    if run.state == "running":
        return f"*running* since {moment(run.started_ms)}"
    if run.state == "scheduled":
        return f"*scheduled* for {moment(run.due_ms)}"
    return f"*{run.state}* since {moment(run.due_ms or run.created_ms)}"


def buttons(run: Run, facts: Facts, tools: Tools) -> list[Element]:
    """Return what one can do with a run."""
    made = [run_buttons.show(run.run_id)]
    if not run.ended_ms:
        made.append(run_buttons.cancel_now(run))
    may = facts.is_member or not policy.is_restricted(run, tools)
    if may and (command := again.command_again(run, tools)):
        made.append(run_buttons.again(run, command))
    return made
