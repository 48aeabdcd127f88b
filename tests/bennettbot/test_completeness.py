"""All cases are run, and every weakness and feature of bennettbot's has a test that exists."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.bennettbot import (
    test_asking,
    test_github,
    test_many,
    test_queue,
    test_support,
    test_telling,
)
from tests.bennettbot.tables import CASES, DIFFERENCES, FEATURES, WEAKNESSES
from tests.processes import ROOT

MODULES = (test_asking, test_github, test_many, test_queue, test_support, test_telling)
NUMBERED = re.compile(r"test_case_(\d+)_")
# How many there are under each heading.
WEAKNESSES_OF = {
    "9.1": 8, "9.2": 7, "9.3": 6, "9.4": 10, "9.5": 10, "9.6": 11, "9.7": 4, "9.8": 4, "9.9": 2,
}  # fmt: skip


@cache
def functions(module: str) -> frozenset[str]:
    """Return the names of a test module's functions, or nothing if there is no such module."""
    file = ROOT / "tests" / f"{module}.py"
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text())
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def is_there(test: str) -> bool:
    """Return whether a test of a table exists."""
    module, _, name = test.partition("::")
    return name.startswith("test_") and name in functions(module)


def test_every_case_is_listed_once_with_its_tests() -> None:
    assert [case.number for case in CASES] == list(range(1, 51))
    misnamed = [
        test
        for case in CASES
        for test in case.tests
        if f"::test_case_{case.number}_" not in test or not is_there(test)
    ]
    assert misnamed == []
    assert [case.number for case in CASES if not case.tests] == []


def test_every_test_of_a_case_is_listed() -> None:
    own = {name for module in MODULES for name in vars(module) if NUMBERED.match(name)}
    assert own == {test.partition("::")[2] for case in CASES for test in case.tests}


def test_differences_are_of_cases_and_said_once() -> None:
    assert {number for one in DIFFERENCES for number in one.cases} <= set(range(1, 51))
    assert [one for one in DIFFERENCES if one.bennettbot == one.burrow or not one.why] == []
    said = [one.burrow for one in DIFFERENCES]
    assert sorted(set(said)) == sorted(said)


def test_every_weakness_has_a_test_or_a_reason() -> None:
    numbers = [f"{top}.{n}" for top, count in WEAKNESSES_OF.items() for n in range(1, count + 1)]
    assert [one.id for one in WEAKNESSES] == numbers
    assert [one.id for one in WEAKNESSES if bool(one.tests) == bool(one.why)] == []
    # Only what is about scripts and pages that are not here may go without.
    assert {one.id[:3] for one in WEAKNESSES if one.why} <= {"9.7", "9.8", "9.9"}


def test_every_feature_has_a_test() -> None:
    assert [one.row for one in FEATURES] == list(range(1, 70))
    assert [one.row for one in FEATURES if not one.tests] == []


def test_every_test_of_a_table_exists() -> None:
    named = {test for one in WEAKNESSES for test in one.tests}
    named |= {test for one in FEATURES for test in one.tests}
    assert sorted(test for test in named if not is_there(test)) == []
