"""All 107 cases are run, and what is listed as an intended difference is one."""

from __future__ import annotations

import importlib
import inspect
import re
from types import FunctionType, ModuleType

import pytest

from tests.inventory import (
    announced,
    joined,
    said,
    shadowed,
    shared_code,
    test_cold_cache,
    test_joins,
    triggered,
)
from tests.inventory.differences import LISTED, OUR_CALLS
from tests.inventory.shared_otherwise import OUR_OUTCOMES

ALL = set(range(1, 108))
ROWS = (
    *said.CASES,
    *triggered.COMMANDS,
    *triggered.PREFIXES,
    *triggered.REACTIONS,
    *triggered.by_chance(),
    *shadowed.CASES,
    *shared_code.CASES,
    *joined.CASES,
    *joined.IN_SHADOW_MODE,
)
NUMBERED = re.compile(r"test_case_(\d+)_")
ANNOUNCED = [(number, name) for number, names in announced.TESTS.items() for name in names]
# What these do instead stands in their own tests.
OWN_TESTS = ("35", "36", "88", "90", "94")
OTHERWISE = {*OUR_CALLS, *OUR_OUTCOMES, *announced.OTHERWISE, *OWN_TESTS}


def numbered(module: ModuleType) -> set[int]:
    """Return the cases that have a test of their own in a module."""
    return {int(found[1]) for name in vars(module) if (found := NUMBERED.match(name))}


def test_every_case_is_run() -> None:
    own = numbered(test_cold_cache) | numbered(test_joins)
    assert {row.number for row in ROWS} | own | announced.TESTS.keys() == ALL


def test_no_case_is_listed_twice() -> None:
    ids = [row.id for row in ROWS]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(("number", "name"), ANNOUNCED)
def test_announcement_is_tested_under_its_number(number: int, name: str) -> None:
    module, _, function = name.rpartition(".")
    test = getattr(importlib.import_module(module), function)
    assert isinstance(test, FunctionType)
    assert re.search(rf"(?<!\d){number}(?!\d)", inspect.getsource(test))


def test_every_difference_is_listed_once_with_its_reason() -> None:
    assert sorted(LISTED) == sorted(OTHERWISE)
    known = {row.id for row in ROWS} | {str(number) for number in ALL}
    assert OTHERWISE - known == set()
