"""What a process decides about itself, asked of a process that did."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shared import prctl
from tests.processes import ROOT

GET_DUMPABLE = 3
ASK = f"""
import asyncio, ctypes
from shared import process
async def ask():
    print(ctypes.CDLL(None).prctl({GET_DUMPABLE}, 0, 0, 0, 0))
process.run(ask())
"""


@pytest.mark.skipif(not prctl.LINUX, reason="prctl is Linux's")
def test_every_process_of_ours_hides_its_environment_from_jobs() -> None:
    answer = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("0\n", "")
