"""`python -m bgtasks`: wait for the lease, and run the tasks while it is held."""

from __future__ import annotations

from bgtasks.app import serve
from bgtasks.tasks import SCHEDULES
from shared import log, process
from shared.settings import BgtasksSettings, load


async def main() -> None:
    """Read the settings and run until told to stop."""
    settings = load(BgtasksSettings)
    log.configure(settings, "bgtasks")
    await serve(settings, SCHEDULES)


if __name__ == "__main__":
    process.run(main())
