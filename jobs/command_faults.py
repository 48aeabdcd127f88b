"""What is wrong with the commands of a namespace, alone and beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jobs.definition import Command
from shared.text import folded

SOME_WORD = "\ue000"  # of Unicode's private use: no literal has it, so that only holes take it
SUPPRESSION_TIMES = 2

Fault = tuple[str, str]


def of_command(command: Command) -> Iterator[Fault]:
    """Yield key and cure of what is wrong with a command and its job."""
    count = len(command.pattern.names)
    if command.action == "schedule_job":
        yield from of_parameters(command)
    elif command.delay_s:
        yield "delay_seconds", f"is of no use to {command.action}: leave it out"
    if command.action == "schedule_suppression" and count != SUPPRESSION_TIMES:
        yield "command", "needs two times: write for instance from [start_at] to [end_at]"
    if command.action in {"cancel_job", "cancel_suppression"} and count:
        yield "command", f"takes [{command.pattern.names[0]}], and {command.action} takes nothing"


def of_parameters(command: Command) -> Iterator[Fault]:
    """Yield where a command and the template of its job do not speak of the same parameters."""
    job, names = command.job, command.pattern.names
    for name in names:
        if name not in job.params:
            yield (
                "command",
                f"has [{name}], which the template has not: add {{{name}}} to it",
            )
    for name, param in job.params.items():
        if name not in names and param.default is None:
            yield (
                "command",
                f"does not say {name}: add [{name}], or give the parameter a default, or write "
                f"{{{{{name}}}}} in the template if no parameter is meant",
            )


def among(commands: Sequence[Command]) -> Iterator[tuple[Command, str]]:
    """Yield each command that nobody could use, since another one always fits first.

    Args:
        commands: in the order in which they are tried.
    """
    taken: dict[str, Command] = {}
    for command in commands:
        other = taken.setdefault(sample(command), command)
        if other is not command:
            yield command, f"is said like '{other.text}': remove one"
        elif first := winner(command, commands):
            yield command, f"never runs, since '{first.text}' fits whatever fits it: change one"


def winner(command: Command, commands: Sequence[Command]) -> Command | None:
    """Return the other command that takes all that is said for this one, if there is one."""
    found = None
    for holes in range(command.pattern.required, len(command.pattern.names) + 1):
        text = command.pattern.example(holes, SOME_WORD)
        # What stands for any word fits a hole only; so whatever fits this command fits that one.
        found = next((one for one in commands if one.pattern.match(text) is not None), None)
        if found is command:
            return None
    return found


def sample(command: Command) -> str:
    """Return what is the same for two commands that differ in the names of their holes only."""
    pattern = command.pattern
    return folded(pattern.example(len(pattern.names), SOME_WORD))


def preference(command: Command) -> tuple[int, bool, str]:
    """Return what sorts commands in the order in which they are tried.

    The longest beginning is the first, of one beginning a command without holes, then by the
    alphabet, as bennettbot has it for all.
    """
    pattern = command.pattern
    return -pattern.trigger.count(" "), bool(pattern.names), command.text
