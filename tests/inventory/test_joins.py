"""Cases 86 to 95: welcomes and greetings, also where Slack or the cache fail."""

from __future__ import annotations

import pytest

from tests.inventory import joined
from tests.inventory.calls import PM, Like
from tests.inventory.differences import intended
from tests.inventory.joined import CASES, GREETING, IN_SHADOW_MODE, WELCOME, Join
from tests.inventory.stack import Stack
from tests.processes import wait_for

JOINS = "slack_team_join"
AGAIN_S = 15.0  # the first try again comes after 1 s


@pytest.mark.parametrize("join", CASES, ids=[join.id for join in CASES])
def test_join_comes_out_as_intended(stack: Stack, join: Join) -> None:
    sent = join.send(stack)
    stack.settle()
    assert stack.calls(sent) == intended(join.id, join.calls)


@pytest.mark.parametrize("join", IN_SHADOW_MODE, ids=[join.id for join in IN_SHADOW_MODE])
def test_join_in_shadow_mode_is_only_logged(shadow: Stack, join: Join) -> None:
    sent = join.send(shadow)
    shadow.settle()
    assert shadow.calls(sent) == join.calls


def test_case_88_welcome_without_a_known_channel_has_no_empty_one(stack: Stack) -> None:
    with stack.cold_cache():
        sent = Join(88, []).send(stack)
        stack.settle()
    [(_, arguments)] = stack.calls(sent)
    assert arguments["text"] == Like(r"(?!.*<#)(?!.*\n- ).*#admin-help.*#general.*:gopher:")


def test_case_89_welcome_waits_for_the_cache_to_answer(stack: Stack) -> None:
    with stack.broken_cache():
        sent = Join(89, []).send(stack)
        wait_for(lambda: stack.parked(JOINS) == 1, what="parking")
        assert stack.calls(sent) == []
    wait_for(lambda: stack.calls(sent), AGAIN_S, "the welcome")
    assert stack.calls(sent) == [WELCOME]


def test_case_90_refused_welcome_is_buried_and_not_tried_again(stack: Stack) -> None:
    sent = Join(90, [], age_s=300).send(stack, refusal="cannot_dm_bot")
    stack.settle()
    assert stack.calls(sent) == [PM(joined.WELCOMED, channel="UNEW")]
    assert stack.parked(JOINS) == 0
    assert [letter["event_id"] for letter in stack.dead(JOINS)] == list(sent.ids)


def test_case_94_greeting_is_tried_again_until_slack_knows_of_the_join(stack: Stack) -> None:
    sent = Join(94, [], channel="CH02", age_s=590).send(stack, refusal="user_not_in_channel")
    wait_for(lambda: len(stack.calls(sent)) == 2, AGAIN_S, "the second try")
    stack.settle()
    assert stack.calls(sent) == [GREETING, GREETING]


def test_case_94_join_of_ten_minutes_ago_is_dropped(stack: Stack) -> None:
    sent = Join(94, [], channel="CH02", age_s=601).send(stack)
    stack.settle()
    assert stack.calls(sent) == []
