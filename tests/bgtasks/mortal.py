"""bgtasks that kills itself, as a crash would: run as `python -m tests.bgtasks.mortal`.

CAP, if set, is the most changes that are announced at once. DIE names the moment, DIE_AT how often
it comes before the end (1, if unset):

| moment              | is                                                              |
|---------------------|-----------------------------------------------------------------|
| `fetched`           | an outside service has answered                                 |
| `intended`          | the post is noted as about to be made                           |
| `posted`            | Slack has accepted the post; nobody has noted that              |
| `answered`          | Slack's answer is noted; the position is where it was           |
| `moved`             | the position is stored                                          |
"""

from __future__ import annotations

import os
import signal
from typing import Any

from bgtasks import fetch
from bgtasks.app import serve
from bgtasks.lease import Times
from bgtasks.tasks import SCHEDULES, gerrit
from shared import log, process
from shared.scripts import Scripts
from shared.settings import BgtasksSettings, load
from shared.slack import Slack

# A tenth of the real ones: the next instance need not wait long for a dead one's lease.
TIMES = Times(lifetime_s=1.0, renew_s=0.2, stop_early_s=0.2, attempt_s=0.15, again_s=0.05)
MOMENTS = {"fenced_intend": "intended", "answer": "answered"}

left = {os.environ.get("DIE", ""): int(os.environ.get("DIE_AT", "1"))}


def pass_by(moment: str) -> None:
    """End here, if this is the moment."""
    if moment in left:
        left[moment] -= 1
        if left[moment] == 0:
            os.kill(os.getpid(), signal.SIGKILL)


run_script, call_slack, parsed = Scripts.run, Slack.call, fetch.parsed


async def run_and_die(scripts: Scripts, script: str, names: Any, *arguments: Any) -> Any:
    """Run a script, and perhaps die."""
    answer = await run_script(scripts, script, names, *arguments)
    moves = script == "fenced_set" and ":watch:" in names[1]
    pass_by("moved" if moves else MOMENTS.get(script, script))
    return answer


async def call_and_die(slack: Slack, method: str, *arguments: Any, **more: Any) -> dict[str, Any]:
    """Call Slack, and perhaps die."""
    answer = await call_slack(slack, method, *arguments, **more)
    pass_by("posted" if method == "chat.postMessage" else method)
    return answer


def parse_and_die(setting: str, body: bytes) -> Any:
    """Read what a service answered, and perhaps die."""
    pass_by("fetched")
    return parsed(setting, body)


async def main() -> None:
    """Run as `python -m bgtasks` does."""
    settings = load(BgtasksSettings)
    log.configure(settings, "bgtasks")
    gerrit.MOST_AT_ONCE = int(os.environ.get("CAP", gerrit.MOST_AT_ONCE))
    fetch.parsed = parse_and_die
    Scripts.run = run_and_die  # type: ignore[method-assign,assignment]
    Slack.call = call_and_die  # type: ignore[method-assign,assignment]
    await serve(settings, SCHEDULES, TIMES)


if __name__ == "__main__":
    process.run(main())
