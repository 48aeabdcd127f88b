"""What a job is given, how its end is told, and what a run costs."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import uvloop

from consumer.runs import child as child_module
from consumer.runs.child import Ended
from consumer.runs.procfs import children
from tests.runs.launched import Jobs, launching
from tests.waiting import until

# 32 and 33: make starts its children with these ignored, and nobody can change them.
GLIBCS_OWN = 0b11 << 31

TELLS_ALL = """
import json, os, resource, sys
print(json.dumps({
    "argv": sys.argv[1:], "folder": os.getcwd(), "stdin": sys.stdin.read(),
    "files": sorted(os.listdir("/proc/self/fd")), "leads": [os.getsid(0), os.getpgid(0)],
    "pid": os.getpid(), "umask": os.umask(0), "core": resource.getrlimit(resource.RLIMIT_CORE),
    "open_files": resource.getrlimit(resource.RLIMIT_NOFILE),
    "data": resource.getrlimit(resource.RLIMIT_DATA),
}))
"""
TAKES_60_MB = "b = bytearray(60 << 20); b[::4096] = b'x' * len(b[::4096])"
FOUR_TAKE_60_MB = f"""
import os, time
for _ in range(4):
    if os.fork() == 0:
        {TAKES_60_MB}
        time.sleep(60)
time.sleep(60)
"""
FIVE_SHARE_60_MB = f"""
import os, time
{TAKES_60_MB}
for _ in range(4):
    if os.fork() == 0:
        time.sleep(60)
