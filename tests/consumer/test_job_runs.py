"""`cancel`, `remove job id`, `show` and `runs`: what people do about one run."""

from __future__ import annotations

import re

import pytest

from consumer.asking import run_texts
from tests.consumer.bot import ALICE, BOB, post, reaction
from tests.consumer.job_town import Town
from tests.runs.ends import BEGAN_MS, a_run

UNKNOWN = (
    "Run 99 is not found: there never was one, or it ended over 7 days ago. `status` lists what "
    "runs and waits, `runs` what ended last."
)
GUESTS = "showandtell"


def no_entry(run_id: int) -> str:
    return f":no_entry: Sorry, only members of this workspace may use run {run_id}."


# cancel


async def test_run_that_waits_is_taken_back(town: Town) -> None:
    await town.ask("<@bot> demo dep")
    assert await town.texts("<@bot> cancel 1") == [
        "Run 1 (`demo_dep`) is removed, and will not begin."
    ]
    assert await town.active() == []


async def test_run_that_runs_is_told_to_stop(town: Town) -> None:
    await town.began("demo hi")
    assert await town.texts("<@bot> cancel 1") == [
        "Run 1 (`demo_hi`) is being stopped. It has 10 s to end by itself."
    ]
    assert await town.worker.tenure.beat([1]) == {1: "stop"}


async def test_run_that_ended_or_never_was_is_named_as_such(town: Town) -> None:
    await town.ended("demo hi")
    [text] = await town.texts("<@bot> cancel 1")
    assert re.fullmatch(
        r"Run 1 \(`demo_hi`\) has ended already: \*succeeded\* after [\d.]+ s\.", text
    )
    assert await town.texts("<@bot> cancel 99") == [UNKNOWN]


async def test_what_is_no_number_is_corrected(town: Town) -> None:
    [text] = await town.texts("<@bot> cancel everything")
    assert text.startswith(f"<@{ALICE}> `everything` is not a whole number. Type `cancel [run]`")


async def test_requester_is_told_that_somebody_else_cancelled_their_run(town: Town) -> None:
    await town.ask("<@bot> demo dep", user="bob")
    told = f"<@{BOB}> run 1, your `demo_dep`, was cancelled by <@{ALICE}>."
    assert (await town.texts("<@bot> cancel 1"))[0] == told


async def test_guest_cancels_only_what_they_asked_for(town: Town) -> None:
    await town.ask("<@bot> demo dep")
    await town.ask("<@bot> demo say x", GUESTS, user="gwen")
    await town.ask("<@bot> sec run")
    for run_id in (1, 3):
        assert await town.texts(f"<@bot> cancel {run_id}", GUESTS, user="gwen") == [
            no_entry(run_id)
        ]
    [text] = await town.texts("<@bot> cancel 2", GUESTS, user="gwen")
    assert "is removed" in text
    assert [run_id for run_id, _, _ in await town.active()] == [1, 3]


REMOVED = [
    ("remove job id 1", "Run 1 (`demo_dep`) is removed, and will not begin."),
    ("remove job id 1.", "Run 1 (`demo_dep`) is removed, and will not begin."),
    ("remove job id 99", UNKNOWN),
    (
        "remove job id abc",
        "`abc` is no number: `status` lists the jobs with their ids. Type `remove job id 12`.",
    ),
    (
        "remove job id",
        "Which one? `status` lists the jobs with their ids. Type `remove job id 12`.",
    ),
]


@pytest.mark.parametrize(("text", "answer"), REMOVED)
async def test_remove_job_id_is_bennettbots_word_for_it(town: Town, text: str, answer: str) -> None:
    await town.ask("<@bot> demo dep")
    event = town.bot.say(f"<@bot> {text}")
    assert await town.hear(event) == [reaction("crossed_fingers", event), post(answer)]


async def test_guest_cannot_remove_what_members_asked_for(town: Town) -> None:
    await town.ask("<@bot> demo dep")
    [text] = await town.texts("<@bot> remove job id 1", GUESTS, user="gwen")
    assert text == no_entry(1)


