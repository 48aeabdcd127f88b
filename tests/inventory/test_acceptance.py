"""The inventory's acceptance cases: event in, Slack's calls out, as gopherbot or as intended."""

from __future__ import annotations

import pytest

from tests.inventory import said, shadowed, triggered
from tests.inventory.calls import Call
from tests.inventory.case import Case
from tests.inventory.differences import OUR_CALLS, intended
from tests.inventory.stack import Stack

Outcome = dict[str, list[Call]]

PRODUCTION = (*said.CASES, *triggered.COMMANDS, *triggered.PREFIXES, *triggered.REACTIONS)
DIFFERENT = tuple(case for case in PRODUCTION if case.id in OUR_CALLS)


def names(cases: tuple[Case, ...]) -> list[str]:
    """Return what cases are called."""
    return [case.id for case in cases]


def outcome(stack: Stack, cases: tuple[Case, ...]) -> Outcome:
    """Send all at once, and return the calls about each."""
    sent = {case.id: case.send(stack) for case in cases}
    stack.settle()
    return {name: stack.calls(one) for name, one in sent.items()}


@pytest.fixture(scope="module")
def in_production(stack: Stack) -> Outcome:
    """What became of each case."""
    return outcome(stack, PRODUCTION)


@pytest.fixture(scope="module")
def in_shadow_mode(shadow: Stack) -> Outcome:
    """What became of each case where another bot answers."""
    return outcome(shadow, shadowed.CASES)


@pytest.mark.parametrize("case", PRODUCTION, ids=names(PRODUCTION))
def test_case_comes_out_as_intended(in_production: Outcome, case: Case) -> None:
    assert in_production[case.id] == intended(case.id, case.calls)


@pytest.mark.parametrize("case", DIFFERENT, ids=names(DIFFERENT))
def test_intended_difference_is_no_call_of_gopherbot_s(in_production: Outcome, case: Case) -> None:
    assert in_production[case.id] != case.calls


@pytest.mark.parametrize("case", shadowed.CASES, ids=names(shadowed.CASES))
def test_case_comes_out_as_intended_in_shadow_mode(in_shadow_mode: Outcome, case: Case) -> None:
    assert in_shadow_mode[case.id] == intended(case.id, case.calls)


def test_case_60_comes_out_both_ways(stack: Stack) -> None:
    cases = triggered.by_chance()
    assert outcome(stack, cases) == {case.id: case.calls for case in cases}
