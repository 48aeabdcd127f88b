"""slack-bolt's Starlette adapter, answering only after the XADD, as the others do."""

from __future__ import annotations

import os
from typing import Any

from redis.asyncio import Redis
from slack_bolt.adapter.starlette.async_handler import (  # type: ignore[import-not-found]
    AsyncSlackRequestHandler,
)
from slack_bolt.app.async_app import AsyncApp  # type: ignore[import-not-found]
from slack_bolt.authorization import AuthorizeResult  # type: ignore[import-not-found]
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers.endpoint import STREAM, entry, serve


async def authorize(**_: Any) -> Any:
    """Spare Bolt the auth.test call."""
    token = os.environ.get("SLACK_BOT_TOKEN", "xoxb-bench")
    return AuthorizeResult(enterprise_id=None, team_id=os.environ["SLACK_TEAM_ID"], bot_token=token)


def make_app() -> Starlette:
    """Return the application as the environment describes it."""
    redis: Redis = Redis.from_url(os.environ["REDIS_URL"])
    bolt = AsyncApp(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        authorize=authorize,
        process_before_response=True,
    )

    async def on_message(body: dict[str, Any]) -> None:
        await redis.xadd(STREAM, entry(body, ""))  # type: ignore[arg-type]

    bolt.event("message")(on_message)
    handler = AsyncSlackRequestHandler(bolt)

    async def slack_events(request: Request) -> Response:
        response: Response = await handler.handle(request)
        return response

    return Starlette(routes=[Route("/slack/events", slack_events, methods=["POST"])])


if __name__ == "__main__":
    serve(make_app())
