"""A child process: what it is waited for, how it ends, and what is said of one that fails."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

import pytest

from dev.child_process import ChildProcess

LASTING = "import time; print('hello', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {LASTING}"
ORDERLY = f"import signal; signal.signal(signal.SIGTERM, lambda *_: exit(7)); {LASTING}"


class Script(ChildProcess):
    """A few words of Python; they have no input."""

    def __init__(self, folder: Path, source: str) -> None:
        super().__init__(folder / "output.txt")
        self.source = source

    def start(self) -> Self:
        """Start it."""
        self.spawn([sys.executable, "-c", self.source])
        return self


def test_what_is_waited_for_is_returned(tmp_path: Path) -> None:
    with Script(tmp_path, LASTING) as script:
        assert script.until(lambda: script.text().strip(), 10, "a word") == "hello"
        script.kill()
    assert script.status() == -signal.SIGKILL


def test_end_before_what_is_waited_for_is_told_with_the_last_words(tmp_path: Path) -> None:
    with (
        Script(tmp_path, "raise SystemExit('no such thing')") as script,
        pytest.raises(RuntimeError, match=r"^ended with status 1 before a word; .*\nno such thing"),
    ):
        script.until(lambda: script.text() == "hello", 10, "a word")


def test_deadline_is_told_with_the_last_words(tmp_path: Path) -> None:
    with Script(tmp_path, LASTING) as script:
        script.until(script.text, 10, "a word")
        with pytest.raises(RuntimeError, match=r"^not within 0\.1 s: another word; .*\nhello"):
            script.until(lambda: None, 0.1, "another word")


def test_process_that_ended_satisfies_no_condition(tmp_path: Path) -> None:
    script = Script(tmp_path, "").start()
    script.wait(10)
    with pytest.raises(RuntimeError, match="ended with status 0 before a word"):
        script.until(lambda: True, 10, "a word")


def test_process_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    with Script(tmp_path, STUBBORN) as script:
        script.until(script.text, 10, "a word")
        script.stop_s = 0.1
        assert script.stop() == -signal.SIGKILL


def test_frozen_process_is_stopped_in_order(tmp_path: Path) -> None:
    with Script(tmp_path, ORDERLY) as script:
        script.until(script.text, 10, "a word")
        script.stop_s = 10.0
        script.send(signal.SIGSTOP)
        assert script.stop() == 7


def test_process_that_runs_on_is_not_waited_for_longer_than_asked(tmp_path: Path) -> None:
    with Script(tmp_path, LASTING) as script, pytest.raises(subprocess.TimeoutExpired):
        script.wait(0.1)


def test_what_was_never_started_has_no_id_and_nothing_to_end(tmp_path: Path) -> None:
    script = Script(tmp_path, "")
    assert (script.stop(), script.status(), script.text()) == (0, None, "")
    with pytest.raises(RuntimeError, match="output was never started"):
        assert script.pid
