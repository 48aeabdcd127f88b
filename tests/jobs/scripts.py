"""The scripts of the shipped namespaces, run as Burrow runs them: each in its folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.processes import ROOT

JOBS = ROOT / "jobs"


@dataclass(frozen=True)
class Said:
    """What a script wrote, and its exit status."""

    status: int
    stdout: str
    stderr: str

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """What it printed, as blocks."""
        found: list[dict[str, Any]] = json.loads(self.stdout)
        return found

    @property
    def lines(self) -> list[str]:
        """The lines of all sections."""
        texts = [block["text"]["text"] for block in self.blocks if block["type"] == "section"]
        return "\n".join(texts).splitlines()


def run(namespace: str, *words: str, **variables: str) -> Said:
    """Run a script of a namespace and return what it said."""
    around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=JOBS / namespace,
        env=around | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return Said(done.returncode, done.stdout, done.stderr)
