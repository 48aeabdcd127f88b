"""`python -m tests.bennettbot.quick_consumer`: the product's consumer, with short waits.

| wait                                        | product | here  |
|---------------------------------------------|---------|-------|
| until a post of unknown fate is looked up   | 3 s     | 0.1 s |
| before a report is told again               | 1 s     | 0.1 s |
| until what a dead consumer held is claimed  | 10 s    | 3 s   |
| until the type of a lost run is free again, |         |       |
| beside its `kill_after_s`                   | 21 s    | 4 s   |
"""

from __future__ import annotations

import jobs
from consumer import app
from consumer.handlers import load
from consumer.runs import last_word
from consumer.timings import Timings
from shared import log, process, writes
from shared.limits import Pace
from shared.settings import ConsumerSettings
from shared.settings import load as load_settings

TIMINGS = Timings(
    lease_s=3, renew_s=0.5, sweep_s=0.2, stuck_s=60, beat_s=0.2, tick_s=0.05, silence_s=3
)
OPTIONS = app.Options(TIMINGS, Pace(spacing_s=0.001, burst=1000))
SOON_S = 0.1


async def serve() -> None:
    """Run with the product's handlers and settings."""
    settings = load_settings(ConsumerSettings)
    log.configure(settings, "consumer")
    await app.serve(settings, load(jobs.load(settings.jobs_dir)), OPTIONS)


if __name__ == "__main__":
    writes.LOOK_UP_AFTER_S = SOON_S
    last_word.PAUSES_S = (SOON_S,) * len(last_word.PAUSES_S)  # type: ignore[assignment]
    process.run(serve())
