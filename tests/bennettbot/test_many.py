"""Cases 44, 46, 49 and 50: broken definitions, a killed consumer, and four of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from jobs.__main__ import main
from tests.bennettbot.broken import BROKEN
from tests.bennettbot.stack import CROWD, Stack
from tests.bennettbot.talk import C1, ask, last_run, posts, runs, say, state_of, tell, texts, until
from tests.inventory.calls import Like
from tests.processes import wait_for


def test_case_44_broken_namespace_is_disabled_alone(stack: Stack) -> None:
    ask(stack, "status")
    [text] = texts(stack)
    lines = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("• ")}
    told = {
        name: one.key in lines[name] and one.rule in lines[name] for name, one in BROKEN.items()
    }
    assert told == dict.fromkeys(BROKEN, True)
    assert str(stack.folder) not in text
    ask(stack, "demo hi")
    assert texts(stack)[1:] == ["hi"]


def test_case_44_check_names_every_mistake_and_exits_1(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(stack.folder / "jobs")]) == 1
    said = capsys.readouterr().err
    assert [name for name, one in BROKEN.items() if f"{one.key}" not in said] == []
    assert "8 errors in 8 namespaces" in said


def test_case_46_run_of_a_killed_consumer_is_told_as_lost_and_the_type_goes_on(
    stack: Stack,
) -> None:
    stack.gate.touch()
    tell(stack, "demo say x")
    lost = last_run(stack)
    until(stack, lost, "running")
    stack.consumer.kill()
    stack.gate.unlink()
    stack.consumer.start()
    until(stack, lost, "lost")
    ask(stack, "demo say x")
    until(stack, last_run(stack), "succeeded")
    stack.settle()
    told = [text for channel, _, text in posts(stack) if channel == C1]
    assert told[0] == Like(rf"`demo_say` \(run {lost}\) was lost after .*: the consumer .* died.*")
    assert told[-1] == "x"
    assert runs(stack) == [("demo_say", "lost"), ("demo_say", "succeeded")]


@pytest.fixture(scope="module")
def four(house: Stack) -> Iterator[Stack]:
    """Let three more consumers run beside the one."""
    started = [house.start_consumer() for _ in range(3)]
    for process in started:
        wait_for(process.has_started, 20, "another consumer")
    yield house
    for process in started:
        process.kill()


def test_case_49_120_jobs_of_distinct_types_each_run_once(four: Stack, stack: Stack) -> None:
    for number in range(CROWD):
        say(stack, f"<@bot> many m{number}", user="carol")
    stack.settle()
    marks = (stack.folder / "jobs" / "many" / "mark.sh").with_name("marks").read_text().split()
    assert Counter(marks) == dict.fromkeys((f"m{number}" for number in range(CROWD)), 1)
    assert Counter(state for _, state in runs(stack)) == {"succeeded": CROWD}
    holders = {stack.db.hget(f"{{jobs}}:run:{last_run(stack) - n}", "holder") for n in range(CROWD)}
    assert len(holders) > 1


def test_case_50_two_of_a_type_are_never_together(four: Stack, stack: Stack) -> None:
    words = [str(number) for number in range(8)]
    for word in words:
        say(stack, f"<@bot> extra alone {word}")
    stack.heard()
    wait_for(lambda: {state for _, state in runs(stack)} == {"succeeded"}, 20, "all of them")
    stack.settle()
    assert sorted(text for text in texts(stack) if text in words) == words
    assert state_of(stack, last_run(stack)) == "succeeded"
