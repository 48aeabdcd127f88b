"""What a job takes, as fields that somebody can fill in."""

from __future__ import annotations

from consumer.forms.fields import Field, Kind
from jobs.definition import Command
from jobs.params import Param

TIME_HINT = 'HH:MM, in UTC. Another day goes in front: "tomorrow 09:00", "2026-11-22 09:00".'


def of_command(command: Command) -> tuple[Field, ...]:
    """Return the fields of a command of a job, in the order in which one types them."""
    names = command.pattern.names
    if command.action != "schedule_job":
        return tuple(Field(name, "line", hint=TIME_HINT, example="09:00") for name in names)
    params = command.job.params
    # As when typing, only the last one takes more than a line.
    return tuple(of_param(params[name], alone=name == names[-1]) for name in names)


def of_param(param: Param, *, alone: bool = True) -> Field:
    """Return the field of a parameter.

    Args:
        alone: a text of it may have several lines.
    """
    return Field(
        name=param.name,
        kind=kind_of(param, alone=alone),
        required=param.default is None,
        choices=param.choices,
        default=param.default or "",
        hint=hint_of(param),
    )


def kind_of(param: Param, *, alone: bool) -> Kind:
    """Return how a parameter is filled in."""
    if param.choices:
        return "choice"
    if param.type == "text":
        return "text" if alone and not param.pattern else "line"
    return param.type


def hint_of(param: Param) -> str:
    """Say what fits, and what it is without."""
    form = f"It has to fit the pattern {param.pattern}" if param.pattern else ""
    if param.default is None:
        return form
    empty = f"If it is left empty: {param.default}" if param.default else "May be left empty."
    return f"{form}. {empty}" if form else empty
