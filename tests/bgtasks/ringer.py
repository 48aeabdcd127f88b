"""bgtasks whose schedules are due every 250 ms: run as `python -m tests.bgtasks.ringer`.

JOBS_DIR has one job with a schedule and `misfire = "all"`. Its due times are the multiples of
250 ms, and all that were missed are made up for, however busy the machine is.
"""

from __future__ import annotations

from bgtasks import misfires
from bgtasks.app import serve
from bgtasks.lease import Times
from bgtasks.schedule import Schedule
from bgtasks.tasks import cron
from bgtasks.tools import Tools
from jobs.definition import CronSchedule
from shared import log, process
from shared.settings import BgtasksSettings, load

EACH_MS = 250
# A tenth of the real ones, so that a test sees many changes of the active instance.
TIMES = Times(lifetime_s=1.0, renew_s=0.2, stop_early_s=0.2, attempt_s=0.15, again_s=0.05)


def ringing(each_s: float) -> Schedule:
    """Return the two tasks of the clock, so often."""
    schedule = Schedule()

    @schedule.every(seconds=each_s, timeout_s=2)
    async def ring(tools: Tools) -> None:
        """Fire what is due."""
        await cron.fire_cron(tools)

    @schedule.every(seconds=each_s, timeout_s=2)
    async def ring_once(tools: Tools) -> None:
        """Publish what people scheduled."""
        await cron.fire_one_offs(tools)

    return schedule


def multiples(schedule: CronSchedule, last_ms: int, now_ms: int, most: int) -> list[int]:
    """Return the newest multiples of the interval between two moments."""
    first = last_ms // EACH_MS + 1
    return [n * EACH_MS for n in range(first, now_ms // EACH_MS + 1)][-most:]


async def main() -> None:
    """Run as `python -m bgtasks` does."""
    settings = load(BgtasksSettings)
    log.configure(settings, "bgtasks")
    misfires.missed = multiples  # type: ignore[attr-defined]
    misfires.MOST_FIRED = 10_000
    await serve(settings, [ringing(0.05)], TIMES)


if __name__ == "__main__":
    process.run(main())
