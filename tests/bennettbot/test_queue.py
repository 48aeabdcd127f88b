"""Cases 13 to 21, 28 and 29: what waits, what is held back, what runs beside what."""

from __future__ import annotations

import pytest

from tests.bennettbot.stack import Stack
from tests.bennettbot.talk import (
    ALICE,
    C1,
    C2,
    DONE,
    Said,
    ask,
    calls,
    day_long,
    due_in_s,
    end_suppressions,
    last_run,
    notices,
    pass_by,
    posts,
    reactions,
    record,
    runs,
    say,
    state_of,
    tell,
    texts,
    until,
)
from tests.inventory.calls import Like


def test_case_13_same_request_from_elsewhere_moves_it_there(stack: Stack) -> None:
    ask(stack, "demo dep")
    run = last_run(stack)
    pass_by(stack, run, 30)
    ask(stack, "demo dep", C2)
    assert runs(stack) == [("demo_dep", "scheduled")]
    assert 55 < due_in_s(stack, run) <= 60
    pass_by(stack, run, 61)
    until(stack, run, "succeeded")
    stack.settle()
    told, report = posts(stack)
    assert told == (
        C1,
        "",
        f"<@{ALICE}> run {run}, your `demo_dep`, was asked for again by <@{ALICE}> in <#{C2}>. It "
        "runs once, and is reported there.",
    )
    assert report == (C2, "", Like(rf"`demo_dep` \(run {run}\) succeeded in .*"))


def test_case_14_now_starts_what_is_pending(stack: Stack) -> None:
    ask(stack, "demo dep")
    said = ask(stack, "demo dep now")
    assert runs(stack) == [("demo_dep", "succeeded")]
    assert [text for _, _, text in posts(stack)] == [Like("`demo_dep` .* succeeded in .*")]
    assert DONE in reactions(stack, said)


def test_case_15_what_is_pending_is_taken_back_without_a_word(stack: Stack) -> None:
    ask(stack, "demo dep")
    said = ask(stack, "demo dep cancel")
    assert reactions(stack, said) == {"+1"}
    assert runs(stack) == [("demo_dep", "cancelled")]
    assert (posts(stack), notices(stack), stack.db.zcard("{jobs}:due")) == ([], [], 0)


def begin_to_say(stack: Stack, word: str) -> int:
    """Have `demo say` run until the gate is gone, and return the run's id."""
    stack.gate.touch()
    tell(stack, f"demo say {word}")
    until(stack, last_run(stack), "running")
    return last_run(stack)


def test_case_16_another_of_the_type_is_queued_and_its_requester_told(stack: Stack) -> None:
    first = begin_to_say(stack, "x")
    root = say(stack, "earlier")
    tell(stack, "demo say y", thread=root.ts)
    second = last_run(stack)
    assert posts(stack) == [
        (
            C1,
            root.ts,
            f"`demo_say` has already started (run {first}); yours is queued as run {second}. "
            f"`status` shows what goes on, `cancel {second}` takes it back.",
        )
    ]
    assert (state_of(stack, first), state_of(stack, second)) == ("running", "queued")
    stack.gate.unlink()
    until(stack, second, "succeeded")
    stack.settle()
    assert texts(stack)[1:] == ["x", "y"]


def test_case_17_two_of_a_type_run_one_after_the_other(stack: Stack) -> None:
    for word in "xy":
        say(stack, f"<@bot> extra alone {word}")
    stack.heard()
    until(stack, last_run(stack), "succeeded")
    stack.settle()
    assert runs(stack) == [("extra_alone", "succeeded")] * 2
    assert sorted(text for text in texts(stack) if len(text) == 1) == ["x", "y"]


def test_case_18_other_types_run_beside(stack: Stack) -> None:
    begin_to_say(stack, "x")
    tell(stack, "demo hi")
    until(stack, last_run(stack), "succeeded")
    assert runs(stack) == [("demo_say", "running"), ("demo_hi", "succeeded")]


def hold(stack: Stack) -> Said:
    """Hold deploys back from before now until after."""
    start, end = day_long()
    return ask(stack, f"demo dep hold from {start} to {end}")


