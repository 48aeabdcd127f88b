"""The whole of Burrow for bennettbot's cases: signed HTTP in, the calls of Slack's API out.

| part     | what it is                                                                      |
|----------|---------------------------------------------------------------------------------|
| gateway  | a process of its own, which Slack and GitHub reach over HTTP                    |
| consumer | a process of its own, with the product's handlers and real child processes      |
| db       | a real Redis of their own, with the channel cache filled                        |
| slack    | the local workspace, which signs and delivers                                   |
| jobs     | a copy of namespaces/, and two more: `many` for crowds, the broken ones of 44   |

| in the cases     | here                                                                    |
|------------------|-------------------------------------------------------------------------|
| C1, C2           | #general, #reviews                                                      |
| C9, CL, #ops     | #support, #bot-logs, #ops                                               |
| INT, GST         | alice (bob and carol, too), gwen                                        |
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import redis

from dev.redis_server import RedisServer
from dev.slack.control import Slack
from dev.slack.entities import Channel
from dev.slack.limits import Limits
from dev.slack.seed import ALICE, CREATED
from dev.slack.server import LOCAL_SIGNING_SECRET, serve
from dev.slack.workspace import Workspace
from shared import keys
from tests.bennettbot.broken import BROKEN
from tests.processes import START_S, Process, quiet_port, wait_for

APP, CONSUMER = "burrow", "tests.bennettbot.quick_consumer"
HUB_SECRET = "local-hub-secret"
NAMESPACES = Path(__file__).with_name("namespaces")
CROWD = 120
SETTLE_S = 30.0
OPS = "C0OPS000001"


@dataclass
class Stack:
    """The running parts, and what was there before a test."""

    slack: Slack
    db: Any
    gateway: Process
    consumer: Process
    folder: Path
    http: httpx.Client
    settings: dict[str, str]
    calls_before: int = 0
    more: list[Process] = field(default_factory=list)

    @property
    def state(self) -> Path:
        """STATE_DIR of the consumer."""
        return self.folder / "state"

    @property
    def gate(self) -> Path:
        """While this file is there, `demo say` runs on."""
        return self.folder / "jobs" / "demo" / "gate"

    def start_consumer(self) -> Process:
        """Start one more consumer."""
        process = Process(CONSUMER, self.settings, self.folder, name=f"consumer{len(self.more)}")
        self.more.append(process)
        return process.start(wait=False)

    def kill_more(self) -> None:
        """Kill the consumers that a test started besides."""
        for process in self.more:
            process.kill()

    def begin(self) -> None:
        """Let a test see only what happens from now on."""
        self.calls_before = len(self.slack.calls())

    def clear(self) -> None:
        """Let what goes on end, and forget all runs, but not which ids they had."""
        self.gate.unlink(missing_ok=True)
        self.slack.clear_faults()
        self.settle()
        names = [name for name in self.db.scan_iter("{jobs}:*") if not name.endswith("ids")]
        cooldowns = list(self.db.scan_iter(keys.cooldown(APP, "*")))
        if names or cooldowns:
            self.db.delete(*names, *cooldowns)

    def settle(self) -> None:
        """Wait until all that was sent is worked off and every run that began is told."""
        self.heard()
        wait_for(lambda: not self.db.xlen("jobs"), SETTLE_S, "the end of all runs")

    def heard(self) -> None:
        """Wait until every event that was sent is worked off; runs may go on."""
        wait_for(lambda: self.slack.pending_deliveries == 0, SETTLE_S, "delivering")
        wait_for(self.is_read, SETTLE_S, "working everything off")

    def is_read(self) -> bool:
        """Return whether all events of Slack and GitHub are acknowledged."""
        streams = [
            name
            for kind in ("slack_*", "webhook_*")
            for name in self.db.scan_iter(kind, _type="stream")
        ]
        return all(self.is_acknowledged(stream) for stream in streams)

    def is_acknowledged(self, stream: str) -> bool:
        """Return whether the group has acknowledged the whole stream."""
        last = self.db.xinfo_stream(stream)["last-generated-id"]
        groups = [one for one in self.db.xinfo_groups(stream) if one["name"] == APP]
        return any(one["pending"] == 0 and one["last-delivered-id"] == last for one in groups)

    def fill_cache(self) -> None:
        """Know every channel, as bgtasks would have it."""
        known = {one.id: one.name for one in self.slack.workspace.channels.values() if one.name}
        self.db.hset(keys.channels_by_id(APP), mapping=known)
        self.db.hset(keys.channels_by_name(APP), mapping={v: k for k, v in known.items()})


def write_jobs(folder: Path) -> Path:
    """Make the folder of namespaces."""
    shutil.copytree(NAMESPACES, folder / "jobs")
    crowd = "\n".join(
        f'[jobs.m{n}]\nrun_args_template = "sh mark.sh m{n}"\nreport_success = false\n'
        f'[[slack]]\ncommand = "m{n}"\nhelp = "marks"\naction = "schedule_job"\njob_type = "m{n}"'
        for n in range(CROWD)
    )
    texts = {"many": crowd} | {name: one.text for name, one in BROKEN.items()}
    for name, text in texts.items():
        (folder / "jobs" / name).mkdir()
        (folder / "jobs" / name / "jobs.toml").write_text(text)
    (folder / "jobs" / "many" / "mark.sh").write_text('echo "$1" >> marks\n')
    return folder / "jobs"


def workspace() -> Workspace:
    """Return the usual workspace with #ops, and with the guest in #general."""
    made = Workspace()
    ops = Channel(id=OPS, name="ops", kind="channel", creator=ALICE, created=CREATED)
    ops.members = {ALICE: None, made.bot.id: None}
    made.channels[OPS] = ops
    made.channel("general").members[made.user("gwen").id] = None
    return made


