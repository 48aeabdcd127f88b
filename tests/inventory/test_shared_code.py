"""Cases 71 to 85: code and files in, what the playground and the channel get of them out."""

from __future__ import annotations

import pytest

from tests.inventory.shared_code import CASES, Outcome, Shared
from tests.inventory.shared_otherwise import OUR_OUTCOMES
from tests.inventory.stack import Stack


def intended(case: Shared) -> Outcome:
    """Return what is to become of a case."""
    return OUR_OUTCOMES.get(case.id, case.outcome)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_case_comes_out_as_intended(stack: Stack, case: Shared) -> None:
    outcome = case.outcome_on(stack)
    assert outcome == intended(case)
    assert (outcome == case.outcome) == (case.id not in OUR_OUTCOMES)
