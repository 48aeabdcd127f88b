"""Each process around a run is really killed: nothing goes on unseen, and nothing else is hit."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from consumer.runs import child as child_module
from consumer.runs.child import Ended, Spec
from consumer.runs.ending import kill_remains
from consumer.runs.logfiles import CAP_BYTES, CUT
from consumer.runs.procfs import DEAD, Process, look_at
from tests.processes import ROOT
from tests.runs import launched
from tests.runs.launched import HYDRA, STUBBORN, Jobs, marked, supervisor_of
from tests.waiting import until

GONE = Process(0, 0, 0, 0, "X", "")  # of whom /proc has nothing to say


@contextmanager
def owned(spec: Spec) -> Iterator[subprocess.Popen[bytes]]:
    """Have a process that owns a run."""
    command = [sys.executable, "-m", "tests.runs.owner", spec.order().decode()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_nothing_survives_a_killed_consumer(jobs: Jobs) -> None:
    """Row 31 of the fault plan."""
    spec = jobs.python(HYDRA, kill_after_s=0.3)
    logs = Path(spec.logs)
    with owned(spec) as owner:
        assert owner.stdout
        launcher, _ = map(int, owner.stdout.readline().split())
        stderr = logs / "stderr"
        await until(lambda: stderr.exists() and stderr.read_text() == "wrote it all\n", 20)
        alive = len(marked(jobs.mark))
        owner.kill()
        owner.wait()
        await launched.until_gone(jobs.mark, 0.3 + 4)
        await until(lambda: (look_at(launcher) or GONE).state in DEAD, 4)
    assert alive == 13
    assert (logs / "stdout").stat().st_size == CAP_BYTES + len(CUT)


async def test_runs_go_on_when_the_launcher_is_killed_and_the_next_gets_another(jobs: Jobs) -> None:
    gate = jobs.folder / "gate"
    os.mkfifo(gate)
    child = await jobs.started(jobs.spec("sh", "-c", f"echo ready; read word < {gate}; echo $word"))
    assert jobs.launcher.process
    killed = jobs.launcher.process.pid
    os.kill(killed, signal.SIGKILL)
    others = await asyncio.gather(*(jobs.run(jobs.spec("echo", "next")) for _ in range(3)))
    gate.write_text("went on\n")
    seen = b"".join([data async for _, data in child.output()])
    assert (seen, (await child.ended()).exit_code) == (b"went on\n", 0)
    assert [seen for seen, _ in others] == [b"next\n"] * 3
    assert jobs.launcher.process.pid != killed


async def test_launcher_that_does_not_answer_is_replaced(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "ANSWER_S", 0.5)
    monkeypatch.setattr(child_module, "PART_S", 0.1)
    assert jobs.launcher.process
    os.kill(jobs.launcher.process.pid, signal.SIGSTOP)
    seen, ended = await jobs.run(jobs.spec("echo", "next"))
    assert (seen, ended.exit_code) == (b"next\n", 0)


@pytest.mark.parametrize("code", [STUBBORN, HYDRA], ids=["alone", "family"])
async def test_killed_supervisor_leaves_nobody(jobs: Jobs, code: str) -> None:
    word = b"ready" if code == STUBBORN else b"wrote it all"
    child = await jobs.started(jobs.python(code), word)
    os.kill(supervisor_of(child), signal.SIGKILL)
    assert await child.ended() == Ended(
        reason="supervisor died", detail="What was left of it was killed."
    )
    await launched.until_gone(jobs.mark)
    seen, _ = await jobs.run(jobs.spec("echo", "next"))
    assert seen == b"next\n"


async def test_group_of_a_killed_supervisor_is_ended_without_a_launcher_too(jobs: Jobs) -> None:
    child = await jobs.started(jobs.python("import os; os.fork()\n" + STUBBORN))
    await until(lambda: len(marked(jobs.mark)) == 2)
    assert jobs.launcher.process
    supervisor = supervisor_of(child)
    os.kill(jobs.launcher.process.pid, signal.SIGKILL)
    os.kill(supervisor, signal.SIGKILL)
    assert (await child.ended()).reason == "supervisor died"
    assert marked(jobs.mark) == []


async def test_first_process_dies_with_all_who_could_end_it(jobs: Jobs) -> None:
    spec = jobs.python(STUBBORN, kill_after_s=60)
    with owned(spec) as owner:
        assert owner.stdout
        launcher, job = map(int, owner.stdout.readline().split())
        stdout = Path(spec.logs) / "stdout"
        await until(stdout.read_bytes)
        process = look_at(job)
        assert process
        for pid in (launcher, owner.pid, process.parent):
            os.kill(pid, signal.SIGKILL)
        await launched.until_gone(jobs.mark)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_signals_to_everybody_are_not_for_launcher_and_supervisor(
    jobs: Jobs, number: int
) -> None:
    """A terminal sends SIGINT, some platforms send SIGTERM to every process."""
    child = await jobs.started(jobs.python(STUBBORN))
    assert jobs.launcher.process
    launcher, supervisor = jobs.launcher.process.pid, supervisor_of(child)
    for pid in (launcher, supervisor):
        os.kill(pid, number)
    seen, _ = await jobs.run(jobs.spec("echo", "next"))
    assert (seen, jobs.launcher.process.pid) == (b"next\n", launcher)
    child.stop()
    assert (await child.ended()).reason == "stopped"


def test_number_that_another_process_has_by_now_is_not_killed() -> None:
    command = ["sleep", "60"]
    with subprocess.Popen(command, start_new_session=True) as other:
        try:
            process = look_at(other.pid)
            assert process
            assert not kill_remains(other.pid, str(int(process.start) - 1))
            assert other.poll() is None
            assert kill_remains(other.pid, process.start)
        finally:
            other.kill()
