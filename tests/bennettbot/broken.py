"""Case 44: a namespace for each mistake that stopped all of bennettbot's processes."""

from __future__ import annotations

from typing import NamedTuple


class Broken(NamedTuple):
    """A definition with one mistake.

    Args:
        key: what the message names.
        rule: how the message goes on.
    """

    text: str
    key: str
    rule: str


JOB = '[jobs.it]\nrun_args_template = "true"\n'
SAID = '[[slack]]\ncommand = "it"\naction = "schedule_job"\njob_type = "it"\n'
HELP = 'help = "x"\n'

BROKEN = {
    "no-template": Broken("[jobs.it]\n", "jobs.it.run_args_template", "is missing"),
    "odd-job-key": Broken(f"{JOB}retrys = 1\n", "jobs.it.retrys", "is not known here"),
    "odd-format": Broken(f'{JOB}report_format = "html"\n', "jobs.it.report_format", "is not known"),
    "no-help": Broken(f"{JOB}{SAID}", "slack.0.help", "is missing"),
    "odd-slack-key": Broken(f"{JOB}{SAID}{HELP}delay = 1\n", "slack.0.delay", "is not known here"),
    "no-such-job": Broken(
        f"{JOB}{SAID}{HELP}".replace('job_type = "it"', 'job_type = "that"'),
        "slack.0.job_type",
        "is no job here",
    ),
    "odd-hole": Broken(
        f"{JOB}{SAID}{HELP}".replace('command = "it"', 'command = "it [n]"'),
        "slack.0.command",
        "has [n], which the template has not",
    ),
    "under_score": Broken(f"{JOB}{SAID}{HELP}", "under_score", "_"),
}
