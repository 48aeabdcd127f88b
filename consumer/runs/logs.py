"""Where log files of runs are: `LOGS_DIR/<type>/<UTC second>-<run>/`, on the host that ran them.

| file   | holds                         |
|--------|-------------------------------|
| stdout | what the job wrote there      |
| stderr | the same                      |
| output | both, in the order they came  |
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from shared.run_record import Run
from shared.settings import RunSettings

MOST_BYTES = 4 * 1024 * 1024  # of a report; nobody reads more, and the log file has it


def name_of(run: Run) -> str:
    """Return the folder of a run's log files, below the folder of all; no two runs share one."""
    began = datetime.fromtimestamp(run.started_ms / 1000, UTC).strftime("%Y%m%d-%H%M%S")
    return f"{run.job}/{began}-{run.run_id}"


def folder(settings: RunSettings, run: Run) -> Path:
    """Return the folder of a run's log files."""
    return settings.logs / name_of(run)


def shown_folder(settings: RunSettings, run: Run) -> str:
    """Return the folder of a run's log files as people on the host see it."""
    root = settings.host_logs_dir or str(settings.logs)
    return f"{root.rstrip('/')}/{name_of(run)}"


def content(settings: RunSettings, run: Run, name: str) -> bytes | None:
    """Return what is in one of a run's log files, None if they are not on this host."""
    path = folder(settings, run) / name
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError:
        return None
