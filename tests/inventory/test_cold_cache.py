"""Cases 35 and 36: the recommended channels where the channel cache is empty or broken."""

from __future__ import annotations

from shared.events import PUBLIC
from tests.inventory.calls import PM, Attached, Like
from tests.inventory.stack import Stack
from tests.processes import wait_for

AGAIN_S = 15.0  # the first try again comes after 1 s


def test_case_35_no_known_channel_is_said_in_a_sentence(stack: Stack) -> None:
    with stack.cold_cache():
        sent = stack.say("<@UBOT> recommended channels")
        stack.settle()
    assert stack.calls(sent) == [PM(Like("(?!.*<#).+"))]


def test_case_36_question_waits_for_the_cache_to_answer(stack: Stack) -> None:
    with stack.broken_cache():
        sent = stack.say("<@UBOT> recommended channels")
        wait_for(lambda: stack.parked(PUBLIC) == 1, what="parking")
        assert stack.calls(sent) == []
    wait_for(lambda: stack.calls(sent), AGAIN_S, "the answer")
    assert stack.calls(sent) == [PM(Like(".*"), attachments=Attached(Like(".*<#CH01>.*<#CH16>.*")))]