def environment(url: str, slack: Slack, folder: Path) -> dict[str, str]:
    """Return the settings of all processes."""
    return {
        "REDIS_URL": url,
        "APP_NAME": APP,
        "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
        "SLACK_API_URL": slack.api_url,
        "ENV": "production",
        "JOIN_CHANNELS": "1",
        "JOBS_DIR": str(write_jobs(folder)),
        "STATE_DIR": str(folder / "state"),
        "HOST_LOGS_DIR": "/srv/logs",
        "SLACK_LOGS_CHANNEL": "#bot-logs",
        "SLACK_TECH_SUPPORT_CHANNEL": "#support",
        "SLACK_ADMINS_CHANNEL": "C0ADMINHELP",
        "GITHUB_WEBHOOK_SECRET": HUB_SECRET,
        "GITHUB_WEBHOOK_SHA1": "1",
    }


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Stack]:
    """Start everything."""
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(RedisServer(folder / "redis"))
        slack = opened.enter_context(serve(workspace(), limits=Limits(enabled=False)))
        db = redis.Redis.from_url(server.url, decode_responses=True, protocol=2)
        opened.callback(db.close)
        settings = environment(server.url, slack, folder)
        port = quiet_port()
        gateway = Process("gateway", settings | {"PORT": str(port)}, folder)
        consumer = Process(CONSUMER, settings, folder)
        # verify: reading certificate stores takes 30 ms, and none is needed.
        http = httpx.Client(base_url=f"http://127.0.0.1:{port}", verify=False, timeout=10)  # noqa: S501
        opened.enter_context(http)
        stack = Stack(slack, db, gateway, consumer, folder, http, settings)
        for process in (gateway, consumer):
            process.start(wait=False)
            opened.callback(process.kill)
        opened.callback(stack.kill_more)
        stack.fill_cache()
        for process in (gateway, consumer):
            wait_for(process.has_started, START_S, f"the start of {process.module}")
        slack.request_urls = [f"http://127.0.0.1:{port}/slack/events"]
        yield stack
