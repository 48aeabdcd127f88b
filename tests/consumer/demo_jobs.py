"""The namespaces of these tests: `demo` is open, `sec` restricted, as in the acceptance cases."""

from __future__ import annotations

from pathlib import Path

import jobs
from consumer.handlers import load
from consumer.registry import Registry

DEMO = """
description = "Things to try"

[jobs.hi]
run_args_template = "echo hi"
[jobs.say]
run_args_template = "echo {w}"
[jobs.dep]
run_args_template = "true"
[jobs.greet]
run_args_template = "echo {name}"
[jobs.pair]
run_args_template = "echo {a} {b}"
[jobs.praise]
run_args_template = "echo {who} {where} {how}"
[jobs.praise.params.who]
type = "user"
[jobs.praise.params.where]
type = "channel"
[jobs.praise.params.how]
choices = ["much", "little"]
default = "much"

[[slack]]
command = "hi"
help = "says hi"
action = "schedule_job"
job_type = "hi"
[[slack]]
command = "say [w]"
help = "says it"
action = "schedule_job"
job_type = "say"
[[slack]]
command = "greet [name]"
help = "greets somebody"
action = "schedule_job"
job_type = "greet"
[[slack]]
command = "greet"
help = "says hi"
action = "schedule_job"
job_type = "hi"
[[slack]]
command = "[a] against [b]"
help = "compares"
action = "schedule_job"
job_type = "pair"
[[slack]]
command = "praise [who] in [where] [how]"
help = "praises"
action = "schedule_job"
job_type = "praise"
[[slack]]
command = "dep"
help = "deploys"
action = "schedule_job"
job_type = "dep"
delay_seconds = 60
[[slack]]
command = "dep now"
help = "deploys at once"
action = "schedule_job"
job_type = "dep"
[[slack]]
command = "dep cancel"
help = "takes a deploy back"
action = "cancel_job"
job_type = "dep"
[[slack]]
command = "dep hold from [start_at] to [end_at]"
help = "holds deploys back"
action = "schedule_suppression"
job_type = "dep"
[[slack]]
command = "dep hold cancel"
help = "lets deploys go"
action = "cancel_suppression"
job_type = "dep"
"""
SEC = """
description = "For members"
restricted = true
default_channel = "#ops"

[jobs.run]
run_args_template = "true"
[jobs.deploy]
run_args_template = "true"

[[slack]]
command = "run"
help = "runs"
action = "schedule_job"
job_type = "run"
"""


def write(folder: Path, **namespaces: str) -> Path:
    """Write namespaces as a contributor does; demo and sec, if none are named."""
    for name, text in (namespaces or {"demo": DEMO, "sec": SEC}).items():
        (folder / name).mkdir(parents=True)
        (folder / name / "jobs.toml").write_text(text)
    return folder


def registry_of(folder: Path, **namespaces: str) -> Registry:
    """Return the product's handlers with these namespaces beside them."""
    return load(jobs.load(write(folder, **namespaces)))
