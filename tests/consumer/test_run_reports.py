"""Reports of runs on other machines: entry in, Slack calls out."""

from __future__ import annotations

import pytest

from shared.run_record import Asked, Run, Where
from shared.webhooks import RunReport
from tests.consumer.bot import ALICE, GENERAL, TEAM, post
from tests.consumer.webhooks import Garden


async def a_run(garden: Garden, where: Where) -> Run:
    """Have somebody ask for a run."""
    asked = Asked("site_deploy", {}, "site deploy", TEAM, ALICE, "message", where, delay_s=60)
    scheduled = await garden.runs.schedule("asked", asked)
    run = await garden.runs.find(scheduled.run_id)
    assert run
    return run


THREAD = "1700000000.000100"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("cohort is *ready*: <https://x.org|look>", "cohort is *ready*: <https://x.org|look>"),
        ("<!channel> <!here|here> <!subteam^S1>", "&lt;!channel> &lt;!here|here> &lt;!subteam^S1>"),
        (f"<@{ALICE}> \x1b[31mred\x1b[0m\x07", f"<@{ALICE}> red"),
        ("50 %\r100 %", "100 %"),
    ],
)
async def test_a_report_is_posted_in_the_thread_of_its_run_and_alerts_nobody(
    garden: Garden, message: str, shown: str
) -> None:
    run = await a_run(garden, Where(GENERAL, THREAD))
    report = RunReport(run.run_id, GENERAL, THREAD, message)
    assert await garden.hear(report, "r1") == [
        post(f"Run 1 (`site_deploy`) reports:\n{shown}", thread_ts=THREAD)
    ]
    assert await garden.runs.find(run.run_id) == run


async def test_a_report_that_is_too_long_for_posts_is_a_file(garden: Garden) -> None:
    thread = garden.bot.say("site deploy")["ts"]  # Slack shows files in threads that are there
    run = await a_run(garden, Where(GENERAL, thread))
    written = await garden.hear(RunReport(run.run_id, GENERAL, thread, "a line\n" * 5_000), "r1")
    method, arguments = written[-1]
    assert method == "files.completeUploadExternal"
    assert (arguments["channel_id"], arguments["thread_ts"]) == (GENERAL, thread)
    assert arguments["initial_comment"] == "Run 1 (`site_deploy`) reports:"


@pytest.mark.parametrize(
    ("report", "logged"),
    [
        (RunReport(1, "C0NEWBIES01", THREAD, "a"), "webhook.elsewhere"),
        (RunReport(1, GENERAL, "", "a"), "webhook.elsewhere"),
        (RunReport(1, GENERAL, "1700000000.000200", "a"), "webhook.elsewhere"),
        (RunReport(2, GENERAL, THREAD, "a"), "webhook.unknown_run"),
    ],
    ids=["another channel", "no thread", "another thread", "another run"],
)
async def test_a_report_goes_nowhere_but_where_its_run_was_asked_for(
    garden: Garden, report: RunReport, logged: str
) -> None:
    await a_run(garden, Where(GENERAL, THREAD))
    assert (await garden.hear(report, "r1"), garden.logged()) == ([], [logged])
