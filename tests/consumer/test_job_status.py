"""`status`: what goes on, in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import jobs
from consumer.handlers.status import of_runs
from tests.consumer.bot import ALICE, Bot
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import DEMO, registry_of, write
from tests.consumer.job_town import Town, said
from tests.runs.ends import BEGAN_MS, a_run

NOW = r"The time is \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.\n"
TIME = r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?::\d\d)? UTC"
BY = f"asked for by <@{ALICE}>"


async def test_nothing_happens(town: Town) -> None:
    [text] = await town.texts("<@bot> status")
    assert re.fullmatch(NOW + "Nothing is happening.", text)


async def test_runs_are_listed_by_state_with_what_they_wait_for(town: Town) -> None:
    for command in ("demo say x", "demo say y", "demo dep", "demo hi", "demo hi"):
        await town.ask(f"<@bot> {command}")
        await town.begin()
    [text] = await town.texts("<@bot> status")
    assert re.fullmatch(
        rf"""{NOW}\*Running \(2\)\*
• \[1\] `demo_say` `w=x`: started at {TIME}, {BY}
• \[4\] `demo_hi`: started at {TIME}, {BY}

\*Queued \(2\)\*
• \[2\] `demo_say` `w=y`: waits until run 1 has ended, {BY}
• \[5\] `demo_hi`: waits until run 4 has ended, {BY}

\*Scheduled \(1\)\*
• \[3\] `demo_dep`: starts after {TIME}, {BY}""",
        text,
    )


WAITS = [
    (1, 1, "waits until run 1 has ended"),
    (2, 1, "waits for a free place"),
    (2, 2, "waits until one of runs 1, 2 has ended"),
]


@pytest.mark.parametrize(("concurrency", "running", "reason"), WAITS)
def test_run_waits_for_its_own_kind_only_if_there_are_as_many_as_may_be(
    tmp_path: Path, concurrency: int, running: int, reason: str
) -> None:
    hi = f"[jobs.hi]\nrun_args_template = 'true'\nconcurrency = {concurrency}\n"
    catalogue = jobs.load(write(tmp_path, demo=hi))
    runs = [a_run(run_id=number + 1, state="running") for number in range(running)]
    [_, queued] = of_runs([*runs, a_run(state="queued")], [], BEGAN_MS, catalogue)
    assert f"[12] `demo_hi`: {reason}, asked for by" in queued


async def test_suppressions_now_and_later_are_listed(town: Town) -> None:
    await town.ask("<@bot> demo dep hold from 00:00 to tomorrow 00:00")
    await town.ask("<@bot> demo dep hold from tomorrow 09:00 to 10:00")
    await town.ask("<@bot> demo dep now")
    [text] = await town.texts("<@bot> status")
    assert re.fullmatch(
        rf"""{NOW}\*Queued \(1\)\*
• \[1\] `demo_dep`: held back until {TIME}, {BY}

\*Held back \(1\)\*
• `demo_dep` from 00:00 UTC to {TIME}, by <@{ALICE}>

\*To be held back \(1\)\*
• `demo_dep` from {TIME} to {TIME}, by <@{ALICE}>""",
        text,
    )


async def test_status_stays_in_the_thread(town: Town) -> None:
    root = town.bot.say("a question")
    [(_, arguments)] = await town.ask("<@bot> status", thread_ts=root["ts"])
    assert arguments["thread_ts"] == root["ts"]


async def test_runs_of_restricted_namespaces_are_only_counted_for_guests(town: Town) -> None:
    await town.ask("<@bot> sec run")
    await town.ask("<@bot> demo hi")
    [guests] = await town.texts("<@bot> status", "showandtell", user="gwen")
    assert "sec" not in guests
    assert "[2] `demo_hi`" in guests
    assert guests.endswith("And 1 run that only members may see.")
    [members] = await town.texts("<@bot> status")
    assert "[1] `sec_run`" in members


async def test_what_holds_restricted_jobs_back_is_not_shown_to_guests(town: Town) -> None:
    now_ms = await town.runs.now_ms()
    for job in ("sec_run", "demo_dep"):
        await town.runs.suppress(f"Ev-{job}", job, now_ms, now_ms + 60_000, ALICE)
    [guests] = await town.texts("<@bot> status", "showandtell", user="gwen")
    assert "`demo_dep` from" in guests
    assert "sec" not in guests
    [members] = await town.texts("<@bot> status")
    assert "*Held back (2)*" in members


async def test_nobody_is_alerted_by_a_status(town: Town) -> None:
    await town.ask("<@bot> demo hi")
    [(_, arguments)] = await town.ask("<@bot> status")
    assert "<@" not in arguments["text"]


@pytest.fixture
async def broken(open_bot: OpenBot, tmp_path: Path) -> Bot:
    """A bot of whose namespaces two do not work, one for itself, one beside the others."""
    odd = '[jobs.x]\nrun_args_template = "true"\nreport_format = "odd"'
    taken = DEMO.replace('command = "hi"', 'command = "a coin"')
    registry = registry_of(tmp_path, demo=DEMO, odd=odd, flip=taken)
    return await open_bot(registry, JOBS_CONCURRENCY="0")


async def test_broken_namespaces_are_named_with_what_is_wrong(broken: Bot) -> None:
    [write] = await broken.hear(broken.say("<@bot> status"))
    _, _, listed = said(write).partition("*Disabled namespaces (2)*\n")
    flip, odd = listed.splitlines()
    assert flip.startswith("• `flip`: ")
    assert "'flip a coin' collides with the command 'flip a coin' of coin.flip_a_coin" in flip
    assert odd.startswith("• `odd`: ")
    assert "report_format" in odd
