"""What a consumer is connected to."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import ClientSession
from redis.asyncio import Redis
from slack_sdk.web.async_client import AsyncWebClient

from shared import redis_client
from shared.outside import session
from shared.settings import ConsumerSettings
from shared.slack import web_client


@dataclass(frozen=True, slots=True)
class Clients:
    """What is connected."""

    commands: Redis
    reader: Redis
    side_reader: Redis
    lane_reader: Redis
    slack: AsyncWebClient
    http: ClientSession


@contextlib.asynccontextmanager
async def clients(settings: ConsumerSettings) -> AsyncIterator[Clients]:
    """Open the clients, and close them at the end."""
    opened = Clients(
        redis_client.commands(settings),
        redis_client.reader(settings),
        redis_client.reader(settings),
        redis_client.reader(settings),
        web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url),
        session(),
    )
    try:
        yield opened
    finally:
        if opened.slack.session:
            await opened.slack.session.close()
        await opened.http.close()
        await opened.commands.aclose()
        for reader in (opened.reader, opened.side_reader, opened.lane_reader):
            await reader.aclose()
