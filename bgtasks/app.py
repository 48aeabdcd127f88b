"""Puts bgtasks together, runs it, and stops it in order."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from slack_sdk.web.async_client import AsyncWebClient

from bgtasks.leader import Leader
from bgtasks.lease import Lease, Times
from bgtasks.rounds import Rounds
from bgtasks.schedule import Schedule, Task, collect
from bgtasks.tasks.trimming import trim_events
from bgtasks.together import leave, together, until
from bgtasks.tools import Tools
from shared import process, redis_client
from shared.channels import Channels
from shared.limits import Limiter
from shared.outside import session
from shared.process import Pulse
from shared.scripts import Scripts
from shared.settings import BgtasksSettings
from shared.silence import Silence
from shared.slack import Slack, web_client
from shared.watchdog import Watchdog

TASK_CONNECTIONS = 2  # with the lease's own three in all; Heroku's smallest plan allows 20
IDENTITY_AGAIN_S = 5.0
STUCK_S = 5.0  # half of the lease: a loop that stands still for longer is about to lose it

log = structlog.get_logger()


async def serve(
    settings: BgtasksSettings, schedules: Sequence[Schedule], times: Times | None = None
) -> None:
    """Run until SIGTERM.

    Args:
        times: of the lease; tests shorten them.

    Raises:
        SettingsError: Redis or Slack say that a setting is wrong.
    """
    stop, pulse = process.stop_on_signals(), Pulse()
    tasks = collect(schedules, settings)
    log.info("process.started", tasks=[task.name for task in tasks])
    client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    http = session()
    redis = redis_client.commands(settings, TASK_CONNECTIONS)
    # Of its own: a renewal must not wait for tasks that hold all connections.
    lease_redis = redis_client.commands(settings, 1)
    app = App(settings, tasks, times or Times(), redis, lease_redis, client, http, pulse)
    try:
        await until(stop, process.serve_health(settings.health_port, pulse, redis.ping), app.run())
    finally:
        if client.session:
            await client.session.close()
        await http.close()
        await redis.aclose()
        await lease_redis.aclose()
    await leave()


@dataclass(frozen=True, slots=True)
class App:
    """What an instance works with from its start to its end."""

    settings: BgtasksSettings
    tasks: Sequence[Task]
    times: Times
    redis: Redis
    lease_redis: Redis
    client: AsyncWebClient
    http: aiohttp.ClientSession
    pulse: Pulse

    async def run(self) -> None:
        """Wait for Redis, then ask for the lease and lead until cancelled."""
        silence = Silence()
        server = await redis_client.inspect_patiently(self.lease_redis, silence, self.pulse.beat)
        scripts = Scripts(self.redis, allow_oom=server.knows_allow_oom)
        slack = Slack(self.client, Limiter(scripts, self.settings.slack_team_id))
        leader = Leader(
            self.lease(server.knows_allow_oom),
            self.starter(scripts, slack),
            lambda: trim_events(scripts),
            silence,
            self.pulse,
        )
        # Side by side: Slack may be down while there is much to trim.
        await together(learn_team(slack), leader.run(), Watchdog(STUCK_S).beat())

    def lease(self, allow_oom: bool) -> Lease:
        """Return the lease as this start of the process sees it."""
        scripts = Scripts(self.lease_redis, allow_oom=allow_oom)
        holder = f"{self.settings.dyno}-{secrets.token_hex(4)}"
        return Lease(scripts, self.settings.app_name, holder, self.times)

    def starter(self, scripts: Scripts, slack: Slack) -> Callable[[int], Rounds]:
        """Return what begins the tasks under a fencing token."""
        channels = Channels(self.redis, self.settings.app_name)
        search = searching(self.settings, slack)

        def start(token: int) -> Rounds:
            bound = log.bind(fence=token)
            settings, http = self.settings, self.http
            tools = Tools(
                self.redis, scripts, slack, http, channels, settings, token, bound, search
            )
            return Rounds(self.tasks, tools)

        return start


def searching(settings: BgtasksSettings, slack: Slack) -> Slack | None:
    """Return Slack as the person whose token is set, over the same connections."""
    if not settings.slack_user_token:
        return None
    client = AsyncWebClient(
        token=settings.slack_user_token.get_secret_value(),
        base_url=slack.client.base_url,
        session=slack.client.session,
        retry_handlers=[],
    )
    return Slack(client, slack.limiter)


async def learn_team(slack: Slack) -> None:
    """Ask Slack which workspace we are in: processes share its limits by the id.

    Raises:
        SettingsError: the token is not valid.
    """
    while True:
        try:
            identity = await slack.identity()
        except RedisError:  # where a 429 would have been noted
            await asyncio.sleep(IDENTITY_AGAIN_S)
        else:
            slack.limiter.team_id = slack.limiter.team_id or identity.team_id
            return
