"""`python -m tests.runs.owner <spec as JSON>`: a consumer's place, to be killed in.

Runs a job, prints the pids of its launcher and of the job, and reads what the job writes for ever.
"""

from __future__ import annotations

import json
import sys

import uvloop

from consumer.runs.child import Launcher, Spec


async def own(spec: Spec) -> None:
    """Run a job to its end."""
    launcher = Launcher()
    await launcher.start()
    child = await launcher.run(spec)
    assert launcher.process
    print(launcher.process.pid, child.pid, flush=True)  # noqa: T201  read by the test
    async for _ in child.output():
        child.beat()


if __name__ == "__main__":
    uvloop.run(own(Spec(**json.loads(sys.argv[1]))))
