"""Processes of bgtasks that a test starts, watches and kills."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from dev.slack.control import Slack as Workspace

ROOT = Path(__file__).parents[2]
POLL_S = 0.02


def environment(redis_url: str, workspace: Workspace) -> dict[str, str]:
    """Return the variables of an instance, and nothing of the test's own."""
    return {
        "PATH": os.environ["PATH"],
        "REDIS_URL": redis_url,
        "SLACK_BOT_TOKEN": workspace.workspace.bot_token,
        "SLACK_API_URL": workspace.api_url,
        "LOG_FORMAT": "json",
        "DYNO": "clock.1",
    }


class Instance:
    """One process; its log lines are kept in a file."""

    def __init__(self, module: str, variables: dict[str, str], log_path: Path) -> None:
        self.log_path = log_path
        with log_path.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module],
                cwd=ROOT,
                env=variables,
                stdout=output,
                stderr=subprocess.PIPE,
            )

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Return the log lines of one name."""
        whole = self.log_path.read_bytes().rpartition(b"\n")[0]
        lines = [json.loads(line) for line in whole.splitlines()]
        return [line for line in lines if line["event"] == event]

    async def says(self, event: str, timeout_s: float = 10.0) -> dict[str, Any]:
        """Wait for a log line and return the newest of its name."""
        deadline = time.monotonic() + timeout_s
        while not (found := self.lines(event)):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"no {event} in {timeout_s} s:\n{self.log_path.read_text()}")
            await asyncio.sleep(POLL_S)
        return found[-1]

    async def exit_status(self, timeout_s: float = 25.0) -> int:
        """Wait for the end of the process and return its status."""
        return await asyncio.to_thread(self.process.wait, timeout_s)

    def errors(self) -> str:
        """Return what an ended process wrote to stderr."""
        assert self.process.stderr
        return self.process.stderr.read().decode()

    def signal(self, number: int) -> None:
        """Send a signal, if the process still runs."""
        if self.process.poll() is None:
            self.process.send_signal(number)

    def end(self) -> None:
        """Kill it, however it is."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGKILL)
        self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()
