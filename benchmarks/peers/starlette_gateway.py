"""The plain endpoint: slack_sdk's verifier, json, one XADD per request by redis.asyncio."""

from __future__ import annotations

import json
import os

from redis.asyncio import Redis
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers.endpoint import STREAM, entry, serve


def make_app() -> Starlette:
    """Return the application as the environment describes it."""
    redis: Redis = Redis.from_url(os.environ["REDIS_URL"])
    verifier = SignatureVerifier(os.environ["SLACK_SIGNING_SECRET"])
    wanted = tuple(
        os.environ[name] for name in ("SLACK_VERIFICATION_TOKEN", "SLACK_APP_ID", "SLACK_TEAM_ID")
    )

    async def slack_events(request: Request) -> Response:
        raw = await request.body()
        if not verifier.is_valid_request(raw, dict(request.headers)):
            return Response(status_code=401)
        body = json.loads(raw)
        if (body["token"], body["api_app_id"], body["team_id"]) != wanted:
            return Response(status_code=403)
        if body["event"]["type"] == "message":
            fields = entry(body, request.headers.get("x-request-id", ""))
            await redis.xadd(STREAM, fields)  # type: ignore[arg-type]
        return Response()

    return Starlette(routes=[Route("/slack/events", slack_events, methods=["POST"])])


if __name__ == "__main__":
    serve(make_app())
