"""Consumers and bgtasks with short times that die, or stand still, at a moment of a run's life.

| variable | is                                                                             |
|----------|--------------------------------------------------------------------------------|
| DIE      | the moment: `before` or `after`, and a step: `before run_start`                |
| DIE_BY   | the signal: 9, or 19 to stand still until somebody sends SIGCONT; 0: not to    |
|          | die, but to raise what nobody expects                                          |
| TIMINGS  | a JSON object of consumer.timings.Timings                                      |

| step            | is                                                                      |
|-----------------|-------------------------------------------------------------------------|
| run_*, settle   | a script about runs; run_note with what it notes: `run_note:told`       |
| admitted        | run_tick, if it admitted a run                                          |
| read            | entries of `jobs` were read                                             |
| spawn, ended    | the child is started; it has ended                                      |
| intend:*, answer:* | the note before, or after, a write to Slack, by its name             |
| call:*          | the call of Slack, by the write's name, or by its method                |
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from typing import Any

import orjson

import jobs
from bgtasks import app as bgtasks_app
from bgtasks import misfires
from bgtasks.lease import Times
from consumer import app
from consumer.handlers import load
from consumer.runs.child import Child, Launcher, Spec
from consumer.timings import Timings
from jobs.definition import CronSchedule
from shared import log, process, writes
from shared.events import JOBS
from shared.limits import Pace
from shared.scripts import Call, Scripts
from shared.settings import BgtasksSettings, ConsumerSettings
from shared.settings import load as load_settings
from shared.slack import Slack
from shared.streams import Entry, Streams
from tests.bgtasks.ringer import ringing

LOOK_UP_AFTER_S = 0.3  # the local Slack shows a post at once
PACE = Pace(spacing_s=0.001, burst=1_000)
TIMES = Times(lifetime_s=1.0, renew_s=0.2, stop_early_s=0.2, attempt_s=0.15, again_s=0.05)
OF_JOBS = {"settle", "intend", "answer"}

run_script, run_scripts, call_slack = Scripts.run, Scripts.run_all, Slack.call
read, launch, wait = Streams.read, Launcher.run, Child.ended


class Fate:
    """When to die, and how; once."""

    def __init__(self, moment: str, number: int) -> None:
        self.moment, self.number = moment, number

    def pass_by(self, when: str, step: str) -> None:
        """End here, or stand still, if this is the moment."""
        if self.moment == f"{when} {step}":
            self.moment = ""
            if not self.number:
                raise RuntimeError("a defect of our own")
            os.kill(os.getpid(), self.number)


fate = Fate("", signal.SIGKILL)


def step_of(script: str, keys: Sequence[str], arguments: Sequence[Any]) -> str:
    """Return what a script is for, "" if it has nothing to do with runs."""
    if script == "run_note":
        return f"run_note:{'output' if arguments[4] == 'output' else arguments[5]}"
    if script not in OF_JOBS:
        return script
    if not any(JOBS in key.partition("}")[0] for key in keys):
        return ""
    name = next((str(one) for one in arguments if str(one).startswith("write:")), "")
    return f"{script}{name.removeprefix('write')}"


async def run_and_die(scripts: Scripts, script: str, keys: Any, *arguments: Any) -> Any:
    """Run a script, and perhaps die."""
    step = step_of(script, keys, arguments)
    fate.pass_by("before", step)
    answer = await run_script(scripts, script, keys, *arguments)
    if script == "run_tick" and answer[1]:
        fate.pass_by("after", "admitted")
    fate.pass_by("after", step)
    return answer


async def run_all_and_die(scripts: Scripts, calls: Sequence[Call]) -> list[Any]:
    """Run scripts, and perhaps die."""
    steps = [step_of(call.script, call.keys, call.arguments) for call in calls]
    for step in steps:
        fate.pass_by("before", step)
    answers = await run_scripts(scripts, calls)
    for step, answer in zip(steps, answers, strict=True):
        if step == "run_tick" and answer[1]:
            fate.pass_by("after", "admitted")
        fate.pass_by("after", step)
    return answers


async def call_and_die(slack: Slack, method: str, arguments: Any, **more: Any) -> dict[str, Any]:
    """Call Slack, and perhaps die."""
    write = arguments.get("metadata", {}).get("event_payload", {}).get("write", "")
    step = f"call:{write.split(':', 2)[2]}" if write.startswith("run:") else f"call:{method}"
    fate.pass_by("before", step)
    answer = await call_slack(slack, method, arguments, **more)
    fate.pass_by("after", step)
    return answer


async def read_and_die(streams: Streams, names: Any, count: int, block_ms: int) -> list[Entry]:
    """Read, and perhaps die with what was read."""
    entries = await read(streams, names, count, block_ms)
    if any(entry.stream == JOBS for entry in entries):
        fate.pass_by("after", "read")
    return entries


async def launch_and_die(launcher: Launcher, spec: Spec) -> Child:
    """Start a child, and perhaps die."""
    fate.pass_by("before", "spawn")
    child = await launch(launcher, spec)
    fate.pass_by("after", "spawn")
    return child


async def wait_and_die(child: Child) -> Any:
    """Wait for a child's end, and perhaps die."""
    ended = await wait(child)
    fate.pass_by("after", "ended")
    return ended


def tell_the_fate() -> None:
    """Put the moments in their places."""
    fate.moment = os.environ.get("DIE", "")
    fate.number = int(os.environ.get("DIE_BY", signal.SIGKILL))
    for owner, name, mortal in (
        (Scripts, "run", run_and_die),
        (Scripts, "run_all", run_all_and_die),
        (Slack, "call", call_and_die),
        (Streams, "read", read_and_die),
        (Launcher, "run", launch_and_die),
        (Child, "ended", wait_and_die),
    ):
        setattr(owner, name, mortal)


async def consume() -> None:
    """Run as `python -m consumer` does."""
    settings = load_settings(ConsumerSettings)
    log.configure(settings, "consumer")
    timings = Timings(**orjson.loads(os.environ["TIMINGS"]))
    registry = load(jobs.load(settings.jobs_dir))
    await app.serve(settings, registry, app.Options(timings=timings, pace=PACE))


def multiples(schedule: CronSchedule, last_ms: int, now_ms: int, most: int) -> list[int]:
    """Return the newest whole seconds between two moments: schedules are due that often here."""
    return [n * 1000 for n in range(last_ms // 1000 + 1, now_ms // 1000 + 1)][-most:]


async def keep_time() -> None:
    """Run as `python -m bgtasks` does, with the schedules of jobs only."""
    misfires.missed = multiples  # type: ignore[attr-defined]
    settings = load_settings(BgtasksSettings)
    log.configure(settings, "bgtasks")
    await bgtasks_app.serve(settings, [ringing(0.1)], TIMES)


def run_consumer() -> None:
    """Be a consumer."""
    writes.LOOK_UP_AFTER_S = LOOK_UP_AFTER_S
    tell_the_fate()
    process.run(consume())


def run_bgtasks() -> None:
    """Be bgtasks."""
    process.run(keep_time())


ROLES = {"consumer": run_consumer, "bgtasks": run_bgtasks}
