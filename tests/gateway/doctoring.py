"""An installation that is all right, and how the doctor's report of it is read."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from redis.asyncio import Redis

from dev.slack.control import Slack as Workspace
from dev.slack.server import serve
from dev.slack.workspace import Workspace as State
from gateway import doctor, doctor_settings
from shared import keys
from shared.events import COMMANDS, PUBLIC
from tests.deployment import KNOWN
from tests.gateway.conftest import APP, SECRET, TEAM, TOKEN

BOT_TOKEN, APP_TOKEN = "xoxb-local-doctor", "xapp-1-local-doctor"
KEY = "key-of-the-seals-" * 3


@dataclass
class Installation:
    """Everything that the doctor looks at.

    Args:
        settings: its environment.
        ahead_s: by how much this machine's clock is wrong.
    """

    settings: dict[str, str]
    slack: Workspace
    redis: Redis
    monkeypatch: pytest.MonkeyPatch
    ahead_s: float = 0.0
    lines: list[str] = field(default_factory=list)

    async def work(self, consumer: Redis) -> None:
        """Let a consumer ask for entries, as each does every 2 s."""
        for stream in (PUBLIC, COMMANDS):
            await self.redis.xgroup_create(stream, "burrow", "0", mkstream=True)
            await consumer.xreadgroup("burrow", "worker.1-aaaaaaaa", {stream: ">"}, 1, None)

    async def lead(self) -> None:
        """Let a bgtasks be active."""
        await self.redis.set(keys.lease("burrow"), "clock.1-bbbbbbbb")

    async def examined(self, capsys: pytest.CaptureFixture[str], *, socket_mode: bool) -> int:
        """Let the doctor look; the lines are kept, the exit status is returned."""
        for name in KNOWN:
            self.monkeypatch.delenv(name, raising=False)
        for name, value in self.settings.items():
            self.monkeypatch.setenv(name, value)
        given = doctor_settings.read(socket_mode=socket_mode)
        status = await doctor.report(given, lambda: time.time() + self.ahead_s)
        self.lines = capsys.readouterr().out.splitlines()
        return status

    def found(self, mark: str) -> list[str]:
        """Return what the lines of one mark say."""
        whole = [line for line in self.lines if line.startswith(f"{mark} ")]
        return [line.removeprefix(mark).lstrip() for line in whole]


def settings_of(redis_url: str, slack: Workspace, gateway_url: str) -> dict[str, str]:
    """Return the environment of an installation in which nothing is wrong."""
    return {
        "ENV": "production",
        "REDIS_URL": redis_url,
        "SLACK_API_URL": slack.api_url,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_ID": APP,
        "SLACK_TEAM_ID": TEAM,
        "SLACK_VERIFICATION_TOKEN": TOKEN,
        "SECRETS_KEY": KEY,
        "PUBLIC_URL": gateway_url,
    }


@contextmanager
def town() -> Iterator[Workspace]:
    """Serve the workspace in which the tests' gateway is installed."""
    state = State(team_id=TEAM, app_id=APP, app_token=APP_TOKEN)
    with serve(state, bot_token=BOT_TOKEN) as slack:
        slack.limits.off()
        yield slack


def secrets_of(settings: Mapping[str, str]) -> list[str]:
    """Return every value that must not be printed."""
    names = ("SIGNING_SECRET", "TOKEN", "SECRETS_KEY")
    return [value for name, value in settings.items() if name.endswith(names)]
