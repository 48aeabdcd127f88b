"""What a program gets: the template's words, with values in them that no shell has seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.errors import BadArguments
from tests.jobs.written import job

HOSTILE = [
    "a; echo X",
    "$(echo X)",
    "`echo X`",
    "' ; echo X ; '",
    '" ; echo X ; "',
    "a && b | c > d",
    "*",
    "~",
    "$HOME",
    "\\",
    "{n}",
    "{{n}}",
    "#",
    "a\nb",
]


@pytest.mark.parametrize(
    ("template", "value", "argv"),
    [
        ("echo {n}", "a b  c", ["echo", "a b  c"]),
        ("echo '{n}'", "a; echo X", ["echo", "a; echo X"]),
        ('echo "{n}"', "$(echo X)", ["echo", "$(echo X)"]),
        ("printf '[%s]' {n}", "a b c", ["printf", "[%s]", "a b c"]),
        ("cat poem{n}", "10", ["cat", "poem10"]),
        ("go --to={n} {n}", "x", ["go", "--to=x", "x"]),
        ("awk '{print $1}' {n}", "f", ["awk", "{print $1}", "f"]),
        (
            "find . -name {n} -exec ls {} +",
            "f",
            ["find", ".", "-name", "f", "-exec", "ls", "{}", "+"],
        ),
        ("echo {{n}} {n}", "x", ["echo", "{n}", "x"]),
        ("echo {{{n}}}", "x", ["echo", "{x}"]),
        ("echo '' {n}", "x", ["echo", "", "x"]),
        ("echo 'it'\"'\"'s' {n}", "x", ["echo", "it's", "x"]),
    ],
)
def test_template_is_parted_first_and_filled_afterwards(
    tmp_path: Path, template: str, value: str, argv: list[str]
) -> None:
    found = job(tmp_path, template)
    assert found.argv(found.values({"n": value})) == argv


@pytest.mark.parametrize("template", ["echo {n}", "echo '{n}'", 'echo "{n}"', "echo a{n}b"])
@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_becomes_more_than_a_part_of_one_word(
    tmp_path: Path, template: str, value: str
) -> None:
    found = job(tmp_path, template)
    word = template.split(maxsplit=1)[1].strip("'\"").replace("{n}", value)
    assert found.argv(found.values({"n": value})) == ["echo", word]


def test_values_are_in_the_environment_too(tmp_path: Path) -> None:
    found = job(tmp_path, "echo {first} {Second}")
    values = found.values({"first": "a; b", "Second": "c"})
    assert found.variables(values) == {"BURROW_ARG_FIRST": "a; b", "BURROW_ARG_SECOND": "c"}


@pytest.mark.parametrize(
    ("template", "value", "says"),
    [
        ("fab deploy:live,{n}", "1,host=evil", "`1,host=evil` has `,` in it"),
        ("fab deploy:live,{n}", "host=evil", "`host=evil` has `=` in it"),
        ("fab deploy:{n},live", "1\\", "has `\\` in it"),
        ("fab deploy_{n}", "it:evil", "`it:evil` has `:` in it"),
        ("cd x && /opt/bin/fab deploy:live,{n}", "1,2", "`1,2` has `,` in it"),
        ('cd x && fab "deploy:live,$BURROW_ARG_N"', "1,2", "`1,2` has `,` in it"),
    ],
)
def test_no_value_adds_arguments_to_a_task_of_fab(
    tmp_path: Path, template: str, value: str, says: str
) -> None:
    more = "shell = true\n[jobs.it.params.n]" if "&&" in template else ""
    with pytest.raises(BadArguments, match=says.replace("\\", "\\\\")):
        job(tmp_path, template, more).values({"n": value})


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("fab preview:{n}", "https://example.org/a"),
        ("fab -H {n} deploy", "a,b"),
        ("fab deploy --note={n}", "a,b"),
        ("python tag.py a:b,{n}", "a,b=c"),
    ],
)
def test_commas_are_nothing_special_elsewhere(tmp_path: Path, template: str, value: str) -> None:
    assert job(tmp_path, template).values({"n": value}) == {"n": value}


def test_line_that_no_program_takes_is_refused_when_it_is_asked_for(tmp_path: Path) -> None:
    found = job(tmp_path, "echo {a} {b} | cat", "shell = true")
    with pytest.raises(BadArguments, match="more than a program takes"):
        found.values({"a": "'" * 16_000, "b": "'" * 16_000})
