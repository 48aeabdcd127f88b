"""A run's end reaches everybody whom the job started, wherever they went, and in time."""

from __future__ import annotations

import asyncio
import os
import signal

from consumer.runs.child import Ended
from tests.runs.launched import LEAVES_ONE_BEHIND, STUBBORN, Jobs, marked
from tests.waiting import until

SAYS_GOODBYE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda number, place: sys.exit(print("goodbye")))
print("ready", flush=True)
time.sleep(60)
"""
# Each generation is a session of its own, forks the next and ends: whoever walks the tree is late.
RUNS_AWAY = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
while True:
    os.setsid() if os.getpid() != os.getsid(0) else None
    if os.fork():
        time.sleep(0.001)
        os._exit(0)
"""


async def test_job_may_say_goodbye_when_it_is_stopped(jobs: Jobs) -> None:
    child = await jobs.started(jobs.python(SAYS_GOODBYE, kill_after_s=30))
    child.stop()
    seen = b"".join([data async for _, data in child.output()])
    assert seen == b"goodbye\n"
    assert await child.ended() == Ended(
        exit_code=0, reason="stopped", detail="It was told to end.", stdout_bytes=14
    )


async def test_job_that_is_deaf_to_term_is_killed(jobs: Jobs) -> None:
    child = await jobs.started(jobs.python(STUBBORN, kill_after_s=0.2))
    before_s = asyncio.get_running_loop().time()
    child.stop()
    ended = await child.ended()
    took_s = asyncio.get_running_loop().time() - before_s
    assert (ended.signal, ended.reason) == (signal.SIGKILL, "stopped")
    assert 0.2 <= took_s < 2


async def test_stop_can_be_hastened(jobs: Jobs) -> None:
    child = await jobs.started(jobs.python(STUBBORN, kill_after_s=60))
    child.stop()
    child.stop(within_s=0.1)
    async with asyncio.timeout(5):
        assert (await child.ended()).signal == signal.SIGKILL


async def test_stopped_process_hears_the_end(jobs: Jobs) -> None:
    child = await jobs.started(jobs.python(SAYS_GOODBYE, kill_after_s=30))
    os.kill(child.pid, signal.SIGSTOP)
    child.stop()
    async with asyncio.timeout(5):
        assert (await child.ended()).exit_code == 0


async def test_whoever_a_job_leaves_behind_is_ended_and_keeps_nobody_waiting(jobs: Jobs) -> None:
    async with asyncio.timeout(5):
        seen, ended = await jobs.run(jobs.python(LEAVES_ONE_BEHIND))
    assert seen == b"left one behind\n"
    assert (ended.exit_code, ended.reason) == (0, "")
    assert marked(jobs.mark) == []


async def test_pipe_that_a_stranger_holds_keeps_nobody_waiting(jobs: Jobs) -> None:
    child = await jobs.started(jobs.python(SAYS_GOODBYE))
    held = os.open(f"/proc/{child.pid}/fd/1", os.O_WRONLY)
    os.write(held, b"from outside")
    child.stop()
    async with asyncio.timeout(5):
        seen = b"".join([data async for _, data in child.output()])
        ended = await child.ended()
    os.close(held)
    assert (seen, ended.exit_code) == (b"from outsidegoodbye\n", 0)


async def test_chain_of_forks_that_leave_every_session_is_caught(jobs: Jobs) -> None:
    child = await jobs.started(jobs.python(RUNS_AWAY, kill_after_s=0.1))
    async with asyncio.timeout(10):
        ended = await child.ended()
    assert (ended.exit_code, ended.reason) == (0, "")
    assert marked(jobs.mark) == []


async def test_silence_ends_a_run_and_beats_keep_it(jobs: Jobs) -> None:
    kept = await jobs.started(jobs.python(STUBBORN, silence_s=0.4))
    left = await jobs.launcher.run(jobs.spec("sleep", "60", silence_s=0.2))

    async def beat() -> None:
        while True:
            kept.beat()
            await asyncio.sleep(0.02)

    beating = asyncio.create_task(beat())
    ended = await left.ended()
    await asyncio.wait({beating}, timeout=0.4)
    assert (ended.reason, ended.detail) == ("stopped", "The consumer said nothing for 0.2 s.")
    assert not kept.over.is_set()
    beating.cancel()
    assert (await kept.ended()).detail == "The consumer said nothing for 0.4 s."


async def test_stopping_the_launcher_ends_its_runs(jobs: Jobs) -> None:
    await asyncio.gather(*(jobs.started(jobs.python(STUBBORN)) for _ in range(3)))
    async with asyncio.timeout(5):
        await jobs.launcher.stop()
    assert marked(jobs.mark) == []
    assert jobs.launcher.process is None


async def test_run_that_nobody_waits_for_any_more_is_ended(jobs: Jobs) -> None:
    spec = jobs.spec("sleep", "60")
    os.makedirs(spec.logs)
    os.mkfifo(f"{spec.logs}/stdout")  # holds the supervisor until somebody reads
    starting = asyncio.create_task(jobs.launcher.run(spec))
    await until(lambda: jobs.launcher.children)
    starting.cancel()
    await asyncio.wait({starting})
    reading = os.open(f"{spec.logs}/stdout", os.O_RDONLY | os.O_NONBLOCK)
    await until(lambda: not jobs.launcher.children)
    os.close(reading)
    assert starting.cancelled()
    assert marked(jobs.mark) == []
