"""The table of claims covers what the simulator does."""

from __future__ import annotations

from dev.slack.claims import MARKS, as_markdown, read_claims
from dev.slack.methods import COMMON_ERRORS, METHODS


def test_each_method_and_each_of_its_errors_has_a_row() -> None:
    subjects = {claim.subject for claim in read_claims()}
    pairs = {f"{name}: {error}" for name, m in METHODS.items() for error in m.errors}
    common = {f"any method: {error}" for error in COMMON_ERRORS}
    assert set(METHODS) | pairs | common <= subjects


def test_each_row_has_a_known_mark_and_a_source() -> None:
    assert [claim for claim in read_claims() if claim.mark not in MARKS] == []
    assert [claim for claim in read_claims() if not claim.source or not claim.behaviour] == []


def test_table_is_markdown_of_four_columns() -> None:
    lines = as_markdown(read_claims()).splitlines()
    assert lines[0] == "| subject | behaviour | mark | source |"
    assert {line.replace(r"\|", "").count("|") for line in lines} == {5}
