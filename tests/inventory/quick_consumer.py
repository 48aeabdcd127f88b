"""`python -m tests.inventory.quick_consumer`: the product's consumer, without pauses between posts.

A post a second in each channel would make minutes of what is a matter of seconds.
"""

from __future__ import annotations

from consumer import app
from consumer.handlers import load
from consumer.timings import Timings
from shared import log, process
from shared.limits import Pace
from shared.settings import ConsumerSettings
from shared.settings import load as load_settings

# stuck_s: a busy machine is no reason to end; sweep_s: what is parked comes back at once.
OPTIONS = app.Options(Timings(sweep_s=0.1, stuck_s=60), Pace(spacing_s=0.001, burst=1000))


async def serve() -> None:
    """Run with the product's handlers and settings."""
    settings = load_settings(ConsumerSettings)
    log.configure(settings, "consumer")
    await app.serve(settings, load(), OPTIONS)


if __name__ == "__main__":
    process.run(serve())
