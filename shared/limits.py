"""Slack's rate limits, kept for all processes together in Redis.

| scope            | limit                   | who waits                          |
|------------------|-------------------------|------------------------------------|
| `post:<channel>` | 1/s, burst 5            | everything that posts to a channel |
| a method         | none of ours            | only after a 429                   |

A 429 pauses its scope for all processes until Retry-After is over.

Source: https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from shared import keys, metrics
from shared.errors import Throttled
from shared.scripts import Scripts

POST_SPACING_S = 1.0  # Slack: about one message a second per channel
POST_BURST = 5  # more at once and Slack may silently not show them
LONGEST_SLEEP_S = 1.0  # a longer wait would hold a worker's place for nothing
SLOT_KEPT_MS = 15 * 60 * 1000  # how late the owner of a reserved slot may come back

POSTS = frozenset({"chat.postMessage", "chat.postEphemeral"})


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast posts may follow each other in one channel; tests raise it."""

    spacing_s: float = POST_SPACING_S
    burst: int = POST_BURST


def scope_of(method: str, channel: str) -> str:
    """Return what a call shares its limit with."""
    return f"post:{channel}" if method in POSTS else method


class Limiter:
    """The shared limiter, for one workspace."""

    def __init__(self, scripts: Scripts, team_id: str, pace: Pace | None = None) -> None:
        self.scripts, self.team_id, self.pace = scripts, team_id, pace or Pace()

    async def wait(self, method: str, channel: str, write_id: str) -> None:
        """Return when the call may be made; short waits are slept here.

        Args:
            write_id: names this write, so that it finds its reserved slot when it comes back.

        Raises:
            Throttled: the turn of this call comes in more than a second.
        """
        while wait_ms := await self.reserve(method, channel, write_id):
            if wait_ms > LONGEST_SLEEP_S * 1000:
                metrics.SLACK_THROTTLED.labels(method).inc()
                raise Throttled(f"{method} must wait for Slack's limit", wait_ms / 1000)
            await asyncio.sleep(wait_ms / 1000)

    async def reserve(self, method: str, channel: str, write_id: str) -> int:
        """Reserve a slot and return the wait until it in ms."""
        scope = scope_of(method, channel)
        spacing_us = int(self.pace.spacing_s * 1_000_000) if method in POSTS else 0
        parts = ("tat", f"slot:{write_id}", "pause")
        names = [keys.limit(self.team_id, scope, part) for part in parts]
        return int(
            await self.scripts.run("limit", names, spacing_us, self.pace.burst, SLOT_KEPT_MS)
        )

    async def pause(self, method: str, channel: str, after_s: float) -> None:
        """Keep every process from this scope for a while: Slack answered 429."""
        metrics.SLACK_PAUSES.labels(method).inc()
        key = keys.limit(self.team_id, scope_of(method, channel), "pause")
        await self.scripts.redis.set(key, 1, px=max(1, int(after_s * 1000)))
