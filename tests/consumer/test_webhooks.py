"""Merges on GitHub: entry in, runs and Slack calls out."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

import jobs
from consumer.handlers import load
from shared.run_record import Asked, Where
from shared.runs import Runs
from shared.scripts import Scripts
from shared.streams import Entry
from shared.webhooks import Branch, Merge, Repository
from tests.consumer.bot import ALICE, GENERAL, TEAM, entry_of, post
from tests.consumer.conftest import OpenBot
from tests.consumer.webhooks import Garden, delivered, merge, write_namespaces

HOUR_MS = 3_600_000


async def test_a_merge_schedules_the_deploy_after_a_minute_and_posts_nothing(
    garden: Garden,
) -> None:
    before_ms = await garden.runs.now_ms()
    assert await garden.hear(delivered(), "github:site:d1") == []
    (run,) = await garden.runs.active()
    assert (run.job, run.state, run.arguments, run.via) == (
        "site_deploy",
        "scheduled",
        {},
        "github",
    )
    assert (run.where, run.team_id, run.user_id) == (Where(GENERAL), TEAM, "")
    assert run.said == "merge of warren/site#7"
    assert 60_000 <= run.due_ms - before_ms < 65_000


@pytest.mark.parametrize(
    ("project", "repository", "branch", "scheduled"),
    [
        ("site", "warren/site", "main", True),
        ("site", "Warren/SITE", "main", True),
        ("site", "stranger/site", "main", False),
        ("site", "", "main", False),
        ("site", "warren/site", "develop", False),
        ("site", "warren/site", "Main", False),
        ("site", "warren/site", "", False),
        ("any", "warren/site", "develop", True),
        ("any", "stranger/site", "develop", False),
        ("free", "stranger/site", "develop", True),
        ("idle", "warren/site", "main", False),
        ("gone", "warren/site", "main", False),
    ],
)
async def test_only_repository_and_branch_of_the_namespace_are_deployed(
    garden: Garden, project: str, repository: str, branch: str, scheduled: bool
) -> None:
    payload = Merge(Repository(repository), merge(base=Branch(branch)).pull_request)
    assert await garden.hear(delivered(project, payload), "e1") == []
    assert [run.job for run in await garden.runs.active()] == [f"{project}_deploy"] * scheduled
    assert len(garden.logged()) == 1


@pytest.mark.parametrize(
    ("event_id", "delivery", "digest"),
    [
        ("github:site:d1", "d1", "digest-1"),
        ("github:site:d2", "d2", "digest-1"),
        ("github:site:digest-1", "", "digest-1"),
        ("github:site:d1", "d1", "another"),
    ],
    ids=["delivered again", "under another id", "under none", "another body under its id"],
)
async def test_a_replay_runs_nothing_however_late_it_comes(
    garden: Garden, event_id: str, delivery: str, digest: str
) -> None:
    await garden.hear(delivered(), "github:site:d1")
    await garden.runs.cancel(1, ALICE)
    await garden.forget("webhook_github")
    await garden.forget("jobs")
    again = delivered(delivery=delivery, digest=digest)
    await garden.hear(again, event_id, gateway_ts=int(time.time() * 1000) + 1)
    assert (await garden.runs.active(), garden.logged()) == ([], ["webhook.replayed"])


async def test_an_event_that_comes_again_after_a_crash_goes_on(garden: Garden) -> None:
    received = {"gateway_ts": 1_700_000_000_000}
    await garden.hear(delivered(), "github:site:d1", **received)
    await garden.forget("webhook_github")
    await garden.forget("jobs")  # as if it had been noted, and its run not yet scheduled
    await garden.hear(delivered(), "github:site:d1", **received)
    assert [run.job for run in await garden.runs.active()] == ["site_deploy"]


@pytest.mark.parametrize(
    ("ago", "scheduled", "logged"),
    [
        (timedelta(days=13, hours=23), 1, "webhook.scheduled"),
        (timedelta(days=14, minutes=1), 0, "webhook.too_old"),
    ],
)
async def test_a_merge_that_is_older_than_what_is_remembered_is_not_deployed(
    garden: Garden, ago: timedelta, scheduled: int, logged: str
) -> None:
    payload = merge(merged_at=(datetime.now(UTC) - ago).isoformat())
    await garden.hear(delivered(payload=payload), "e1")
    assert (len(await garden.runs.active()), garden.logged()) == (scheduled, [logged])


async def test_two_merges_within_a_minute_are_one_deploy(garden: Garden) -> None:
    for number in ("1", "2"):
        told = delivered(delivery=f"d{number}", digest=f"digest-{number}")
        assert await garden.hear(told, f"github:site:d{number}") == []
    assert [run.run_id for run in await garden.runs.active()] == [1]


async def test_who_asked_for_the_same_deploy_is_told(garden: Garden) -> None:
    here = Where("C0NEWBIES01", "1700000000.000100")
    asked = Asked("site_deploy", {}, "site deploy", TEAM, ALICE, "message", here, delay_s=60)
    await garden.runs.schedule("by-hand", asked)
    assert await garden.hear(delivered(), "e1") == [
        post(
            f"<@{ALICE}> run 1, your `site_deploy`, was asked for again by the merge of "
            f"warren/site#7. It runs once, and is reported in <#{GENERAL}>.",
            here.channel,
            thread_ts=here.thread_ts,
        )
    ]


async def test_a_deploy_that_is_held_back_is_told_once_with_the_command_that_lets_it_go(
    garden: Garden,
) -> None:
    noon = datetime(2100, 1, 1, 12, tzinfo=UTC)
    until_ms = int(noon.timestamp() * 1000)
    await garden.runs.suppress("s", "site_deploy", 0, until_ms, ALICE)
    assert await garden.hear(delivered(), "e1") == [
        post(
            "warren/site#7 was merged into main by hazel: Dig &lt;!channel&gt; deeper &amp; wider\n"
            "https://github.com/warren/site/pull/7\n"
            "`site_deploy` is held back until 2100-01-01 12:00 UTC: run 1 begins then. "
            "`site deploy hold cancel` lets it begin at once. `cancel 1` takes it back."
        )
    ]
    assert [run.state for run in await garden.runs.active()] == ["scheduled"]


@pytest.mark.parametrize(
    ("job", "start_ms", "end_ms"),
    [
        ("free_deploy", 0, HOUR_MS),
        ("site_deploy", -HOUR_MS, 0),
        ("site_deploy", HOUR_MS, 2 * HOUR_MS),
    ],
    ids=["another job", "over", "not yet"],
)
async def test_a_suppression_that_holds_nothing_back_is_not_told(
    garden: Garden, job: str, start_ms: int, end_ms: int
) -> None:
    now_ms = await garden.runs.now_ms()
    await garden.runs.suppress("s", job, now_ms + start_ms, now_ms + end_ms, ALICE)
    assert await garden.hear(delivered(), "e1") == []


async def test_a_channel_that_nobody_knows_keeps_no_deploy_back(garden: Garden) -> None:
    await garden.runs.suppress("s", "lost_deploy", 0, 4_000_000_000_000, ALICE)
    await garden.hear(delivered("lost"), "e1")
    assert [run.where.channel for run in await garden.runs.active()] == ["nowhere"]
    assert garden.logged() == ["webhook.unknown_channel", "webhook.scheduled", "webhook.not_told"]


async def test_in_shadow_mode_a_merge_is_only_logged(
    open_bot: OpenBot, scripts: Scripts, tmp_path: Path
) -> None:
    bot = await open_bot(
        load(jobs.load(write_namespaces(tmp_path))), JOBS_CONCURRENCY="0", ENV="staging"
    )
    garden = Garden(bot, Runs(scripts))
    assert await garden.hear(delivered(), "e1") == []
    silent = [one["job"] for one in garden.lines if one["event"] == "shadow.silent"]
    assert (await garden.runs.active(), silent) == ([], ["site_deploy"])


@pytest.mark.parametrize(
    "body",
    [
        {"type": "webhook_github"},
        {"type": "webhook_github", "project": 7, "delivery": "", "digest": "", "payload": {}},
        {"type": "webhook_run", "run_id": "12", "channel": "C", "thread_ts": "", "message": "a"},
        orjson.loads(msgspec.json.encode(delivered(payload=merge(merged_at="yesterday")))),
    ],
)
async def test_what_no_gateway_of_ours_wrote_is_buried(garden: Garden, body: Any) -> None:
    stream = body["type"]
    entry_id: Any = await garden.bot.redis.xadd(stream, entry_of(body))  # type: ignore[arg-type]
    await garden.bot.acknowledged(Entry(stream, entry_id.decode(), {}))
    assert await garden.bot.redis.xlen(f"dead:{{{stream}}}") == 1
