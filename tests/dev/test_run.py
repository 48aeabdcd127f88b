"""`python -m dev`: the local workspace as `make run` and `make demo` start it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
from pathlib import Path

import pytest
import redis

from dev.__main__ import REDIS_OPTIONS
from dev.place import chosen_port
from dev.redis_server import RedisServer
from shared import keys
from tests.dev.local_run import LocalRun, command_of
from tests.processes import ROOT, wait_for

GENERAL = "C0GENERAL01"
STOP_S = 30.0
# Processes that end with the run but are not told to by it: they look for Redis in vain first.
ORPHANS_STOP_S = 40.0
BELOW = 5  # Redis, the three processes, and what starts jobs
CODE = ("gateway", "shared", "consumer", "glossary", "jobs", "bgtasks", "dev")


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    """A command line that shares neither port nor state with another run."""
    return ("--port", "0", "--state", str(tmp_path / "state"))


def gone(pids: list[int]) -> bool:
    """Whether none of these processes runs any more; what is not reaped has no command line."""
    return not any(command_of(pid) for pid in pids)


def flips_a_coin(run: LocalRun) -> bool:
    return bool({"heads", "tails"} & set(run.texts("alice", GENERAL)))


def test_local_run_answers_and_leaves_nothing_behind(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    with LocalRun(tmp_path, *words) as run:
        run.do("say", {"user": "alice", "channel": "general", "text": "<@bot> flip a coin"})
        wait_for(lambda: flips_a_coin(run), 10, "heads or tails")
        below = list(run.descendants())
        run.send(signal.SIGTERM)
        assert run.wait(STOP_S) == 0
        assert len(below) == BELOW
        assert gone(below)
        # Quiet unless something is wrong.
        assert " | " not in run.text()


def test_local_run_leaves_its_state_for_the_next(tmp_path: Path, words: tuple[str, ...]) -> None:
    with LocalRun(tmp_path, *words) as run:
        run.address()
        run.send(signal.SIGINT)
        assert run.wait(STOP_S) == 0
    with (
        RedisServer(tmp_path / "state/redis", REDIS_OPTIONS) as server,
        redis.Redis.from_url(server.url) as client,
    ):
        assert client.exists(keys.fence("burrow")) == 1


def test_killed_run_takes_its_processes_with_it(tmp_path: Path, words: tuple[str, ...]) -> None:
    with LocalRun(tmp_path, *words) as run:
        run.address()
        below = list(run.descendants())
        run.kill()
        assert len(below) == BELOW
        wait_for(lambda: gone(below), ORPHANS_STOP_S, "the end of the orphans")


def test_process_that_dies_is_named_and_ends_the_run(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    with LocalRun(tmp_path, *words) as run:
        run.address()
        below = run.descendants()

        os.kill(run.pid_of("consumer"), signal.SIGKILL)
        assert run.wait(STOP_S) == 1
        assert "consumer ended with status -9; its last lines:" in run.text()
        assert re.search(r"consumer \| .*process\.started", run.text())
        assert gone(list(below))


def test_second_run_on_the_same_state_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    with LocalRun(tmp_path, *words) as run:
        run.address()
        (tmp_path / "second").mkdir()
        with LocalRun(tmp_path / "second", *words) as second:
            assert second.wait(STOP_S) == 1
            assert "another `make run` is using" in second.text()


def test_demo_gets_every_answer(tmp_path: Path) -> None:
    with LocalRun(tmp_path, "demo", "--port", "0") as run:
        assert run.wait(STOP_S) == 0, run.text()
        assert "11 of 11 answers came." in run.text()


def test_demo_with_a_broken_handler_names_the_missing_answers(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for package in CODE:
        shutil.copytree(ROOT / package, copy / package)
    shutil.copy(ROOT / "slack-manifest.json", copy)
    coin = copy / "consumer/handlers/coin.py"
    coin.write_text(coin.read_text().replace("await reply.text", "str"))
    with LocalRun(tmp_path, "demo", "--port", "0", "--patience", "2", root=copy) as run:
        assert run.wait(STOP_S) == 1
        assert "Missing: heads or tails, within 2 s" in run.text()
        assert "9 of 11 answers came." in run.text()


def test_next_port_is_taken_when_the_usual_one_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]
        assert chosen_port(first) > first
