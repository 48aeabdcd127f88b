"""Burrow's jobs, and requests for them such as a schedule makes; `python -m consumer` runs them.

Of one type only one runs at a time, so there are more types than places. A run that succeeds is
told to nobody: the figures are those of queue and process, not of Slack.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import uvloop
from redis.asyncio import Redis

from benchmarks.asking import CHILD, Ask, main
from benchmarks.signed_events import Identity
from shared.channels import Channels
from shared.requests import Asker, Request, ask
from shared.scripts import Scripts

TYPES = 16  # twice the places: the next in turn is seldom of a type that still runs
ASKER = Asker(Identity().team_id, "", "schedule")
CHANNEL = ("C0BENCH0001", "tech")
DEFINITION = """\
[jobs.stamp{number}]
run_args_template = "{command} {{serial}}"
report_success = false
env = ["STAMPS"]
"""


def define(folder: Path) -> None:
    """Write the definitions of the jobs, a namespace `bench`."""
    command = " ".join(CHILD)
    tables = [DEFINITION.format(number=number, command=command) for number in range(TYPES)]
    text = "\n".join([f'default_channel = "{CHANNEL[1]}"\n', *tables])
    (folder / "bench").mkdir(parents=True, exist_ok=True)
    (folder / "bench" / "jobs.toml").write_text(text)


def request(serial: int) -> Request:
    """Return the request for one job; neighbours are of different types."""
    return Request(ASKER, job=f"bench_stamp{serial % TYPES}", arguments={"serial": str(serial)})


@contextlib.asynccontextmanager
async def asking(redis_url: str) -> AsyncIterator[Ask]:
    """Open what publishes requests."""
    async with Redis.from_url(redis_url, protocol=2) as redis:
        await Channels(redis, "burrow").put(*CHANNEL)  # as bgtasks would have done
        scripts = Scripts(redis, allow_oom=False)
        yield lambda serial: ask(scripts, f"b{serial}", request(serial), int(time.time() * 1000))


if __name__ == "__main__":
    main(uvloop.run, asking)
