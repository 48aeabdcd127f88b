"""What is wrong with a job that its table alone does not show."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from jobs import interpreters, shell, template
from jobs.definition import Job
from jobs.fields import PARAM_NAME
from jobs.params import Param
from jobs.shell_line import Line
from jobs.template import Hole, Word, literal
from shared.errors import BadArguments
from shared.text import folded, unescape

JOB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
# What a shell does itself, so that there is no such program to start.
BUILT_IN = {
    "!", ".", ":", "[[", "break", "case", "cd", "continue", "eval", "exec", "exit", "export", "for",
    "if", "read", "return", "set", "shift", "source", "trap", "ulimit", "umask", "unset", "until",
    "wait", "while", "{",
}  # fmt: skip

Fault = tuple[str, str]  # key below the job's, and cure


def faults(job: Job, known: Mapping[str, str]) -> Iterator[Fault]:
    """Yield key and cure of what is wrong with a job.

    Args:
        known: the parameters that its commands have, by their upper-case names.
    """
    if not JOB_NAME.fullmatch(job.name):
        yield "", "is no name of a job: use letters, digits, - and _"
    yield from of_params(job.params)
    broken = list(of_template(job, known))
    yield from (("run_args_template", cure) for cure in broken)
    missing = [name for name, param in job.params.items() if param.default is None]
    if job.schedule and missing:
        yield f"params.{missing[0]}", "has no default, which the job's schedule needs: add one"


def of_params(params: Mapping[str, Param]) -> Iterator[Fault]:
    """Yield what is wrong with the parameters."""
    owners: dict[str, str] = {}
    for name, param in params.items():
        key = f"params.{name}"
        if not PARAM_NAME.fullmatch(name):
            yield key, "is no name of a parameter: use letters, digits and _"
        if owners.setdefault(name.upper(), name) != name:
            yield key, f"has the variable {param.variable} of {owners[name.upper()]}: rename it"
        for part, cure in (*of_choices(param), *of_default(param)):
            yield f"{key}.{part}", cure


def of_choices(param: Param) -> Iterator[Fault]:
    """Yield what is wrong with what somebody may choose."""
    if param.choices and (param.pattern or param.type != "text"):
        yield "choices", "say all that fits: leave type and pattern out"
    for value in param.choices:
        if not value.strip():
            yield "choices", "has a blank one, which nobody can type: leave it out"
        if value.startswith("-") and not param.allow_dash:
            yield "choices", f"'{value}' begins with a dash: add allow_dash = true"
    if len({folded(value) for value in param.choices}) < len(param.choices):
        yield "choices", "has one twice: leave it out"


def of_default(param: Param) -> Iterator[Fault]:
    """Yield why a default would be refused, or would become something else."""
    if param.default is None:
        return
    try:
        value = param.value_of(param.default)
    except BadArguments as error:
        yield "default", f"would be refused: {unescape(str(error))}"
        return
    if value != param.default:
        yield "default", f"would become '{value}': write that"


def of_template(job: Job, known: Mapping[str, str]) -> Iterator[str]:
    """Yield the cure of whatever is wrong with a template."""
    text = job.run_args_template
    yield from template.faults(text, {*job.params, *known.values()})
    for name in sorted(template.variables(text) - {one.upper() for one in job.params}):
        yield f"BURROW_ARG_{name} is no parameter: add [{name.lower()}] to a command"
    line = shell.read(text)
    if job.shell:
        yield from of_line(line)
    else:
        yield from without_shell(text, line)
    try:
        commands = job.commands()
    except ValueError as error:  # shlex's, of quotes
        yield f"cannot be parted: {str(error).lower()}"
        return
    yield from of_commands(commands, job.params)


def of_line(line: Line) -> Iterator[str]:
    """Yield where a shell would read a value as something else."""
    yield from line.faults
    for place in line.places:
        if place.inside in shell.UNWRITABLE:
            yield f"{{{place.name}}} stands in {place.inside}: write a script, and call it"
        elif place.inside:
            variable = f"BURROW_ARG_{place.name.upper()}"
            yield f'{{{place.name}}} stands in {place.inside}: write "${variable}" instead'


def without_shell(text: str, line: Line) -> Iterator[str]:
    """Yield what only a shell understands; the program would get it as it is written."""
    if line.needs:
        signs = " ".join(dict.fromkeys(line.needs))
        yield f"has {signs} without quotes: add shell = true, or put it in single quotes"
    if start := first_word(text, BUILT_IN):
        yield f"begins with {start}, which is no program: add shell = true"


def first_word(text: str, refused: Collection[str]) -> str:
    """Return the first word of a template if it is one of these, or sets a variable."""
    try:
        start = literal(next(iter(template.words(text)), ()))
    except ValueError:  # quotes that do not end
        return ""
    return start if start in refused or interpreters.ASSIGNMENT.match(start) else ""


def needs_shell(text: str) -> bool:
    """Return whether a template means something else without a shell."""
    if "\\" in text and first_word(text, {"echo"}):
        return True  # the shell's own makes a line break of \n, the program does not
    return bool(shell.read(text).needs or first_word(text, BUILT_IN))


def of_commands(commands: Sequence[Sequence[Word]], params: Mapping[str, Param]) -> Iterator[str]:
    """Yield where a value would decide what runs."""
    by_variable = {name.upper(): param for name, param in params.items()}
    for command in commands:
        for word in (command[at] for at in interpreters.deciding(command)):
            for hole in interpreters.holes_in([word]):
                if not by_variable.get(hole.upper(), Param(hole)).choices:
                    yield f"{shape(word)} lets people choose what runs: give {hole} choices"
        for hole, cure in misread(command):
            if not by_variable.get(hole.upper(), Param(hole)).bounded:
                yield f"{cure}, or say which values fit, by choices, a pattern or a type"


def misread(command: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Yield each hole whose value a program would take for more than a value, and a cure."""
    for hole, program in interpreters.code(command):
        yield hole, f"{hole} stands where {program} reads code: hand it over behind the code"
    for word in interpreters.assignments(command):
        for hole in interpreters.holes_in([word]):
            variable = f"$BURROW_ARG_{hole.upper()}"
            yield hole, f"{shape(word)} sets a variable of the program: let it read {variable}"


def shape(word: Word) -> str:
    """Return a word as it stands in the template."""
    return "".join(f"{{{one.name}}}" if isinstance(one, Hole) else one for one in word)
