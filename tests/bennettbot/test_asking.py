"""Cases 1 to 12, 45 and 48: what is a command, whose it is, and what is said if it is none."""

from __future__ import annotations

import pytest

from tests.bennettbot.stack import Stack
from tests.bennettbot.talk import (
    ALICE,
    C1,
    DM,
    DONE,
    LOGS,
    ask,
    calls,
    last_run,
    notices,
    posts,
    reactions,
    runs,
    say,
    texts,
)
from tests.inventory.calls import Like

ACCEPTED = "+1"
REFUSED = ":no_entry: Sorry, only members of this workspace may use `sec`."


def test_case_1_command_runs_and_is_reported_at_the_top_level(stack: Stack) -> None:
    said = ask(stack, "demo hi")
    begins = f"`demo_hi` begins: run {last_run(stack)}, asked for by <@{ALICE}> in <#{C1}>."
    assert notices(stack) == [(LOGS, "", begins)]
    assert posts(stack) == [(C1, "", "hi")]
    assert reactions(stack, said) == {ACCEPTED, DONE}
    assert runs(stack) == [("demo_hi", "succeeded")]


def test_case_2_command_in_a_thread_is_reported_there(stack: Stack) -> None:
    root = say(stack, "earlier")
    ask(stack, "demo hi", thread=root.ts)
    assert posts(stack) == [(C1, root.ts, "hi")]
    assert [(channel, thread) for channel, thread, _ in notices(stack)] == [(LOGS, "")]


def test_case_3_blanks_and_a_full_stop_do_not_matter_in_a_direct_message(stack: Stack) -> None:
    said = say(stack, "demo  hi.", DM)
    stack.settle()
    assert posts(stack) == [(DM, "", "hi")]
    assert reactions(stack, said) == {ACCEPTED, DONE}


def test_case_4_reminder_of_slackbots_runs(stack: Stack) -> None:
    stack.slack.remind("general", "<@bot> demo hi")
    stack.settle()
    assert posts(stack) == [(C1, "", "hi")]


def test_case_5_value_is_one_argument_that_no_shell_sees(stack: Stack) -> None:
    ask(stack, "demo say a b; touch pwned")
    assert posts(stack) == [(C1, "", "a b; touch pwned")]
    assert list((stack.folder / "jobs").rglob("pwned")) == []


def test_case_6_link_is_the_address_that_was_typed(stack: Stack) -> None:
    ask(stack, "demo say <http://x.org|x>")
    assert posts(stack) == [(C1, "", "http://x.org")]


def test_case_7_unknown_command_is_apologised_for_to_its_author(stack: Stack) -> None:
    said = ask(stack, "demo hello", user="bob")
    [apology] = calls(stack, "chat.postEphemeral")
    assert apology.args["channel"] == C1
    assert apology.args["text"] == Like(
        "I found no command in that. .*I answer to `help`.*`help demo`.*`help sec`.*"
    )
    assert (runs(stack), reactions(stack, said), texts(stack)) == ([], {"gopher"}, [])


def test_case_8_help_lists_the_namespaces_sorted_with_locks_and_hints(stack: Stack) -> None:
    ask(stack, "help")
    [(_, _, text)] = posts(stack)
    listed = [line for line in text.splitlines() if "`sec`" in line or "`demo`: " in line]
    assert listed == ["• `demo`: Things to try", "• :lock: `sec`: For members"]
    assert text == Like(".*`@burrow help demo`.*`@burrow status`.*`@burrow cancel 12`.*")
    assert "I found no command" not in text


def test_case_9_help_about_a_namespace_is_the_same_either_way(stack: Stack) -> None:
    for command in ("help demo", "demo help"):
        say(stack, command, DM)
        stack.settle()
    one, other = posts(stack)
    assert one == other
    lines = one[2].splitlines()
    assert lines[0] == "`demo`: Things to try"
    assert [line.startswith("• `demo ") for line in lines[1:]] == [True] * 15


def test_case_10_guest_is_refused_in_a_restricted_namespace(stack: Stack) -> None:
    said = ask(stack, "sec run", user="gwen")
    assert posts(stack) == [(C1, "", REFUSED)]
    assert (runs(stack), reactions(stack, said)) == ([], set())


def test_case_11_who_joined_later_is_looked_up_once_and_may(stack: Stack) -> None:
    stack.slack.workspace.subscriptions, heard = frozenset(), stack.slack.workspace.subscriptions
    try:
        newcomer = stack.slack.new_member("Nina New")  # of which no event tells
    finally:
        stack.slack.workspace.subscriptions = heard
    for _ in range(2):
        ask(stack, "sec run", user=newcomer)
    assert texts(stack) == ["ran", "ran"]
    assert [call.args["user"] for call in calls(stack, "users.info")] == [newcomer]


def test_case_12_guest_may_run_what_is_open(stack: Stack) -> None:
    ask(stack, "demo hi", user="gwen")
    assert posts(stack) == [(C1, "", "hi")]


@pytest.mark.parametrize("before", ["dear all\n", "dear all\n\n\t", "- one\n- two: "])
def test_case_45_mention_on_a_later_line_is_a_command(stack: Stack, before: str) -> None:
    said = say(stack, f"{before}<@bot> demo hi")
    stack.settle()
    assert posts(stack) == [(C1, "", "hi")]
    assert reactions(stack, said) == {ACCEPTED, DONE}


def test_case_48_event_that_comes_twice_is_one_run_and_one_reaction(stack: Stack) -> None:
    subscriptions = stack.slack.workspace.subscriptions
    told: list[dict[str, object]] = []
    stack.slack.workspace.listeners.append(lambda event, _: told.append(event))
    stack.slack.workspace.subscriptions = frozenset()
    said = say(stack, "<@bot> demo hi")
    stack.slack.workspace.subscriptions = subscriptions
    stack.slack.workspace.listeners.pop()
    [event] = [one for one in told if one["type"] == "message"]
    envelope = stack.slack.envelope(event)
    for _ in range(2):
        stack.slack.deliver(envelope)
    stack.settle()
    assert posts(stack) == [(C1, "", "hi")]
    added = [call.args["name"] for call in calls(stack, "reactions.add")]
    assert sorted(added) == [ACCEPTED, DONE]
    assert reactions(stack, said) == {ACCEPTED, DONE}
