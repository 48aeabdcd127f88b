"""What GitHub and jobs on other machines send, and what the gateway publishes of it."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import httpx
import orjson
from redis.asyncio import Redis

from shared.callbacks import callback_url
from shared.run_record import Where
from tests.gateway.conftest import HOOKS_SECRET, HUB_SECRET, Slack

DELIVERY = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
WHERE = Where("C0GENERAL01", "1700000000.000100")


def event(action: str = "closed", **pull_request: Any) -> dict[str, Any]:
    """Return what GitHub sends when a pull request was merged, changed as a test needs it."""
    return {
        "action": action,
        "number": 7,
        "pull_request": {
            "number": 7,
            "title": "Dig deeper <!channel>",
            "html_url": "https://github.com/warren/site/pull/7",
            "merged": True,
            "merged_at": "2026-01-01T10:00:00Z",
            "merged_by": {"login": "hazel", "id": 1},
            "base": {"ref": "main", "sha": "6dcb09b"},
            "head": {"ref": "deeper"},
        }
        | pull_request,
        "repository": {"id": 1, "full_name": "warren/site", "private": False},
        "sender": {"login": "hazel"},
    }


MERGED = orjson.dumps(event())


def hub_headers(
    body: bytes, *, secret: str = HUB_SECRET, algorithm: str = "sha256", **more: str
) -> dict[str, str]:
    """Return the headers of a delivery as GitHub signs it; others are added, with _ for -."""
    digest = hmac.new(secret.encode(), body, algorithm).hexdigest()
    signature = {"sha256": "X-Hub-Signature-256", "sha1": "X-Hub-Signature"}[algorithm]
    return {
        "Content-Type": "application/json",
        "X-GitHub-Event": "pull_request",
        "X-GitHub-Delivery": DELIVERY,
        signature: f"{algorithm}={digest}",
    } | {name.replace("_", "-"): value for name, value in more.items()}


async def deliver(
    slack: Slack, body: bytes = MERGED, path: str = "/github/site/", **more: str
) -> httpx.Response:
    """Send a signed delivery."""
    return await slack.http.post(path, content=body, headers=hub_headers(body, **more))


def address(run_id: int = 12, *, secret: str = HOOKS_SECRET, lasts_s: int = 86_400) -> str:
    """Return the address at which a run reports back, without the host."""
    return callback_url("", secret, run_id, WHERE, time.time() + lasts_s)


async def published(redis: Redis, stream: str) -> list[dict[str, Any]]:
    """Return the inner events of a stream's entries."""
    found: Any = await redis.xrange(stream)
    return [orjson.loads(fields[b"json"]) for _, fields in found]


def digest_of(body: bytes) -> str:
    """Return what a body is told apart by."""
    return hashlib.sha256(body).hexdigest()
