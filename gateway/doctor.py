"""`python -m gateway doctor`: what is wrong with this installation, and the cure; changes nothing.

It may run anywhere with the settings of the installation, also while nothing else runs. Lines come
in the order in which one connects a workspace, so that the first wrong one is the one to mend.
Secrets are never printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Callable

import uvloop

from gateway import doctor_address, doctor_redis, doctor_settings, doctor_slack
from gateway.doctor_finding import Finding
from gateway.doctor_settings import Given
from shared import prctl

CLOCK_S = 60.0  # further apart and messages are dropped as too old, or as of the future

NO_ADDRESS = Finding("skipped", "Redis", "the settings above have to be right first")

Clock = Callable[[], float]


def main(*, socket_mode: bool) -> None:
    """Print the report; the exit status is 1 if something is wrong."""
    prctl.hide_from_jobs()
    sys.exit(uvloop.run(report(doctor_settings.read(socket_mode=socket_mode), time.time)))


async def report(given: Given, clock: Clock) -> int:
    """Print each line as soon as it is known; return the exit status."""
    wrong = 0
    async for finding in examine(given, clock):
        wrong += finding.mark == "wrong"
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{wrong or 'nothing'} wrong\n")
    return 1 if wrong else 0


async def examine(given: Given, clock: Clock) -> AsyncIterator[Finding]:
    """Look at everything, in order."""
    for finding in doctor_settings.findings(given):
        yield finding
    async with doctor_redis.connected(given.process) as redis:
        yield await doctor_redis.look(redis) if given.process else NO_ADDRESS
        redis_s, ours_s = await doctor_redis.time_of(redis), clock()
        said = await doctor_slack.whose(given)
        yield clock_finding(ours_s, {"Redis": redis_s, "Slack": said.date_s if said else None})
        app = await doctor_slack.app_of(given, said)
        yield doctor_slack.token_finding(given, said, app)
        for finding in doctor_slack.scope_findings(said):
            yield finding
        yield await doctor_slack.app_token_finding(given, app)
        team = str(said.body.get("team_id", "")) if said else ""
        yield await doctor_address.request_url_finding(given, team, app, clock())
        name = given.process.app_name if given.process else ""
        for finding in await doctor_redis.look_behind(redis, name, redis_s):
            yield finding


def clock_finding(ours_s: float, theirs: dict[str, float | None]) -> Finding:
    """Compare this machine's clock with those that were told."""
    told = {whose: their_s - ours_s for whose, their_s in theirs.items() if their_s is not None}
    if not told:
        return Finding("skipped", "clock", "neither Redis nor Slack tells the time")
    off = [
        f"{whose} is {abs(ahead_s):.0f} s {'ahead' if ahead_s > 0 else 'behind'}"
        for whose, ahead_s in told.items()
        if abs(ahead_s) > CLOCK_S
    ]
    if not off:
        return Finding("ok", "clock", f"within {CLOCK_S:g} s of {' and '.join(told)}")
    cure = "set the clock of this machine and that of Redis (NTP); Slack's is right"
    return Finding("wrong", "clock", f"{', '.join(off)}, compared with this machine", cure)
