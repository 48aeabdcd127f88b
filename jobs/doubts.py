"""What works, but hardly as its author meant it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jobs import template
from jobs.definition import Job
from jobs.interpreters import CODE_OPTIONS, program
from jobs.tables import NamespaceTable
from jobs.template import Word

# Secrets of Burrow's own: who has them is the bot.
SECRETS = {
    "GITHUB_WEBHOOK_SECRET", "HOOKS_SECRET", "REDIS_URL", "SECRETS_KEY", "SLACK_APP_TOKEN",
    "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_USER_TOKEN", "SLACK_VERIFICATION_TOKEN",
}  # fmt: skip


def doubts(folder: Path, table: NamespaceTable, jobs: Mapping[str, Job]) -> Iterator[str]:
    """Yield a line for each doubtful thing of a namespace."""
    name = folder.name
    if table.github and not table.github.branch:
        yield f"{name}: github has no branch: a pull request merged into any of them deploys"
    for job in jobs.values():
        for doubt in of_job(job):
            yield f"{job.namespace}: jobs.{job.name}: {doubt}"


def of_job(job: Job) -> Iterator[str]:
    """Yield what is doubtful about a job."""
    if job.suppress_empty and not job.report_stdout:
        yield "suppress_empty does nothing without report_stdout"
    for name in sorted(SECRETS & set(job.env)):
        yield f"{name} in env gives the job the bot's own secret"
    used = {*template.holes(job.run_args_template)}
    upper = template.variables(job.run_args_template)
    for name in job.params:
        if name not in used and name.upper() not in upper:
            yield f"{name} is not in the template: only BURROW_ARG_{name.upper()} has it"
    yield from of_program(job)


def of_program(job: Job) -> Iterator[str]:
    """Yield what is doubtful about the file that a job starts."""
    if job.shell or job.fabfile:
        return
    command = template.words(job.run_args_template)
    start = template.literal(command[0])
    if script := script_of(command):
        if not (job.folder / script).is_file():
            yield f"{script} is not there: put it beside jobs.toml"
    elif "/" in start and not start.startswith("/") and not os.access(job.folder / start, os.X_OK):
        yield f"{start} is not there, or nobody may run it: chmod +x {start}"


def script_of(command: Sequence[Word]) -> str:
    """Return the file that an interpreter would read, if the command says it in full."""
    if len(command) < 2 or program(command[0]) not in CODE_OPTIONS:
        return ""
    script = template.literal(command[1])
    is_file = "." in script and not script.startswith(("-", "/"))
    return script if is_file and len(command[1]) == 1 else ""