def test_case_19_what_is_held_back_waits_for_the_end_of_it(stack: Stack) -> None:
    held = hold(stack)
    ask(stack, "demo dep now")
    run = last_run(stack)
    ask(stack, "status")
    confirmed, note, status = posts(stack)
    assert confirmed == (C1, held.ts, Like("`demo_dep` is held back from .*00:00 UTC to .*waits.*"))
    assert note[2] == Like(rf"`demo_dep` is held back until .*: run {run} begins then\. .*")
    assert status[2] == Like(
        rf".*\*Queued \(1\)\*\n• \[{run}\] `demo_dep`: held back .*\*Held back \(1\)\*\n.*"
    )
    assert reactions(stack, held) == {"+1"}
    assert state_of(stack, run) == "queued"
    end_suppressions(stack)
    until(stack, run, "succeeded")


def test_case_20_lifted_hold_lets_what_waited_begin(stack: Stack) -> None:
    hold(stack)
    ask(stack, "demo dep now")
    lifted = ask(stack, "demo dep hold cancel")
    until(stack, last_run(stack), "succeeded")
    stack.settle()
    assert posts(stack)[2] == (
        C1,
        lifted.ts,
        "`demo_dep` is not held back any more: what waited begins now.",
    )
    assert texts(stack)[3:] == [Like(r"`demo_dep` .* succeeded in .*")]


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        ("9:00", "10:00", "`9:00` is no time: write HH:MM, "),
        ("11:20", "11:20", "`11:20` is not after `11:20`; both are HH:MM, "),
        ("24:00", "25:00", "`24:00` is no time: write HH:MM, "),
    ],
)
def test_case_21_times_that_do_not_fit_hold_nothing_back(
    stack: Stack, start: str, end: str, problem: str
) -> None:
    ask(stack, f"demo dep hold from {start} to {end}")
    [text] = texts(stack)
    assert text.startswith(f"<@{ALICE}> {problem}")
    assert "`demo dep hold from &lt;start_at&gt; to &lt;end_at&gt;`" in text
    assert not stack.db.exists("{jobs}:suppressions")


def test_case_28_status_tells_what_runs_and_what_waits(stack: Stack) -> None:
    running = begin_to_say(stack, "x")
    tell(stack, "demo dep", user="bob")
    waiting = last_run(stack)
    root = say(stack, "earlier")
    tell(stack, "status", thread=root.ts)
    [(channel, thread, text)] = posts(stack)
    assert (channel, thread) == (C1, root.ts)
    clock = r"\d\d:\d\d:\d\d UTC"
    assert text == Like(
        rf"The time is [\d-]+ {clock}\.\n"
        rf"\*Running \(1\)\*\n• \[{running}\] `demo_say` `w=x`: started at {clock}, asked for by "
        rf"<@{ALICE}>\n\n"
        rf"\*Scheduled \(1\)\*\n• \[{waiting}\] `demo_dep`: starts after {clock}, asked for by .*"
    )


def test_case_29_run_is_removed_by_its_id(stack: Stack) -> None:
    ask(stack, "demo dep")
    run = last_run(stack)
    both = [ask(stack, f"remove job id {run_id}") for run_id in (run, run + 70)]
    assert texts(stack) == [
        f"Run {run} (`demo_dep`) is removed, and will not begin.",
        Like(rf"Run {run + 70} is not found: .*"),
    ]
    assert [reactions(stack, said) for said in both] == [{"crossed_fingers"}] * 2
    assert runs(stack) == [("demo_dep", "cancelled")]
    assert len(calls(stack, "reactions.add")) == 3


def test_only_who_waits_for_another_attempt_is_promised_one(stack: Stack) -> None:
    stack.gate.touch()
    tell(stack, "extra twice")
    first = last_run(stack)
    until(stack, first, "running")
    said = tell(stack, "extra twice", C2, user="bob")
    stack.gate.unlink()
    until(stack, first + 1, "failed")
    stack.settle()
    _, *told = posts(stack)
    promised = [channel for channel, _, text in told if "I will try it again" in text]
    assert promised == [C1]
    assert reactions(stack, said) == {"+1", "x"}
    assert record(stack, first + 2)["user_id"] == ALICE
