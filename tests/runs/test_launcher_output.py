"""What is kept of a job's output, and what reaches the consumer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from consumer.runs.child import Ended
from consumer.runs.logfiles import CAP_BYTES, CUT, TAIL_BYTES
from tests.runs.launched import Jobs

# Each pair waits until the one before is in the log: never is more than one write to each unread.
# Out, err, err, out, out, and so on: whoever looks at one of the two first is wrong half the time.
ALTERNATES = """
import os, sys
log, written = sys.argv[1], 0
for number in range(400):
    written += os.write(1 + (number % 4 in (1, 2)), b"%d " % number)
    while number % 2 and os.stat(log).st_size < written:
        pass
"""
FLOODS = """
import os
block = b"x" * 2**20
for _ in range(100):
    os.write(1, block)
os.write(1, b"the last words")
"""


async def test_stdout_and_stderr_are_kept_in_order_and_each_alone(jobs: Jobs) -> None:
    spec = jobs.spec()
    logs = Path(spec.logs)
    argv = (sys.executable, "-S", "-c", ALTERNATES, str(logs / "output"))
    seen, ended = await jobs.run(jobs.spec(*argv, logs=spec.logs))
    numbers = [f"{number} " for number in range(400)]
    assert ended.exit_code == 0
    assert seen.decode() == "".join(numbers)
    assert {name: (logs / name).read_text() for name in os.listdir(logs)} == {
        "output": "".join(numbers),
        "stdout": "".join(word for word in numbers if int(word) % 4 in (0, 3)),
        "stderr": "".join(word for word in numbers if int(word) % 4 in (1, 2)),
    }
    modes = {oct(os.stat(logs / name).st_mode) for name in (".", *os.listdir(logs))}
    assert modes == {"0o40700", "0o100600"}


async def test_flood_is_capped_in_files_and_reaches_a_slow_reader_as_its_end(jobs: Jobs) -> None:
    spec = jobs.python(FLOODS)
    child = await jobs.launcher.run(spec)
    output = child.output()
    first = (await anext(output))[1]
    ended = await child.ended()
    rest = b"".join([data async for _, data in output])
    stdout = (Path(spec.logs) / "stdout").read_bytes()
    assert ended == Ended(exit_code=0, stdout_bytes=100 * 2**20 + 14, truncated=True)
    assert len(first) <= TAIL_BYTES
    assert len(rest) == TAIL_BYTES
    assert rest.endswith(b"the last words")
    assert len(stdout) == CAP_BYTES + len(CUT)
    assert stdout.endswith(CUT)


async def test_end_comes_though_nobody_reads_the_output(jobs: Jobs) -> None:
    child = await jobs.launcher.run(jobs.python(FLOODS))
    assert (await child.ended()).exit_code == 0
    seen = b"".join([data async for _, data in child.output()])
    assert (len(seen), seen[-10:]) == (TAIL_BYTES, b"last words")
