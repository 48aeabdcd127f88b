"""The forms that are sent are Slack's, each its own, and the figures are of the answers."""

from __future__ import annotations

import orjson
import pytest

from benchmarks.form_sender import form
from benchmarks.lane import figures
from benchmarks.signed_events import Identity
from gateway import bodies
from gateway.intake import form_mark


def test_each_form_is_read_by_the_gateway_and_has_a_mark_of_its_own() -> None:
    forms = [orjson.dumps(form(Identity(), serial)) for serial in range(3)]
    read = [bodies.read_interaction(one) for one in forms]
    assert {one["type"] for one in read} <= bodies.ASKED
    assert len({form_mark(one) for one in read}) == 3


def test_figures_are_in_ms_and_forms_per_second() -> None:
    found = figures([number / 1000 for number in range(101)], 2.0)
    assert found == pytest.approx({"forms": 101, "p50_ms": 50, "p99_ms": 99, "rate_per_s": 50.5})
