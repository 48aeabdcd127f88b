"""What is asked for without a message is accepted in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.consumer.bot import ALICE, GENERAL, Write
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import registry_of
from tests.consumer.home_tab import label, press
from tests.consumer.job_town import Town
from tests.consumer.waiting_requests import DATE

DIRECT = "D0ALICE0001"
QUIET = """
[jobs.quiet]
run_args_template = "true"
report_success = false
[[slack]]
command = "quiet"
help = "does it quietly"
action = "schedule_job"
job_type = "quiet"
"""
CANCEL_WORDS = [
    ("demo dep cancel", "I took back run 1 of `demo_dep`."),
    ("demo dep hold cancel", "Nothing held `demo_dep` back."),
]


async def test_run_is_accepted_in_words_with_buttons_where_it_is_reported(town: Town) -> None:
    [(method, arguments)] = await town.bot.slash("demo hi")
    assert (method, arguments["channel"], arguments["user"]) == (
        "chat.postEphemeral",
        GENERAL,
        ALICE,
    )
    assert (
        arguments["text"]
        == "Run 1 of `demo_hi` is accepted: its report comes here, for all to see."
    )
    section, row = arguments["blocks"]
    assert section["text"]["text"] == arguments["text"]
    assert [label(one) for one in row["elements"]] == ["[Show]", "[Cancel?]"]
    [run] = await town.runs.active()
    assert (run.where.channel, run.where.message_ts) == (GENERAL, "")


async def test_report_of_a_channel_without_the_bot_is_announced_for_the_direct_messages(
    town: Town,
) -> None:
    assert said(await town.bot.slash("demo hi", channel_id="C0RANDOM001")) == (
        "Run 1 of `demo_hi` is accepted: its report comes in our direct messages, since I am not "
        "in this channel."
    )
    assert said(await town.bot.slash("demo say x", channel_id="D0BOBANDEVE")) == (
        "Run 2 of `demo_say` is accepted: its report comes in our direct messages, since I am not "
        "in this channel."
    )


async def test_report_asked_for_in_the_home_tab_comes_in_the_direct_messages(town: Town) -> None:
    assert said(await press(town.bot, "say:1", "demo hi")) == (
        "Run 1 of `demo_hi` is accepted: its report comes in our direct messages."
    )


async def test_report_asked_for_in_the_direct_messages_comes_there(town: Town) -> None:
    assert said(await town.bot.slash("demo hi", channel_id=DIRECT)) == (
        "Run 1 of `demo_hi` is accepted: its report comes here."
    )


async def test_run_that_waits_is_accepted_with_the_reason(town: Town) -> None:
    await town.began("demo hi")
    assert said(await town.bot.slash("demo hi")) == (
        "Run 2 of `demo_hi` is accepted: its report comes here, for all to see. `demo_hi` has "
        "already started (run 1); yours is queued as run 2. `status` shows what goes on, "
        "`cancel 2` takes it back."
    )
    later = said(await town.bot.slash("demo dep"))
    assert DATE.sub("DATE", later) == (
        "Run 3 of `demo_dep` is accepted and begins DATE: its report comes here, for all to see."
    )


async def test_job_without_a_report_promises_none(open_bot: OpenBot, tmp_path: Path) -> None:
    bot = await open_bot(registry_of(tmp_path, demo=QUIET), JOBS_CONCURRENCY="0")
    assert said(await bot.slash("demo quiet")) == (
        "Run 1 of `demo_quiet` is accepted: only if it fails, a report comes here, for all to see."
    )


@pytest.mark.parametrize(("command", "answer"), CANCEL_WORDS)
async def test_other_commands_of_jobs_are_answered_in_words(
    town: Town, command: str, answer: str
) -> None:
    await town.bot.slash("demo dep")
    assert said(await town.bot.slash(command)) == answer


def said(writes: list[Write]) -> str:
    """Return the one text that was posted, where Slack took it at last."""
    [text] = {arguments["text"] for _, arguments in writes if "text" in arguments}
    return str(text)
