"""The names of buttons, forms, shortcuts and steps: which are refused, and with which cure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consumer.registry import Registry
from consumer.router import Router
from shared.errors import ContentError


async def one(interaction: Any, reply: Any) -> None:
    """Do nothing."""


async def two(interaction: Any, reply: Any, tools: Any) -> None:
    """Do nothing."""


async def looks(interaction: Any, tools: Any) -> None:
    """Do nothing."""


def twice(router: Router) -> None:
    router.action("press")(one)
    router.action("press")(two)


def colon(router: Router) -> None:
    router.action("press:1")(one)


def nameless(router: Router) -> None:
    router.submission("")(one)


def replying_check(router: Router) -> None:
    router.check("form")(one)


def looking_action(router: Router) -> None:
    router.action("press")(looks)


@pytest.mark.parametrize(
    ("write", "complaint"),
    [
        (twice, "press: is taken by test_names.one: choose another"),
        (colon, "press:1: write a name such as 'run.cancel'"),
        (nameless, "write a name such as 'run.cancel'"),
        (replying_check, r"takes something else: write \(interaction, tools\)"),
        (looking_action, r"takes something else: write \(interaction, reply\) or \(interaction, r"),
    ],
)
def test_names_and_functions_that_do_not_fit_are_refused(
    write: Callable[[Router], None], complaint: str
) -> None:
    router = Router()
    write(router)
    with pytest.raises(ContentError, match=complaint):
        Registry(router.handlers)


def test_one_name_may_be_of_a_check_a_form_and_a_button() -> None:
    router = Router()
    router.check("form")(looks)
    router.submission("form")(one)
    router.action("form")(two)
    registry = Registry(router.handlers)
    found = [
        registry.of_id("check", "form"),
        registry.for_interaction("view_submission", "form"),
        registry.for_interaction("block_actions", "form"),
    ]
    assert [handler and handler.name for handler in found] == [
        "test_names.looks",
        "test_names.one",
        "test_names.two",
    ]


def test_what_slack_may_invent_has_no_handler() -> None:
    assert Registry([]).for_interaction("workflow_step_edit", "form") is None
