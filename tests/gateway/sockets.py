"""Socket Mode beside a test: the gateway's side of it, in this process and less patient."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
from redis.asyncio import Redis

from dev.slack.control import Answered, Slack
from dev.slack.server import serve
from gateway.asking import Asker
from gateway.counts import Counts
from gateway.intake import Intake
from gateway.origin import Origin
from gateway.socket_mode import SocketMode, Timing
from gateway.socket_pace import Waits
from shared import keys, lane, redis_client
from shared.sealing import Sealer
from shared.settings import SocketModeSettings
from tests.gateway.publishing import publishing

HASTE = Waits(burst=1000, backoff_s=(0.0, 0.1), thrown_out_s=(0.1,))
QUICK = Timing(apart_s=0.05, ping_s=5.0, silent_s=20.0, waits=HASTE)
APP = "burrow"
ALICE = "U0ALICE0001"
FORM: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T0BURROW001"},
    "user": {"id": ALICE},
    "token": "local-verification-token",
    "view": {
        "id": "V1",
        "hash": "1.a",
        "blocks": [{"type": "input", "block_id": "when"}],
        "state": {"values": {}},
    },
}


@contextlib.contextmanager
def local_slack(
    limit_s: float = 3.0, retry_delays_s: tuple[float, ...] = (0.02, 0.1, 0.3, 1.0, 2.0)
) -> Iterator[Slack]:
    """Serve a workspace in Socket Mode, without rate limits."""
    with serve(limit_s=limit_s, retry_delays_s=retry_delays_s) as slack:
        slack.limits.off()
        slack.socket_mode = True
        yield slack


def settings_of(slack: Slack, port: int, token: str) -> SocketModeSettings:
    """Return the settings of a gateway of this workspace."""
    given = {
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "SLACK_APP_TOKEN": token or slack.workspace.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    return SocketModeSettings.model_validate(given)


@contextlib.asynccontextmanager
async def intake_at(settings: SocketModeSettings, port: int) -> AsyncIterator[Intake]:
    """Run what publishes and asks, on the Redis behind a port."""
    async with publishing(port) as publisher:
        listening = redis_client.reader(settings)
        asker = Asker(publisher, listening, APP, time.time)
        counts = Counts(lambda: len(publisher.pipeline.waiting))
        origin = Origin(team_id="T0BURROW001")
        asking = asyncio.create_task(asker.run())
        try:
            yield Intake(origin, publisher, asker, Sealer(()), counts, time.time)
        finally:
            asking.cancel()
            await asyncio.wait({asking})
            await listening.aclose()


@contextlib.asynccontextmanager
async def connected(
    slack: Slack, port: int, timing: Timing = QUICK, *, open_ones: int = 2, token: str = ""
) -> AsyncIterator[SocketMode]:
    """Run a gateway's Socket Mode, until it has so many connections and then beside the test."""
    settings, stop = settings_of(slack, port, token), asyncio.Event()
    async with intake_at(settings, port) as intake:
        sockets = SocketMode(settings, intake, timing)
        await sockets.start()
        running = asyncio.create_task(sockets.run(stop))
        try:
            await slack.eventually(lambda: slack.sockets == open_ones)
            yield sockets
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await running


async def entries(redis: Redis, stream: str) -> list[dict[str, str]]:
    """Return the entries of a stream."""
    found: Any = await redis.xrange(stream)
    return [{k.decode(): v.decode() for k, v in fields.items()} for _, fields in found]


@contextlib.asynccontextmanager
async def answering(redis: Redis, body: dict[str, Any], *, accepted: bool) -> AsyncIterator[None]:
    """Answer the gateway's questions as a consumer would, always the same."""

    async def answer() -> None:
        while True:
            found: Any = await redis.blpop([keys.lane(APP)], timeout=0.1)
            if found:
                asked = lane.REQUESTS.decode(found[1])
                reply = lane.Reply(asked.id, accepted, body)
                await redis.publish(asked.reply_to, lane.encode(reply))

    task = asyncio.create_task(answer())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def json_of(entry: dict[str, str]) -> dict[str, Any]:
    """Return what an entry carries."""
    found: dict[str, Any] = orjson.loads(entry["json"])
    return found


def team_join(slack: Slack, event_id: str, **changes: Any) -> dict[str, Any]:
    """Return an envelope."""
    outer = slack.envelope({"type": "team_join", "user": {"id": ALICE}}, event_id)
    return outer | changes


async def interact(slack: Slack, payload: dict[str, Any]) -> Answered:
    """Send an interaction as Slack does."""
    return await asyncio.to_thread(
        slack._carried, slack._delivery.deliver_form("interactive", payload)
    )
