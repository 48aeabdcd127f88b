"""Closed-loop load: wrk replays a file of signed requests over a number of connections.

Closed loop means that a connection sends its next request when the last was answered: p50 and p99
at saturation are waiting in line (about connections / rate), only at one connection service time.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import RunFailed, last_line
from shared.errors import SettingsError

SCRIPT = Path(__file__).resolve().parent / "replay.lua"
ANSWER_TIMEOUT_S = 5
ERRORS = ("connect", "read", "write", "status", "timeout")


@dataclass(frozen=True, slots=True)
class Answers:
    """What wrk saw."""

    requests: int
    seconds: float
    p50_us: float
    p99_us: float
    errors: int


def require_wrk() -> str:
    """Return the path of wrk.

    Raises:
        SettingsError: it is not installed; the message holds the cure.
    """
    if found := shutil.which("wrk"):
        return found
    raise SettingsError("no wrk on PATH, the load generator of the gateway part: apt install wrk")


def replay(url: str, events: Path, *, connections: int, seconds: int, skip: int) -> Answers:
    """Send requests for some seconds.

    Args:
        skip: how many requests of the file were sent already.

    Raises:
        RunFailed: nothing was answered, or there were too few requests in the file.
    """
    options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", f"{ANSWER_TIMEOUT_S}s"]
    command = [require_wrk(), *options, "-s", str(SCRIPT), url, "--", str(events), str(skip)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    return read_answers(done.stdout, done.stderr)


def read_answers(output: str, errors: str = "") -> Answers:
    """Return what replay.lua printed.

    Raises:
        RunFailed: it is not a measurement.
    """
    match = re.search(r"^RESULT (.*)$", output, re.MULTILINE)
    if not match:
        raise RunFailed(f"wrk gave no result: {last_line(output + errors)}")
    seen = json.loads(match[1])
    if not seen["requests"]:
        raise RunFailed(f"no request was answered; {error_counts(seen)}")
    if seen["started_again"]:
        raise RunFailed("the events ran out: raise EVENTS_PER_S in benchmarks/gateways.py")
    failed = sum(seen[kind] for kind in ERRORS)
    seconds = seen["duration_us"] / 1e6
    return Answers(seen["requests"], seconds, seen["p50_us"], seen["p99_us"], failed)


def error_counts(seen: dict[str, int]) -> str:
    """Return wrk's errors by kind."""
    return ", ".join(f"{kind} {seen[kind]}" for kind in ERRORS)


def first_status(port: int, events: Path) -> int:
    """Send the first request of a file by itself; return the status of the answer."""
    with events.open("rb") as file:
        request = file.read(int(file.readline()))
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_TIMEOUT_S)
    try:
        connection.request("POST", first.split(" ")[1], body=body, headers=fields)
        return connection.getresponse().status
    finally:
        connection.close()
