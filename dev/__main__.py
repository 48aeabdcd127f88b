"""`make run`: a whole Burrow on this machine, in a Slack workspace of its own.

python -m dev [-v]       run until Ctrl-C; the page's address is printed
python -m dev demo       hold a scripted conversation; exit 1 if an answer is missing
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

from dev import launcher
from dev.conversation import ANSWER_TIMEOUT_S
from dev.log_lines import Style
from dev.outside import github, playground
from dev.place import Around, chosen_port, environments, folder_of_our_own, welcome
from dev.processes import Processes
from dev.redis_server import RedisServer
from dev.slack.control import Slack
from dev.slack.installing import installed
from dev.slack.server import serve
from dev.talk import hold
from shared.errors import SettingsError
from shared.process import stop_on_signals

STATE = Path(".burrow")
MANIFEST = Path(__file__).parents[1] / "slack-manifest.json"
PORT = 8900

# What compose sets too: a killed Redis loses nothing, a full one refuses rather than forgets.
REDIS_OPTIONS = {
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory-policy": "noeviction",
}


def main(words: Sequence[str]) -> int:
    """Run or demonstrate; return the exit status."""
    options = parser().parse_args(words)
    try:
        with state_folder(options) as folder:
            return asyncio.run(together(options, folder))
    except (SettingsError, RuntimeError, TimeoutError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    line = argparse.ArgumentParser(
        prog="python -m dev",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    line.add_argument("what", nargs="?", choices=("run", "demo"), default="run")
    line.add_argument("-v", "--verbose", action="store_true", help="show every log line")
    line.add_argument("--port", type=int, help=f"of the page (default: {PORT} or the next free)")
    line.add_argument(
        "--socket-mode", action="store_true", help="let Slack talk to the gateway by Socket Mode"
    )
    line.add_argument("--state", type=Path, default=STATE, help="folder of Redis's data")
    line.add_argument(
        "--patience",
        type=float,
        default=ANSWER_TIMEOUT_S,
        metavar="S",
        help="demo: seconds to wait for each answer (default: %(default)g)",
    )
    return line


@contextlib.contextmanager
def state_folder(options: argparse.Namespace) -> Iterator[Path]:
    """Give the folder for Redis's data: a kept one, for the demonstration a fresh one."""
    if options.what == "demo":
        with tempfile.TemporaryDirectory(prefix="burrow-demo-") as name:
            yield Path(name)
    else:
        with folder_of_our_own(options.state):
            yield options.state.resolve()


async def together(options: argparse.Namespace, folder: Path) -> int:
    """Start Redis, Slack, what stands in for others, and the processes; do what was asked for."""
    stop = stop_on_signals()
    style = Style(options.verbose, sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    redis = RedisServer(folder / "redis", REDIS_OPTIONS, wrap=launcher.wrap())
    port = chosen_port(PORT) if options.port is None else options.port
    workspace = installed(json.loads(MANIFEST.read_text("utf-8")))
    with (
        redis,
        serve(workspace, port=port) as slack,
        playground.serve() as play,
        github.serve() as hub,
    ):
        around = Around(folder, redis.url, play.url, hub.url)
        slack.socket_mode = options.socket_mode
        each = environments(slack, around)
        words = ["--socket-mode"] if options.socket_mode else []
        async with Processes(each, style, say, words) as processes:
            return await first_status(
                until_told(stop),
                report_end(processes),
                perform(options, slack, processes, folder),
            )


async def perform(
    options: argparse.Namespace, slack: Slack, processes: Processes, folder: Path
) -> int:
    """Do what was asked for, as soon as the processes can work; return the exit status."""
    await processes.until_ready()
    if options.what == "demo":
        return min(1, await hold(slack, options.patience))
    say(welcome(slack, folder))
    await asyncio.Event().wait()
    return 0


async def until_told(stop: asyncio.Event) -> int:
    """Wait for the signal to stop."""
    await stop.wait()
    return 0


async def report_end(processes: Processes) -> int:
    """Wait until a process ends by itself and say so: none is restarted behind one's back."""
    say(await processes.first_end())
    return 1


async def first_status(*ways: Coroutine[Any, Any, int]) -> int:
    """Return the exit status of whatever ends first."""
    tasks = [asyncio.create_task(way) for way in ways]
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    return done.pop().result()


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
