"""How the house is, as the home tab says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

import jobs
from consumer.home.condition import Condition, moments_of
from consumer.home.health import blocks_of
from jobs.catalogue import Catalogue
from shared import keys
from tests.consumer.bot import Bot
from tests.consumer.demo_jobs import write
from tests.consumer.home_tab import home, part, read
from tests.consumer.job_town import Town

NOW_MS = 1_800_000_000_000
MIN_MS = 60_000
DAY_MS = 24 * 60 * MIN_MS
WELL = ":white_check_mark: All is well."
BACKGROUND = "Background tasks: last DATE."

STUCK = "Something has been in work since DATE, which is too long."

TROUBLES: list[tuple[dict[str, Any], str]] = [
    ({}, WELL),
    ({"succeeded_ms": 0}, "No background task has run yet, so nothing happens by the clock."),
    (
        {"succeeded_ms": NOW_MS - 3 * MIN_MS},
        "The background tasks stand still since DATE, so nothing happens by the clock. Please "
        "tell whoever runs me.",
    ),
    (
        {"failing": {"gerrit": 3, "<!here>": 9}},
        "In the background, this fails again and again: `gerrit` (3 times) and "
        "`&lt;!here&gt;` (9 times).",
    ),
    ({"in_work_ms": NOW_MS - MIN_MS}, WELL),
    ({"in_work_ms": NOW_MS - 3 * MIN_MS}, STUCK),
    ({"given_up_ms": NOW_MS - 2 * DAY_MS}, WELL),
    (
        {"given_up_ms": NOW_MS - MIN_MS},
        "I had to give something up DATE: whoever runs me finds it in the dead letters.",
    ),
    ({"memory_ratio": 0.93}, "Redis is 93 % full; at 100 % I can accept nothing more."),
]


@pytest.mark.parametrize(("found", "said"), TROUBLES)
def test_trouble_is_said_in_a_sentence(found: dict[str, Any], said: str) -> None:
    lines = shown({"succeeded_ms": NOW_MS} | found)
    assert lines[1].removeprefix(":warning: ") == said


JOBS: list[tuple[dict[str, Any], str]] = [
    ({}, f"Jobs: none runs or waits. {BACKGROUND} Redis answers."),
    (
        {"running": 2, "queued_ms": (NOW_MS - 5 * MIN_MS, NOW_MS), "scheduled": 1},
        "Jobs: 2 running, 2 queued, 1 scheduled; the first has waited 5 min for its turn. "
        f"{BACKGROUND} Redis answers.",
    ),
    ({"scheduled": 200}, f"Jobs: at least 200 scheduled. {BACKGROUND} Redis answers."),
    (
        {"memory_ratio": 0.456, "succeeded_ms": 0},
        "Jobs: none runs or waits. Redis answers and is 46 % full.",
    ),
]


@pytest.mark.parametrize(("found", "said"), JOBS)
def test_how_things_go_is_said_below(found: dict[str, Any], said: str) -> None:
    assert shown({"succeeded_ms": NOW_MS} | found)[2] == f"~ {said}"


def test_broken_namespaces_are_named_not_too_many(tmp_path: Path) -> None:
    catalogue = jobs.load(write(tmp_path, **{f"n{n}": "wrong" for n in range(7)}))
    lines = shown({"succeeded_ms": NOW_MS}, catalogue)
    assert lines[1] == (
        ":warning: `n0`, `n1`, `n2`, `n3`, `n4` and 2 more are disabled, since something is wrong "
        "there: `status` says what."
    )


def shown(found: dict[str, Any], catalogue: Catalogue | None = None) -> list[str]:
    """Return what one reads."""
    return read(blocks_of(Condition(**found), NOW_MS, catalogue or Catalogue({}, {})))


def test_a_run_may_be_in_work_for_as_long_as_it_takes() -> None:
    seen = {b"pending:jobs": b"1-0", b"pending:requests": b"2-0", b"dead:jobs": b"3-0"}
    assert moments_of(b"pending:", seen) == [2]


async def test_what_bgtasks_noted_is_read(bot: Bot, redis: Redis) -> None:
    now_ms = int((await redis.time())[0]) * 1000
    await redis.hset(keys.tasks("burrow"), mapping={"gerrit": 1000, "cron": now_ms})
    await redis.hset(keys.failing("burrow", "gerrit"), mapping={"count": 4})
    seen: dict[Any, Any] = {
        "pending:slack_app_mention": "1000-0",
        "pending:jobs": "500-0",
        "dead:requests": f"{now_ms}-3",
    }
    await redis.hset(keys.health("burrow"), mapping=seen)
    assert part(await home(bot), "Health") == [
        ":warning: In the background, this fails again and again: `gerrit` (4 times).\n"
        f":warning: {STUCK}\n"
        ":warning: I had to give something up DATE: whoever runs me finds it in the dead letters.",
        f"~ Jobs: none runs or waits. {BACKGROUND} Redis answers.",
    ]


async def test_runs_that_have_not_ended_are_counted(town: Town) -> None:
    for command in ("demo hi", "demo say x", "demo say y", "demo dep"):
        await town.ask(f"<@bot> {command}")
        await town.begin()
    [_, line] = part(await home(town.bot), "Health")
    assert line.startswith("~ Jobs: 2 running, 1 queued, 1 scheduled; the first has waited ")
