"""What the hot path counts, in plain numbers that are added to the metrics once a second.

A Prometheus counter takes a lock, and with several workers a write to a shared file: 1 to 2 µs
each, of about 40 for an event. `/metrics` adds them up before it answers.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import structlog

from shared.errors import RequestRefused
from shared.metrics import (
    EVENTS_DUPLICATE,
    EVENTS_PUBLISHED,
    EVENTS_UNROUTED,
    PUBLISH_WAITING,
    REQUESTS_REFUSED,
)

FLUSH_S = 1.0  # a worker that is killed loses the counts of this long; its events are stored
KINDS_MAX = 100  # each is a time series; Slack has about 100 types, and a signer may invent more
KIND_CHARS = 80

log = structlog.get_logger()


class Counts:
    """What was answered since the last flush.

    Args:
        waiting: how many events wait for Redis now.
    """

    def __init__(self, waiting: Callable[[], int]) -> None:
        self.waiting = waiting
        self.published: Counter[str] = Counter()
        self.duplicate: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.unrouted: Counter[str] = Counter()
        self._kinds: set[str] = set()

    def note_published(self, stream: str, *, added: bool) -> None:
        """Count an event that is in its stream, now or already before."""
        if added:
            self.published[stream] += 1
        else:
            self.duplicate[stream] += 1

    def note_refused(self, refusal: RequestRefused) -> None:
        """Count a request that was not answered 200."""
        self.refused[str(refusal.status), type(refusal).__name__] += 1

    def note_broken(self, error: Exception) -> None:
        """Count a request that met a defect of ours."""
        self.refused["500", type(error).__name__] += 1

    def note_unrouted(self, kind: str) -> None:
        """Count an event that has no stream, and log its type the first time."""
        kind = kind[:KIND_CHARS]
        if kind not in self._kinds:
            if len(self._kinds) >= KINDS_MAX:
                kind = "other"
            if kind not in self._kinds:
                log.info("event.unrouted", kind=kind)
            self._kinds.add(kind)
        self.unrouted[kind] += 1

    def flush(self) -> None:
        """Add everything to the metrics."""
        for counter, counts in (
            (EVENTS_PUBLISHED, self.published),
            (EVENTS_DUPLICATE, self.duplicate),
            (EVENTS_UNROUTED, self.unrouted),
        ):
            for label, number in counts.items():
                counter.labels(label).inc(number)
            counts.clear()
        for labels, number in self.refused.items():
            REQUESTS_REFUSED.labels(*labels).inc(number)
        self.refused.clear()
        PUBLISH_WAITING.set(self.waiting())

    async def run(self) -> None:
        """Flush until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_S)
            self.flush()
