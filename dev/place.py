"""Where the local processes live: their settings, ports and folder, and what is said of them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dev.redis_server import free_port
from dev.slack.control import Slack
from dev.slack.server import HOST, LOCAL_SIGNING_SECRET
from shared.errors import SettingsError

PORTS_TRIED = 100
# Nothing else is inherited: a REDIS_URL of a real installation must not meet this workspace.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LOG_LEVEL")
JOBS = Path(__file__).parents[1] / "jobs"
# Guard nothing: what they would let in comes from this machine.
LOCAL_HOOKS_SECRET = "local-hooks-secret"
LOCAL_WEBHOOK_SECRET = "local-github-webhook-secret"
LOCAL_SECRETS_KEY = "local-secrets-key-that-everybody-knows"


@dataclass(frozen=True)
class Around:
    """What is around the processes.

    Args:
        folder: where everything that is kept is.
    """

    folder: Path
    redis_url: str
    playground_url: str
    github_url: str


def chosen_port(first: int) -> int:
    """Return the first free port from this one on, so that the page's address mostly stays."""
    for port in range(first, first + PORTS_TRIED):
        with contextlib.suppress(OSError), socket.create_server((HOST, port)):
            return port
    return free_port()


@contextlib.contextmanager
def folder_of_our_own(folder: Path) -> Iterator[None]:
    """Make a folder and hold it: two servers on one append-only file would spoil it.

    Raises:
        SettingsError: somebody else holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(
                f"another `make run` is using {folder}: stop it, "
                "or give this one `python -m dev --state FOLDER`"
            ) from None
        yield


def environments(slack: Slack, around: Around) -> dict[str, dict[str, str]]:
    """Return the environment of each process, and tell Slack where the gateway is."""
    common = of_all(slack, around)
    callers = common | of_callers(slack)
    port = free_port()
    # In Socket Mode Slack asks no address.
    slack.request_urls = [] if slack.socket_mode else [f"http://{HOST}:{port}/slack/events"]
    return {
        "gateway": common
        | {
            "PORT": str(port),
            "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
            "SLACK_APP_TOKEN": slack.workspace.app_token,
            "GITHUB_WEBHOOK_SECRET": LOCAL_WEBHOOK_SECRET,
            "HOOKS_SECRET": LOCAL_HOOKS_SECRET,
        },
        "consumer": callers
        | of_runs(around)
        | {
            "HEALTH_PORT": str(free_port()),
            "PLAYGROUND_URL": around.playground_url,
            "PUBLIC_URL": f"http://{HOST}:{port}",
        },
        "bgtasks": callers | {"HEALTH_PORT": str(free_port())},
    }


def of_all(slack: Slack, around: Around) -> dict[str, str]:
    """Return what every process is given."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return inherited | {
        "ENV": "production",
        "LOG_FORMAT": "json",
        "REDIS_URL": around.redis_url,
        "SLACK_API_URL": slack.api_url,
        "SLACK_APP_ID": slack.workspace.app_id,
        "SLACK_TEAM_ID": slack.workspace.team_id,
        "SECRETS_KEY": LOCAL_SECRETS_KEY,
        "JOBS_DIR": str(JOBS),
    }


def of_callers(slack: Slack) -> dict[str, str]:
    """Return what those are given who call Slack."""
    return {
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
        "SLACK_TECH_SUPPORT_CHANNEL": "support",
        "SLACK_ADMINS_CHANNEL": "organisers",
    }


def of_runs(around: Around) -> dict[str, str]:
    """Return what those are given who carry out runs."""
    return {
        "STATE_DIR": str(around.folder / "state"),
        "LOGS_DIR": str(around.folder / "logs"),
        "SLACK_LOGS_CHANNEL": "bot-logs",
        "HOOKS_SECRET": LOCAL_HOOKS_SECRET,
        "GITHUB_API_URL": around.github_url,
    }


def welcome(slack: Slack, folder: Path) -> str:
    """Say where the page is and what to type there."""
    return f"""
Burrow is running: open {slack.url}

  in #general             @burrow flip a coin
                          @burrow define idempotent
                          @burrow example slow       (a job; `help example` has more)
                          my rubber duck told me so
                          /burrow            (slash commands, with a menu; try `/burrow define`)
  in the direct message   help
  join #newbies           and be welcomed
  New member              (in the sidebar) to be somebody who just arrived
  the bot's Home          what you may do, your runs, what is scheduled
  Traffic                 (at the top) every event and every call, raw

Ctrl-C stops it. What it remembers is in {folder}; delete that to begin afresh.
"""
