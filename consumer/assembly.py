"""Puts a consumer together: the worker that answers people, and the pool that runs jobs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from random import Random

import structlog

import glossary
from consumer.chain import Chain
from consumer.clients import Clients
from consumer.cooldowns import Cooldowns
from consumer.lane import Lane
from consumer.members import Members
from consumer.registry import Registry
from consumer.runs.carrying import Carrier
from consumer.runs.child import Launcher
from consumer.runs.last_word import LastWord
from consumer.runs.pool import Pool
from consumer.runs.telling import Teller
from consumer.runs.tenure import Tenure
from consumer.timings import Timings
from consumer.tools import Tools
from consumer.worker import Worker
from shared import metrics, redis_client
from shared.channels import Channels
from shared.limits import Limiter, Pace
from shared.runs import Runs
from shared.scripts import Scripts
from shared.sealing import Sealer
from shared.settings import ConsumerSettings
from shared.silence import Silence
from shared.slack import Identity, Slack
from shared.streams import Streams

DOORS_ROOM = 32  # kept free for those who wait: Slack gives 3 s to open a form

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Parts:
    """What works in a consumer."""

    worker: Worker
    doors: Worker
    lane: Lane
    pool: Pool


async def build(
    settings: ConsumerSettings, registry: Registry, timings: Timings, pace: Pace, opened: Clients
) -> Parts:
    """Put a consumer together; waits for Redis and for Slack to say who we are."""
    server = await redis_client.inspect_patiently(opened.commands, Silence())
    scripts = Scripts(opened.commands, allow_oom=server.knows_allow_oom)
    limiter = Limiter(scripts, settings.slack_team_id, pace)
    slack = Slack(opened.slack, limiter)
    me = await slack.identity()
    limiter.team_id = me.team_id
    name = f"{settings.dyno}-{secrets.token_hex(4)}"
    tools = tools_of(settings, registry, scripts, slack, me, opened)
    streams = Streams(scripts, opened.reader, settings.app_name, name)
    chain = Chain(tools, speaks_unasked=not settings.shadow_mode)
    room = settings.consumer_concurrency
    worker = Worker(streams, slack, registry, chain, me, timings, room)
    side_streams = Streams(scripts, opened.side_reader, settings.app_name, name)
    gauge = metrics.DOORS_IN_PROGRESS
    doors = Worker(side_streams, slack, registry, chain, me, timings, DOORS_ROOM, gauge)
    lane = Lane(opened.lane_reader, opened.commands, settings.app_name, tools)
    pool = pool_of(tools, side_streams, timings)
    log.info(
        "process.started",
        consumer=name,
        shadow_mode=settings.shadow_mode,
        playground=bool(settings.playground_url),
        jobs=len(registry.jobs.namespaces),
    )
    for errors in registry.jobs.broken.values():
        log.warning("jobs.disabled", reason="; ".join(map(str, errors)))
    return Parts(worker, doors, lane, pool)


def tools_of(
    settings: ConsumerSettings,
    registry: Registry,
    scripts: Scripts,
    slack: Slack,
    me: Identity,
    opened: Clients,
) -> Tools:
    """Return what handlers may need."""
    return Tools(
        registry=registry,
        glossary=glossary.load(),
        channels=Channels(opened.commands, settings.app_name),
        slack=slack,
        me=me,
        http=opened.http,
        cooldowns=Cooldowns(opened.commands, settings.app_name),
        jobs=registry.jobs,
        runs=Runs(scripts),
        sealer=Sealer(settings.secrets_keys),
        members=Members(opened.commands, settings.app_name, slack, me),
        settings=settings,
        chance=Random(),
    )


def pool_of(tools: Tools, streams: Streams, timings: Timings) -> Pool:
    """Return the pool that carries out runs."""
    settings = tools.settings
    tenure = Tenure(streams, timings.slot_ms)
    teller = Teller(tools.slack, tools.channels, settings, tools.jobs)
    carrier = Carrier(
        tenure=tenure,
        runs=tools.runs,
        last_word=LastWord(teller, tenure, tools.slack),
        launcher=Launcher(),
        catalogue=tools.jobs,
        settings=settings,
        timings=timings,
        http=tools.http,
    )
    return Pool(streams, carrier, timings, settings.jobs_concurrency)
