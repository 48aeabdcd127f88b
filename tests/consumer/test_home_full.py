"""The home tab of somebody who has more of everything than it can show."""

from __future__ import annotations

import time
from pathlib import Path

from redis.asyncio import Redis

from shared import keys
from shared.runs import Runs
from shared.scripts import Scripts
from tests.consumer.bot import ALICE, BOB
from tests.consumer.conftest import OpenBot
from tests.consumer.demo_jobs import registry_of
from tests.consumer.home_tab import Block, blocks_in, buttons, opened, part
from tests.consumer.waiting_requests import Waiting, keep
from tests.runs.ends import a_run

RUNS, NAMESPACES, COMMANDS, PLANS = 500, 40, 30, 30
MOST_MS = 500  # a sixth of the time that Slack would wait, on a busy machine
HELP = "x" * 90 + " & <so on>"


def namespace(name: str) -> str:
    """Return the file of a namespace with many commands and a schedule."""
    head = f"[jobs.{name}]\nrun_args_template = 'echo {{w}}'\nschedule = {{ cron = '0 9 * * *' }}\n"
    head += f"[jobs.{name}.params.w]\ndefault = 'x'\n"
    command = "[[slack]]\ncommand = 'c{} [w]'\nhelp = '{}'\naction = 'schedule_job'\n"
    job = f"job_type = '{name}'\n"
    return head + "".join(command.format(n, HELP) + job for n in range(COMMANDS))


async def fill(waiting: Waiting, redis: Redis) -> None:
    """Let Alice have asked for many runs, and scheduled many commands."""
    said = "n1 c1 " + "& <y>" * 40
    asked = a_run(said=said, job="n1_n1", user_id=ALICE, arguments={"w": "& <y>" * 40})
    pipe = redis.pipeline(transaction=False)
    for run_id in range(1, RUNS + 1):
        fields = {"job": asked.job, "state": "succeeded", "said": said, "user_id": ALICE}
        times = {"created_ms": run_id, "started_ms": run_id, "ended_ms": run_id + 1}
        pipe.hset(keys.run(run_id), mapping=fields | times | {"arguments": '{"w": "& <y>"}'})  # type: ignore[arg-type]
        pipe.zadd(keys.ended_runs(), {str(run_id): run_id})
    await pipe.execute()
    for number in range(PLANS):
        await keep(waiting, f"k{number}", command="n1 c1 " + "& <y>" * 100)


async def test_tab_holds_what_fits_and_counts_the_rest(
    open_bot: OpenBot, redis: Redis, scripts: Scripts, tmp_path: Path
) -> None:
    names = [f"n{number}" for number in range(NAMESPACES)]
    registry = registry_of(tmp_path, **{name: namespace(name) for name in names})
    bot = await open_bot(registry, JOBS_CONCURRENCY="0")
    await fill(Waiting(bot, redis, scripts), redis)
    began = time.monotonic()
    blocks = blocks_in(await bot.hear(opened(bot)))
    took_ms = (time.monotonic() - began) * 1000
    assert len(blocks) <= 100
    assert max(len(block["elements"]) for block in blocks if block["type"] == "actions") <= 25
    assert max(map(len, texts(blocks))) <= 3000
    assert took_ms < MOST_MS
    lines = part(blocks, "What you may do here")
    assert lines[2].endswith(" and 22 more: `help n0` [Help]")
    assert lines[-1] == "~ … and 25 more: `help`"
    assert part(blocks, "Your recent runs")[-1] == "~ … and 492 more: `runs`"
    scheduled = part(blocks, "Scheduled")
    assert scheduled[-2] == "~ … and 20 more: `schedules`, as a direct message"
    assert scheduled[-1].endswith("… and 30 more: `schedules`")
    assert len({one["action_id"] for one in buttons(blocks)}) == len(buttons(blocks))


def texts(blocks: list[Block]) -> list[str]:
    """Return the texts of sections."""
    return [block["text"]["text"] for block in blocks if block["type"] == "section"]


async def test_newest_runs_of_somebody_are_found_among_those_of_others(
    redis: Redis, scripts: Scripts
) -> None:
    for run_id in range(1, 13):
        user = ALICE if run_id % 2 else BOB
        await redis.hset(keys.run(run_id), mapping={"user_id": user, "state": "succeeded"})
        await redis.zadd(keys.ended_runs(), {str(run_id): run_id})
    found, of_all = await Runs(scripts).ended_of(ALICE, limit=10, most=3)
    assert ([run.run_id for run in found], of_all) == ([11, 9, 7], 5)
