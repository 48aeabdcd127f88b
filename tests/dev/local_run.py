"""`python -m dev` in a process of its own, used as people do: from the terminal and the page."""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from dev.child_process import ChildProcess
from tests.processes import ROOT

READY_S = 60.0
# Left over from work on a real installation; none of it may reach the local processes.
FOREIGN = {
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SLACK_TEAM_ID": "T0ELSEWHERE",
    "SLACK_BOT_TOKEN": "xoxb-of-a-real-workspace",
    "ENV": "development",
}


class LocalRun(ChildProcess):
    """One run.

    Args:
        words: of the command line.
        root: the checkout to run.
    """

    def __init__(self, folder: Path, *words: str, root: Path = ROOT) -> None:
        super().__init__(folder / "output.txt")
        self.words, self.root = words, root

    def start(self) -> Self:
        """Start it; it says by itself when it can be used."""
        command = [sys.executable, "-m", "dev", *self.words]
        self.spawn(command, os.environ | FOREIGN, self.root)
        return self

    def address(self) -> str:
        """Wait for the page's address, with a slash at its end."""

        def printed() -> str | None:
            found = re.search(r"open (http://\S+)", self.text())
            return found[1] if found else None

        return self.until(printed, READY_S, "the address of the page")

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
        below = {self.pid}
        for _ in range(3):  # the run, a process, and its workers
            below |= {pid for pid, parent in parents.items() if parent in below}
        return {pid: command_of(pid) for pid in below - {self.pid}}

    def pid_of(self, module: str) -> int:
        """Return the id of the process that runs a module."""
        [pid] = [pid for pid, line in self.descendants().items() if line.endswith(f"-m {module}")]
        return pid


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
