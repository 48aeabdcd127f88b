"""Which values of a parameter fit, and what the job gets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from jobs.params import VALUE_BYTES, Param
from shared.errors import BadArguments
from tests.jobs.written import job


@pytest.mark.parametrize(
    ("given", "said", "value"),
    [
        ({}, "a B", "a B"),
        ({}, "", ""),
        ({"type": "word"}, "a", "a"),
        ({"type": "int"}, "+07", "+07"),
        ({"type": "int", "allow_dash": True}, "-7", "-7"),
        ({"type": "user"}, "<@U7|bob>", "U7"),
        ({"type": "user"}, "U7", "U7"),
        ({"type": "channel"}, "<#C1|general>", "C1"),
        ({"choices": ("Mon", "Tue")}, "mON", "Mon"),
        ({"choices": ("In Progress",)}, "in  progress", "In Progress"),
        ({"pattern": "[a-z]+/[a-z]+"}, "a/b", "a/b"),
        ({"allow_dash": True}, "--all", "--all"),
        ({}, "–all", "–all"),
        ({}, "x" * VALUE_BYTES, "x" * VALUE_BYTES),
    ],
)
def test_value_that_fits_is_what_the_job_gets(given: dict[str, Any], said: str, value: str) -> None:
    param = Param("n", **given)
    assert param.value_of(said) == value
    assert param.value_of(value) == value


DASH = "begins with a dash, and would be taken for an option"


@pytest.mark.parametrize(
    ("given", "said", "says"),
    [
        ({}, "-rf", f"`-rf` {DASH} (for n)"),
        ({}, "--version", f"`--version` {DASH} (for n)"),
        ({"type": "int"}, "-7", DASH),
        ({"choices": ("-a",)}, "-a", DASH),
        ({}, "a\0b", "has a NUL"),
        ({}, "\ud800", "has half a character"),
        ({}, "ä" * (VALUE_BYTES // 2 + 1), "is too long: 16,386 bytes, at most 16,384"),
        ({"type": "word"}, "a b", "`a b` is not one word"),
        ({"type": "word"}, "", "is not one word"),
        ({"type": "int"}, "1.5", "`1.5` is not a whole number"),
        ({"type": "int"}, "1_000", "is not a whole number"),
        ({"type": "int"}, "٣", "is not a whole number"),
        ({"type": "user"}, "bob", "`bob` is not a user, mentioned with @"),
        ({"type": "user"}, "<@U1> <@U2>", "is not a user, mentioned with @"),
        ({"type": "channel"}, "<@U1>", "is not a channel, mentioned with #"),
        ({"choices": ("a", "b")}, "c", "`c` is not one of `a`, `b`"),
        ({"pattern": "[a-z]+"}, "ab1", "`ab1` is not like `[a-z]+` (for n)"),
        ({"pattern": "a|b", "default": "a"}, "ac", "`ac` is not like `a` (for n)"),
        ({"type": "int"}, "<!channel>", "`&lt;!channel&gt;` is not a whole number"),
        ({"type": "int"}, "a`b", "`a'b` is not"),
    ],
)
def test_value_that_does_not_fit_is_refused_and_nobody_alerted(
    given: dict[str, Any], said: str, says: str
) -> None:
    with pytest.raises(BadArguments, match=re.escape(says)):
        Param("n", **given).value_of(said)


def test_defaults_are_filled_in_and_values_of_values_are_the_same(tmp_path: Path) -> None:
    more = "[jobs.it.params]\na.default = 5\nb.type = 'user'"
    found = job(tmp_path, "echo {a} {b}", more)
    values = found.values({"b": "<@U7>"})
    assert values == {"a": "5", "b": "U7"}
    assert found.values(values) == values


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "The n is missing"),
        ({"n": "1", "<!here>": "x"}, "`&lt;!here&gt;` is not a parameter of demo_it"),
    ],
)
def test_missing_and_unknown_values_are_refused(
    tmp_path: Path, given: dict[str, str], says: str
) -> None:
    with pytest.raises(BadArguments, match=says):
        job(tmp_path, "echo {n}").values(given)
