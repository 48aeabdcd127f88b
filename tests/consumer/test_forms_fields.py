"""What there is to fill in for a command, and what is said about what was filled in."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumer.asking.commands import handler_of
from consumer.forms.fields import Field
from consumer.handler import Handler
from consumer.parameters import parse
from consumer.registry import Registry
from tests.consumer.demo_jobs import registry_of

FAB = """
[jobs.ship]
run_args_template = "fab ship:{what},{place}"
[jobs.ship.params.place]
pattern = "[a-z]+-[0-9]"
default = "rack-1"
[jobs.ship.params.what]
type = "text"
[jobs.move]
run_args_template = "echo {a} {n} {w} {u} {free}"
[jobs.move.params.n]
type = "int"
[jobs.move.params.w]
type = "word"
[jobs.move.params.u]
type = "user"
[jobs.move.params.free]
default = ""
[jobs.pace]
run_args_template = "echo {how}"
[jobs.pace.params.how]
choices = ["very slow", "fast"]
default = "fast"

[[slack]]
command = "ship [what] to [place]"
help = "ships it"
action = "schedule_job"
job_type = "ship"
[[slack]]
command = "move [a] by [n] [w] [u] [free]"
help = "moves it"
action = "schedule_job"
job_type = "move"
[[slack]]
command = "go [how]"
help = "goes"
action = "schedule_job"
job_type = "pace"
[[slack]]
command = "hold from [start] to [end]"
help = "holds it back"
action = "schedule_suppression"
job_type = "ship"
"""
NOON_MS = 1_795_435_200_000  # 2026-11-23 12:00 UTC
LONG = "a" * 16_384

OF_USAGE = [
    ("say <words>", [Field("words", "line")]),
    ("say <words:text>", [Field("words", "text")]),
    ("add <one> <two:int>", [Field("one", "word"), Field("two", "int")]),
    (
        "tell <who:user> [where:channel]",
        [Field("who", "user"), Field("where", "channel", False, hint="May be left empty.")],
    ),
    ("light <side:on|off>", [Field("side", "choice", choices=("on", "off"))]),
]
OF_JOB = [
    (
        "demo ship",
        [
            Field("what", "line"),
            Field(
                "place",
                "line",
                required=False,
                default="rack-1",
                hint="It has to fit the pattern [a-z]+-[0-9]. If it is left empty: rack-1",
            ),
        ],
    ),
    (
        "demo move",
        [
            Field("a", "line"),
            Field("n", "int"),
            Field("w", "word"),
            Field("u", "user"),
            Field("free", "text", required=False, hint="May be left empty."),
        ],
    ),
    (
        "demo go",
        [
            Field(
                "how",
                "choice",
                required=False,
                choices=("very slow", "fast"),
                default="fast",
                hint="If it is left empty: fast",
            )
        ],
    ),
]
PROBLEMS = [
    ("say <text>", {}, {"text": "The text is missing"}),
    ("say <text>", {"text": "hi"}, {}),
    ("say <text>", {"text": "hi", "to": "x"}, {"to": "There is no to any more"}),
    (
        "add <one> <two:int> [three:int]",
        {"one": "a b", "two": "x", "three": "y"},
        {
            "one": "`a b` is not one word",
            "two": "`x` is not a whole number",
            "three": "`y` is not a whole number",
        },
    ),
    (
        "tell <who:user> <side:on|off>",
        {"who": "<#C1>"},
        {
            "who": "`&lt;#C1&gt;` is not a user, mentioned with @",
            "side": "The side is missing: on or off",
        },
    ),
]
JOB_PROBLEMS = [
    ("demo ship", {"what": "box"}, {}),
    (
        "demo ship",
        {"what": "-rf", "place": "Rack"},
        {
            "what": "`-rf` begins with a dash, and would be taken for an option",
            "place": "`Rack` is not like `rack-1`",
        },
    ),
    (
        "demo ship",
        {"what": "a,b"},
        {
            "what": "`a,b` has `,` in it, which would begin another argument of the task: leave it "
            "out"
        },
    ),
    ("demo ship", {"place": "rack-2"}, {"what": "The what is missing"}),
    ("demo ship", {"what": "x", "size": "9"}, {"size": "There is no size any more"}),
    (
        "demo move",
        {"a": "x", "n": "1.5", "w": "two words", "u": "ann"},
        {
            "n": "`1.5` is not a whole number",
            "w": "`two words` is not one word",
            "u": "`ann` is not a user, mentioned with @",
        },
    ),
    ("demo hold from", {}, {"start": "The start is missing", "end": "The end is missing"}),
    ("demo hold from", {"end": "13:00", "start": "09:00"}, {}),
    (
        "demo hold from",
        {"start": "noon", "end": "13:00"},
        {
            "start": "`noon` is no time: write HH:MM, with `tomorrow` or a date such as "
            "`2026-11-22` before it if it is not today, in UTC"
        },
    ),
    (
        "demo hold from",
        {"start": "09:00", "end": "11:00"},
        {"end": "`11:00` is over: it is 12:00 UTC"},
    ),
]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The product's handlers with a namespace that takes all sorts of things."""
    return registry_of(tmp_path_factory.mktemp("jobs"), demo=FAB)


def named(registry: Registry, trigger: str) -> Handler:
    """Return the command that begins with these words."""
    return next(one for one in registry.of_kind("command") if one.trigger == trigger)


@pytest.mark.parametrize(("usage", "fields"), OF_USAGE)
def test_usage_has_a_field_for_each_parameter(usage: str, fields: list[Field]) -> None:
    _, parameters = parse(usage)
    assert list(parameters.fields) == fields


@pytest.mark.parametrize(("trigger", "fields"), OF_JOB)
def test_command_of_a_job_has_a_field_for_each_hole(
    trigger: str, fields: list[Field], registry: Registry
) -> None:
    assert list(named(registry, trigger).parameters.fields) == fields


def test_job_without_a_command_has_a_field_for_each_parameter(registry: Registry) -> None:
    job = registry.jobs.job("demo_move")
    assert job
    fields = handler_of(job).parameters.fields
    assert [(one.name, one.kind) for one in fields] == [
        ("n", "int"),
        ("w", "word"),
        ("u", "user"),
        ("free", "text"),
        ("a", "text"),
    ]


@pytest.mark.parametrize(("usage", "given", "problems"), PROBLEMS)
def test_everything_that_does_not_fit_is_named_at_once(
    usage: str, given: dict[str, str], problems: dict[str, str]
) -> None:
    _, parameters = parse(usage)
    assert parameters.problems(given, NOON_MS) == problems


@pytest.mark.parametrize(("trigger", "given", "problems"), JOB_PROBLEMS)
def test_everything_that_does_not_fit_a_job_is_named_at_once(
    trigger: str, given: dict[str, str], problems: dict[str, str], registry: Registry
) -> None:
    assert named(registry, trigger).parameters.problems(given, NOON_MS) == problems


def test_line_that_is_too_long_is_told_at_the_longest_value(tmp_path: Path) -> None:
    holes = " ".join(f"{{p{at}}}" for at in range(70))
    text = f'[jobs.big]\nrun_args_template = "echo {holes}"\n'
    job = registry_of(tmp_path, demo=text).jobs.job("demo_big")
    assert job
    values = {name: LONG if name == "p7" else LONG[1:] for name in job.params}
    assert job.problems(values) == {"p7": "That is more than a program takes: say it shorter"}


def test_label_is_the_name_as_people_write_it() -> None:
    assert Field("room_name", "word").label == "Room name"
