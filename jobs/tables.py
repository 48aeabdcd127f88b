"""The tables of a jobs.toml as they stand there; __init__.py explains each key."""

from __future__ import annotations

from pydantic import Field

from jobs.definition import Action, Format, Misfire
from jobs.fields import (
    DAY_S,
    Address,
    Channel,
    CronLine,
    Line,
    OneLine,
    Regular,
    Repository,
    Seconds,
    Sha256,
    TimeZone,
    Value,
    Variable,
)
from jobs.params import Kind
from jobs.template import TEMPLATE_CHARS
from shared.toml import Content, Words

LONGEST_DELAY_S = 90 * DAY_S
HELP_CHARS = 100  # more would break into two lines in the list of commands
DESCRIPTION_CHARS = 200
MOST_VALUES = 100


class ParamTable(Content):
    """`[jobs.<job>.params.<name>]`."""

    type: Kind = "text"
    choices: tuple[Value, ...] = Field((), max_length=MOST_VALUES)
    default: Value | None = None
    pattern: Regular = ""
    allow_dash: bool = False


class ScheduleTable(Content):
    """`[jobs.<job>.schedule]`."""

    cron: CronLine
    time_zone: TimeZone = "UTC"
    misfire: Misfire = "once"


class JobTable(Content):
    """`[jobs.<job>]`."""

    run_args_template: Words = Field(max_length=TEMPLATE_CHARS)
    report_stdout: bool = False
    report_success: bool = True
    report_format: Format = "text"
    call_tech_support_on_error: bool = True
    suppress_empty: bool = False
    timeout_s: Seconds = 3_600.0
    kill_after_s: float = Field(10.0, ge=0, le=600, allow_inf_nan=False)
    max_age_s: float | None = Field(None, ge=1, le=LONGEST_DELAY_S, allow_inf_nan=False)
    concurrency: int = Field(1, ge=1, le=100)
    retries: int = Field(0, ge=0, le=10)
    memory_mb: int = Field(1_024, ge=16, le=1_048_576)
    open_files: int = Field(256, ge=16, le=65_536)
    shell: bool = False
    env: tuple[Variable, ...] = Field((), max_length=MOST_VALUES)
    stream_output: bool = False
    params: dict[str, ParamTable] = Field({})
    schedule: ScheduleTable | None = None


class CommandTable(Content):
    """`[[slack]]`."""

    command: Line
    help: Line = Field(max_length=HELP_CHARS)
    action: Action
    job_type: str
    delay_seconds: int = Field(0, ge=0, le=LONGEST_DELAY_S)


class GitHubTable(Content):
    """`[github]`."""

    repository: Repository
    branch: str = Field("", max_length=250)


class NamespaceTable(Content):
    """A jobs.toml."""

    description: OneLine = Field("", max_length=DESCRIPTION_CHARS)
    restricted: bool = False
    fabfile: Address | None = None
    fabfile_sha256: Sha256 | None = None
    default_channel: Channel = "tech"
    github: GitHubTable | None = None
    jobs: dict[str, JobTable]
    slack: tuple[CommandTable, ...] = ()
