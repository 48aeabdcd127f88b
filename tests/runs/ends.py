"""Runs that have ended, their jobs and outputs, as the tests of telling need them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from consumer.runs.telling import Result
from jobs.definition import Job
from shared.run_record import Run, Where

GENERAL, RANDOM, SUPPORT = "C0GENERAL01", "C0RANDOM001", "C0SUPPORT01"
ALICE, BOB = "U0ALICE0001", "U0BOB000001"
BEGAN_MS = 1_700_000_000_000

JOB = Job(
    namespace="demo",
    name="hi",
    restricted=False,
    folder=Path("jobs/demo"),
    fabfile="",
    fabfile_sha256="",
    default_channel="tech",
    run_args_template="echo hi",
    report_stdout=False,
    report_success=True,
    report_format="text",
    call_tech_support_on_error=True,
    suppress_empty=False,
    timeout_s=3600,
    kill_after_s=10,
    max_age_s=None,
    concurrency=1,
    retries=0,
    memory_mb=1024,
    open_files=256,
    shell=False,
    env=(),
    stream_output=False,
    params={},
    schedule=None,
)
RUN = Run(
    run_id=12,
    job="demo_hi",
    state="succeeded",
    arguments={},
    said="demo hi",
    team_id="T0BURROW001",
    user_id=ALICE,
    via="message",
    where=Where(GENERAL),
    created_ms=BEGAN_MS,
    due_ms=BEGAN_MS,
    queued_ms=BEGAN_MS,
    started_ms=BEGAN_MS,
    ended_ms=BEGAN_MS + 5_000,
    exit_code=0,
    signal=0,
    reason="",
    ended_by="",
    holder="burrow-1",
    attempt=1,
    retries=0,
    kill_after_ms=10_000,
    log="/var/log/burrow/demo_hi/20231114-221320-12",
    stdout_bytes=0,
    stderr_bytes=0,
    truncated=False,
    links=(),
)


def a_job(**changes: Any) -> Job:
    """Return a job that differs from the usual one."""
    return Job(**({name: getattr(JOB, name) for name in JOB.__slots__} | changes))


def a_run(**changes: Any) -> Run:
    """Return a run that differs from one that went well."""
    return msgspec.structs.replace(RUN, **changes)


def failed(**changes: Any) -> Run:
    """Return a run that ended with exit code 3."""
    return a_run(**({"state": "failed", "exit_code": 3} | changes))


def printed(stdout: str | bytes | None = b"", stderr: str = "", **changes: Any) -> Result:
    """Return what there is to tell of a run that printed this; None: on another host."""
    output = stdout.encode() if isinstance(stdout, str) else stdout
    text = (output or b"").decode(errors="replace") + stderr
    fields: dict[str, Any] = {"stdout": output, "stderr": stderr, "text": text}
    return Result(**(fields | {"log": RUN.log, "again": False} | changes))
