"""Slack's rate limits as token buckets: per method, and for posts per channel and workspace.

| bucket                 | capacity       | refill                         |
|------------------------|----------------|--------------------------------|
| method of tier 1       | 10             | 1 per minute                   |
| method of tier 2 3 4   | 20 50 100      | the same number per minute     |
| posts to one channel   | `post_burst` 5 | `posts_per_s` 1 per second     |
| posts to the workspace | 300            | `posts_per_min` 300 per minute |

Source: https://docs.slack.dev/apis/web-api/rate-limits (the tiers, 1 post/s per channel, "several
hundred" a minute); the bursts are a gap: Slack publishes none
"""

import math
from dataclasses import dataclass, field

CALLS_PER_MIN = {"1": 1.0, "2": 20.0, "3": 50.0, "4": 100.0, "special": 600.0}
# Slack lets an app open ten websockets, each with an address of its own, and open them again.
TIER_1_BURST = 10.0


@dataclass
class Bucket:
    """Tokens that refill evenly."""

    capacity: float
    per_s: float
    tokens: float
    at: float

    def wait_s(self, now: float) -> float:
        """Return how long until a token is there, 0 if one is."""
        self.tokens = min(self.capacity, self.tokens + (now - self.at) * self.per_s)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.per_s


@dataclass
class Limits:
    """Decide whether a call comes too early; settings can be changed at any time."""

    enabled: bool = True
    calls_per_min: dict[str, float] = field(default_factory=lambda: dict(CALLS_PER_MIN))
    posts_per_s: float = 1.0
    post_burst: float = 5.0
    posts_per_min: float = 300.0
    _buckets: dict[tuple[str, ...], Bucket] = field(default_factory=dict)

    def off(self) -> None:
        """Let everything through."""
        self.enabled = False

    def on(self) -> None:
        """Limit again, from full buckets."""
        self._buckets.clear()
        self.enabled = True

    def set(
        self,
        *,
        posts_per_s: float | None = None,
        post_burst: float | None = None,
        posts_per_min: float | None = None,
        tiers: dict[str, float] | None = None,
        enabled: bool = True,
    ) -> None:
        """Change some numbers and begin again from full buckets.

        Args:
            tiers: calls per minute by tier, for instance `{"3": 2}`.
        """
        self.posts_per_s = posts_per_s or self.posts_per_s
        self.post_burst = post_burst or self.post_burst
        self.posts_per_min = posts_per_min or self.posts_per_min
        self.calls_per_min |= tiers or {}
        self._buckets.clear()
        self.enabled = enabled

    def retry_after_s(self, method: str, tier: str, channel: str, now: float) -> int | None:
        """Take what the call costs, or return the whole seconds to wait (nothing is taken then)."""
        if not self.enabled:
            return None
        buckets = self._buckets_of(method, tier, channel, now)
        wait_s = max(bucket.wait_s(now) for bucket in buckets)
        if wait_s > 0:
            return math.ceil(wait_s)
        for bucket in buckets:
            bucket.tokens -= 1
        return None

    def _buckets_of(self, method: str, tier: str, channel: str, now: float) -> list[Bucket]:
        buckets = []
        if tier == "post":
            buckets.append(
                self._bucket(("posts",), self.posts_per_min, self.posts_per_min / 60, now)
            )
        else:
            per_min = self.calls_per_min[tier]
            capacity = max(per_min, TIER_1_BURST) if tier == "1" else per_min
            buckets.append(self._bucket((method,), capacity, per_min / 60, now))
        if method.startswith("chat.post"):
            buckets.append(self._bucket(("post", channel), self.post_burst, self.posts_per_s, now))
        return buckets

    def _bucket(self, key: tuple[str, ...], capacity: float, per_s: float, now: float) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(capacity, per_s, capacity, now)
        return self._buckets[key]