# show and runs


async def test_record_is_shown_whole(town: Town) -> None:
    run = await town.began("demo say hello &lt;b&gt;")
    await town.end(run, "failed", exit_code=3, stdout_bytes=1234, stderr_bytes=5, log="/logs/1")
    [text] = await town.texts("<@bot> show 1")
    stamp = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"
    assert re.fullmatch(
        rf"""Run 1 \(`demo_say`\):
• State: \*failed\* \(exit code 3\) after [\d.]+ s
• Said: `demo say hello &lt;b&gt;`
• By: <@{ALICE}>
• In: <#C0GENERAL01>
• Arguments: `w=hello &lt;b&gt;`
• Asked for: {stamp}
• Started: {stamp}
• Ended: {stamp}
• Wrote: 1,234 bytes to stdout, 5 to stderr
• Log files: `/logs/1`
• On: worker
`logs 1` shows the end of what it wrote, `logs 1 all` everything.""",
        text,
    )


NEXT = [
    (False, "`cancel 1` takes it back."),
    (True, "`logs 1` shows the end of what it wrote, `cancel 1` stops it."),
]


@pytest.mark.parametrize(("begins", "expected"), NEXT)
async def test_record_ends_with_what_one_can_do_next(
    town: Town, begins: bool, expected: str
) -> None:
    await town.ask("demo hi", "alice")
    await town.begin() if begins else None
    [text] = await town.texts("<@bot> show 1")
    assert text.splitlines()[-1] == expected
    assert "• In: a direct message" in text


DUE = [(0, False), (400, False), (60_000, True)]


@pytest.mark.parametrize(("after_ms", "shown"), DUE)
def test_due_is_shown_if_it_is_another_second(after_ms: int, shown: bool) -> None:
    run = a_run(due_ms=BEGAN_MS + after_ms)
    assert ("Due" in run_texts.whole(run, BEGAN_MS)) is shown


async def test_runs_that_ended_are_listed_newest_first(town: Town) -> None:
    await town.ended("demo say x")
    run = await town.began("demo say y", user="bob")
    await town.end(run, "failed", exit_code=3)
    [text] = await town.texts("<@bot> runs")
    opening, second, first = text.splitlines()
    assert opening == "The last 2 that ended; `show 2` tells all about one."
    assert second.startswith("• [2] `demo_say` `w=y`: *failed* (exit code 3) after ")
    assert first.startswith("• [1] `demo_say` `w=x`: *succeeded* after ")
    [mine] = await town.texts("<@bot> runs mine")
    assert mine.startswith("The last one that ended; `show 1` tells all about it.\n• [1] ")
    assert "[2]" not in mine


async def test_nothing_has_ended_yet(town: Town) -> None:
    assert await town.texts("<@bot> runs") == [
        "No run that I can show you has ended in the last 7 days."
    ]


@pytest.mark.parametrize("command", ["show 1", "logs 1", "logs 1 all", "cancel 1"])
async def test_restricted_runs_are_hidden_from_guests(town: Town, command: str) -> None:
    await town.ended("sec run")
    assert await town.texts(f"<@bot> {command}", GUESTS, user="gwen") == [no_entry(1)]


async def test_restricted_runs_are_left_out_of_a_guests_list(town: Town) -> None:
    await town.ended("sec run")
    await town.ended("demo hi")
    [text] = await town.texts("<@bot> runs", GUESTS, user="gwen")
    assert "sec" not in text
    assert "[2] `demo_hi`" in text


async def test_answers_stay_in_the_thread(town: Town) -> None:
    root = town.bot.say("a question")
    for command in ("show 99", "logs 99", "cancel 99", "runs"):
        [(_, arguments)] = await town.ask(f"<@bot> {command}", thread_ts=root["ts"])
        assert arguments["thread_ts"] == root["ts"]
