"""bgtasks with tasks that bear witness: run as `python -m tests.bgtasks.contender`.

| task     | does                                                                             |
|----------|----------------------------------------------------------------------------------|
| fire     | each 50 ms a fenced write; accepted ones become a line of the file WITNESS:      |
|          | token, begin and end on the monotonic clock in ns, which all processes share     |
| announce | posts to CHANNEL, if it is set, for one and the same subject again and again     |
| linger   | ignores its cancellation, if LINGER is set                                       |
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time

from bgtasks.app import serve
from bgtasks.lease import Times
from bgtasks.schedule import Schedule
from bgtasks.tools import Tools
from shared import log, process
from shared.settings import BgtasksSettings, load

# A tenth of the real ones, so that a test sees many changes of leader.
TIMES = Times(lifetime_s=1.0, renew_s=0.2, stop_early_s=0.2, attempt_s=0.15, again_s=0.05)

schedule = Schedule()


@schedule.every(seconds=0.05, timeout_s=1)
async def fire(tools: Tools) -> None:
    """Write with the token, and bear witness if it was accepted."""
    began_ns = time.monotonic_ns()
    await tools.set_fields("{burrow}:fired", {"by": tools.token})
    line = f"{tools.token} {began_ns} {time.monotonic_ns()}\n"
    with open(os.environ["WITNESS"], "ab", buffering=0) as witness:  # noqa: ASYNC230  one write survives SIGKILL
        witness.write(line.encode())


@schedule.every(seconds=0.2, timeout_s=10)
async def announce(tools: Tools) -> None:
    """Say the same thing as often as the clock wants it."""
    if channel := os.environ.get("CHANNEL"):
        arguments = {"channel": channel, "text": "version 1.2 is out"}
        await tools.writer("release-1.2").write("announce:0", "chat.postMessage", arguments)


@schedule.every(minutes=1, timeout_s=60)
async def linger(tools: Tools) -> None:
    """Stay, whatever happens."""
    while os.environ.get("LINGER"):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)


async def main() -> None:
    """Run as `python -m bgtasks` does."""
    settings = load(BgtasksSettings)
    log.configure(settings, "bgtasks")
    await serve(settings, [schedule], TIMES)


if __name__ == "__main__":
    process.run(main())
