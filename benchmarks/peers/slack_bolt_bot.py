"""A bot on slack-bolt as its users write it: no stream, answer 200 at once and post from a task.

What it has taken and not yet answered is lost when it stops.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from slack_bolt.adapter.starlette.async_handler import (  # type: ignore[import-not-found]
    AsyncSlackRequestHandler,
)
from slack_bolt.app.async_app import AsyncApp  # type: ignore[import-not-found]
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers.endpoint import serve
from benchmarks.peers.slack_bolt_gateway import authorize


async def flip_a_coin(say: Any) -> None:
    """Answer any message."""
    await say("Heads")


def make_app() -> Starlette:
    """Return the application as the environment describes it."""
    slack = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    secret = os.environ["SLACK_SIGNING_SECRET"]
    bolt = AsyncApp(client=slack, signing_secret=secret, authorize=authorize)
    bolt.event("message")(flip_a_coin)
    handler = AsyncSlackRequestHandler(bolt)

    async def slack_events(request: Request) -> Response:
        response: Response = await handler.handle(request)
        return response

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # Without a session of its own the client opens a connection for each call.
        async with aiohttp.ClientSession() as slack.session:
            yield

    route = Route("/slack/events", slack_events, methods=["POST"])
    return Starlette(routes=[route], lifespan=lifespan)


if __name__ == "__main__":
    serve(make_app())
