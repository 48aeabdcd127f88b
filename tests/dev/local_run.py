"""`python -m dev` in a process of its own, used as people do: from the terminal and the page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from tests.processes import ROOT, wait_for

READY_S = 60.0
# Left over from work on a real installation; none of it may reach the local processes.
FOREIGN = {
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SLACK_TEAM_ID": "T0ELSEWHERE",
    "SLACK_BOT_TOKEN": "xoxb-of-a-real-workspace",
    "ENV": "development",
}


class LocalRun:
    """One run.

    Args:
        words: of the command line.
        root: the checkout to run.
    """

    def __init__(self, folder: Path, *words: str, root: Path = ROOT) -> None:
        self.output = folder / "output.txt"
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dev", *words],
                cwd=root,
                env=os.environ | FOREIGN,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def text(self) -> str:
        """All that it printed."""
        return self.output.read_text()

    def address(self) -> str:
        """Wait for the page's address, with a slash at its end."""

        def printed() -> str | None:
            assert self.process.poll() is None, self.text()
            found = re.search(r"open (http://\S+)", self.text())
            return found[1] if found else None

        return str(wait_for(printed, READY_S, "the address"))

    def do(self, act: str, arguments: Mapping[str, Any]) -> Any:
        """Do what a person does on the page."""
        return fetch(f"{self.address()}_control/{act}", json.dumps(arguments).encode())["result"]

    def texts(self, person: str, channel_id: str) -> list[str]:
        """Return the texts that a person sees in a channel."""
        query = urlencode({"as": person, "id": channel_id})
        shown = fetch(f"{self.address()}_control/channel?{query}")
        return [message["text"] for message in shown["messages"]]

    def descendants(self) -> dict[int, str]:
        """Return the processes below it: id -> command line."""
        parents = {pid: parent_of(pid) for pid in process_ids()}
        below = {self.process.pid}
        for _ in range(3):  # the run, a process, and its workers
            below |= {pid for pid, parent in parents.items() if parent in below}
        return {pid: command_of(pid) for pid in below - {self.process.pid}}

    def pid_of(self, module: str) -> int:
        """Return the id of the process that runs a module."""
        [pid] = [pid for pid, line in self.descendants().items() if line.endswith(f"-m {module}")]
        return pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()


def fetch(url: str, body: bytes | None = None) -> Any:
    """Return the JSON that an address answers with."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  our own page
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  the same
        return json.loads(answer.read())


def process_ids() -> list[int]:
    """Return the ids of all processes."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def parent_of(pid: int) -> int:
    """Return a process's parent, or 0 if it is gone."""
    try:
        # The name in parentheses may hold anything, spaces too.
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def command_of(pid: int) -> str:
    """Return a process's command line, or nothing if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""