time.sleep(60)
"""


async def test_job_gets_what_the_spec_says_and_nothing_else(jobs: Jobs) -> None:
    argv = (sys.executable, "-S", "-c", TELLS_ALL, "two words", "ü; $(no) `shell`")
    seen, _ = await jobs.run(jobs.spec(*argv, memory_mb=300, open_files=50))
    told = json.loads(seen)
    umask = os.umask(0)
    os.umask(umask)
    assert told == {
        "argv": ["two words", "ü; $(no) `shell`"],
        "folder": str(jobs.folder),
        "stdin": "",
        "files": ["0", "1", "2", "3"],  # the last is the listing itself
        "leads": [told["pid"], told["pid"]],
        "pid": told["pid"],
        "umask": umask,
        "core": [0, 0],
        "open_files": [50, 50],
        "data": [300 << 20, 300 << 20],
    }


async def test_job_has_the_environment_of_its_spec_and_the_signals_of_a_fresh_process(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "secret")
    given = {"PATH": os.environ["PATH"], "MARK": jobs.mark, "GREETING": "grüß\ngott"}
    (environment, _), (status, _) = await asyncio.gather(
        jobs.run(jobs.spec("env", "-0", environment=given)),
        jobs.run(jobs.spec("cat", "/proc/self/status")),
    )
    assert sorted(environment.decode().split("\0")) == sorted(
        ["", *(f"{name}={value}" for name, value in given.items())]
    )
    signals = dict(line.split(":\t") for line in status.decode().splitlines() if "Sig" in line)
    masks = [int(signals[name], 16) for name in ("SigBlk", "SigIgn", "SigCgt")]
    assert [mask & ~GLIBCS_OWN for mask in masks] == [0, 0, 0]


@pytest.mark.parametrize(
    ("argv", "changes", "expected"),
    [
        (["true"], {}, Ended(exit_code=0)),
        (["sh", "-c", "exit 3"], {}, Ended(exit_code=3)),
        (["sh", "-c", "kill -SEGV $$"], {}, Ended(signal=11)),
        (["sh", "-c", "echo out; echo error >&2"], {}, Ended(0, stdout_bytes=4, stderr_bytes=6)),
        (["sleep", "9"], {"timeout_s": 0.1},
         Ended(signal=15, reason="timed out", detail="It may run for 0.1 s.")),
        (["nope"], {}, Ended(reason="not started", detail="No such file or directory: nope")),
        ([], {}, Ended(reason="not started", detail="Not a command: list index out of range")),
        (["./plain"], {}, Ended(reason="not started", detail="Permission denied: ./plain")),
        (["./bare"], {}, Ended(reason="not started", detail="Exec format error: ./bare"
                               " (its first line should be like #!/bin/sh)")),
        (["./lost"], {}, Ended(reason="not started", detail="No such file or directory:"
                               " the program in the first line of ./lost")),
        (["sh", "a\0b"], {},
         Ended(reason="not started", detail="Not a command: embedded null byte")),
        (["true"], {"folder": "/nowhere"},
         Ended(reason="not started", detail="No such file or directory: /nowhere")),
        (["true"], {"logs": "/dev/null/logs"},
         Ended(reason="not started", detail="No logs: Not a directory: /dev/null/logs")),
    ],
)  # fmt: skip
async def test_end_is_told(
    jobs: Jobs, argv: list[str], changes: dict[str, Any], expected: Ended
) -> None:
    for name, mode, text in (
        ("plain", 0o600, "#!/bin/sh"),
        ("bare", 0o700, "exit 0"),
        ("lost", 0o700, "#!/nowhere/python"),
    ):
        (jobs.folder / name).write_text(text)
        (jobs.folder / name).chmod(mode)
    _, ended = await jobs.run(jobs.spec(*argv, **changes))
    assert ended == expected


async def test_memory_is_limited_for_each_process_and_for_all_together(jobs: Jobs) -> None:
    one, together, shared = await asyncio.gather(
        jobs.run(jobs.python(TAKES_60_MB, memory_mb=50)),
        jobs.run(jobs.python(FOUR_TAKE_60_MB, memory_mb=150)),
        jobs.run(jobs.python(FIVE_SHARE_60_MB, memory_mb=150, timeout_s=1.5)),
    )
    assert (one[1].exit_code, one[0].split()[-1]) == (1, b"MemoryError")
    assert together[1].reason == "memory"
    assert together[1].detail.endswith(" MB, and may take 150 MB.")
    assert shared[1].reason == "timed out"


async def test_two_hundred_runs_leave_no_file_thread_or_process(jobs: Jobs) -> None:
    async def ten() -> None:
        for _ in range(10):
            await jobs.run(jobs.spec("true"))

    def counts() -> tuple[int, ...]:
        files = [len(os.listdir(f"/proc/{pid}/fd")) for pid in (os.getpid(), launcher)]
        return *files, threading.active_count(), len(children(launcher))

    assert jobs.launcher.process
    launcher = jobs.launcher.process.pid
    await jobs.run(jobs.spec("true"))
    await until(lambda: not children(launcher))
    before = counts()
    await asyncio.gather(*(ten() for _ in range(20)))
    await until(lambda: counts() == before)
    assert jobs.launcher.children == set()


def test_launcher_needs_the_standard_library_only() -> None:
    code = (
        "import sys; sys.path.append(sys.argv[1]); from consumer.runs import launcher"
        "; print(*{name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    )
    command = [sys.executable, "-I", "-S", "-c", code, str(child_module.ROOT)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(found.stdout.split()) == {"__main__", "consumer", "shared"}


async def test_launcher_and_supervisor_know_no_secrets_and_show_none(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "secret")
    async with launching(jobs.folder) as others:
        assert others.launcher.process
        launcher = Path(f"/proc/{others.launcher.process.pid}")
        await others.run(others.spec("true"))
        # Linux gives to root what it hides; from a job of root's nothing is hidden.
        assert os.stat(launcher / "environ").st_uid == 0
        if os.getuid() == 0:
            assert b"secret" not in (launcher / "environ").read_bytes()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_runs_on_either_event_loop(
    new_loop: Callable[[], asyncio.AbstractEventLoop], tmp_path: Path
) -> None:
    async def live() -> tuple[tuple[bytes, Ended], ...]:
        async with launching(tmp_path) as jobs:
            return await asyncio.gather(
                jobs.run(jobs.spec("echo", "hello")),
                jobs.run(jobs.spec("nope")),
                jobs.run(jobs.spec("sleep", "9", timeout_s=0.1)),
            )

    with asyncio.Runner(loop_factory=new_loop) as runner:
        (hello, _), (_, missing), (_, slow) = runner.run(live())
    assert (hello, missing.reason, slow.reason) == (b"hello\n", "not started", "timed out")
