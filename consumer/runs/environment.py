"""What a job's process is given: the command, the folder, the variables. Nothing else is inherited.

| variable              | is                                                                     |
|-----------------------|------------------------------------------------------------------------|
| PATH                  | ABSOLUTE_BIN, then our Python's folder, then ours                      |
| PYTHONPATH            | the folder that Burrow is in                                           |
| HOME, LANG, LC_*, TZ, | ours, if they are set                                                  |
| TMPDIR                |                                                                        |
| STATE_DIR             | where a job may keep files, absolute                                   |
| BURROW_RUN, _JOB,     | id of the run, type of the job, who asked and where; may be empty      |
| _USER, _CHANNEL       |                                                                        |
| BURROW_ARG_<NAME>     | the value of a parameter                                               |
| BURROW_CALLBACK_URL   | where the run reports later, if PUBLIC_URL and HOOKS_SECRET are set    |
| those named in `env`  | ours, if they are set                                                  |
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from jobs.definition import Job
from shared.callbacks import callback_url
from shared.run_record import Run
from shared.runs import ENDED_KEPT_S
from shared.settings import RunSettings

ROOT = Path(__file__).parents[2]
INHERITED = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")


def environment(
    job: Job, run: Run, values: Mapping[str, str], settings: RunSettings
) -> dict[str, str]:
    """Return the variables of a run.

    Args:
        values: of the job's parameters, by name.
    """
    path = (settings.absolute_bin, str(Path(sys.executable).parent), os.environ.get("PATH", ""))
    own = {
        "PATH": os.pathsep.join(filter(None, path)),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",  # or a stream would see nothing before the end
        "STATE_DIR": str(settings.state_dir.absolute()),
        "BURROW_RUN": str(run.run_id),
        "BURROW_JOB": run.job,
        "BURROW_USER": run.user_id,
        "BURROW_CHANNEL": run.where.channel,
    }
    inherited = {name: os.environ[name] for name in (*INHERITED, *job.env) if name in os.environ}
    return inherited | own | job.variables(values) | callback(run, settings)


def callback(run: Run, settings: RunSettings) -> dict[str, str]:
    """Return the address at which the run may report, if there is one."""
    if not settings.public_url or settings.hooks_secret is None:
        return {}
    expires_s = run.started_ms / 1000 + ENDED_KEPT_S
    secret = settings.hooks_secret.get_secret_value()
    url = callback_url(settings.public_url, secret, run.run_id, run.where, int(expires_s))
    return {"BURROW_CALLBACK_URL": url}


def working_folder(job: Job, settings: RunSettings) -> Path:
    """Return where a job runs: its namespace's folder, or one that a fetched file can be put in."""
    if not job.fabfile:
        return job.folder
    folder = settings.state_dir.absolute() / "workspace" / job.namespace
    folder.mkdir(parents=True, exist_ok=True)
    return folder
